"""The workbench: what waits for me, and beside it what my roles watch."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from marketplace.core import clock
from marketplace.core.i18n import _
from marketplace.home.queries import mine, roles
from marketplace.home.views.blueprint import bp
from marketplace.inbox import queries as inbox
from marketplace.ledger.queries import Board, BoardWanted, board
from marketplace.people.login import me
from marketplace.people.models import Person, Role
from marketplace.people.queries import roles_of

TABS = ("todo", "done", "started", "followed")


@bp.get("/")
def workbench() -> str:
    """What waits for me, by deadline; or what I did, started, follow."""
    shown, reader = request.args.get("show", "todo"), me()
    shown = shown if shown in TABS else "todo"
    lists: dict[str, Any] = {
        "todo": inbox.open_todos,
        "done": inbox.settled_todos,
        "started": mine.started,
        "followed": mine.followed,
    }
    labels = dict(
        zip(TABS, (_("Waiting for me"), _("Done by me"), _("Started by me"), _("Followed")), strict=True)
    )
    return render_template(
        "home/workbench.html", shown=shown, tabs=labels, rows=lists[shown](reader), beside=_beside(reader)
    )


def _beside(reader: Person) -> dict[str, Any]:
    """What each role watches; somebody without any learns what one can do here."""
    held = {one.role for one in roles_of(reader)}
    led = _board("lead", reader).page.rows
    found: dict[str, Any] = {}
    if led:
        found["lead"] = {
            "studios": led,
            "fits": roles.fitting([row.studio_id for row in led], seen_by=reader),
        }
    if held & {Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR}:
        found["year"] = {
            "board": _board("scope", reader),
            "exceptions": roles.exceptions(reader),
            "year": clock.year(),
        }
    if held & {Role.POSTER, Role.UNIT_MANAGER}:
        found["department"] = roles.of_department(reader)
    if Role.PANEL_MEMBER in held:
        found["panels"] = roles.to_score(reader)
    return found


def _board(whose: str, reader: Person) -> Board:
    """The year of the studios I lead, or of the units I watch over: one statement."""
    return board(BoardWanted(year=clock.year(), whose=whose), seen_by=reader)
