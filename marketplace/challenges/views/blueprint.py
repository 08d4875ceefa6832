"""The blueprint all rooms of these pages hang on."""

from __future__ import annotations

from flask import Blueprint

from marketplace.rulebook.words import CODES

bp = Blueprint("challenges", __name__, url_prefix="/challenges")


@bp.app_template_global()
def preset_label(code: str) -> str:
    """What a preset is called; one the leading group added later goes by its code."""
    return str(CODES.get(code, code))
