"""The blueprint all rooms of these pages hang on, and what several of them need."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for

from bidding.panels import queries
from bidding.panels.models import Panel, PanelSeat
from bidding.panels.words import CRITERIA, LEFT_OUT
from marketplace.core.db import find
from marketplace.core.errors import NotAllowed
from marketplace.core.i18n import _
from marketplace.people.login import me

bp = Blueprint("panels", __name__)


def own_seat(panel: Panel) -> PanelSeat:
    """The reader's seat on this panel."""
    seat = queries.seat_of(panel, me())
    if seat is None:
        raise NotAllowed(_("Only a member of this panel may do this."))
    return seat


def held(panel_id: int) -> Panel:
    """The panel under its lock, for a deed."""
    return find(Panel, panel_id, lock=True, seen_by=me())


def back(panel_id: int) -> Any:
    """To the panel's page."""
    return redirect(url_for("panels.show", panel_id=panel_id), 303)


@bp.app_template_global()
def criterion_label(code: str) -> str:
    """What a criterion of the panel is called; one the leading group added later goes by its code."""
    return str(CRITERIA[code][0]) if code in CRITERIA else code


@bp.app_template_global()
def left_out(kind: str) -> str:
    """Why somebody was left out of a draw."""
    return str(LEFT_OUT.get(kind, kind))
