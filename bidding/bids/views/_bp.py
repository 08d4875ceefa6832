"""The blueprint all pages of bids hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("bids", __name__)
