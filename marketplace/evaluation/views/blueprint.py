"""The wing's blueprint."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("evaluation", __name__)
