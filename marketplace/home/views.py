"""Workbench."""

from __future__ import annotations

from flask import Blueprint, render_template

bp = Blueprint("home", __name__)


@bp.get("/")
def workbench() -> str:
    """What waits for me."""
    return render_template("home/workbench.html")
