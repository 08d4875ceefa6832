"""Declaring conflicts, stepping down, being replaced by the next of the draw."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.panels.actions.draw import DECLARE_WD, wanted
from bidding.panels.models import Panel, PanelSeat, PanelState, Recusal, ScoreSheet, SeatState
from bidding.panels.queries.draw import next_of
from bidding.panels.rules import may_declare, may_replace, may_step_down
from bidding.panels.terms import DeclareTerms
from marketplace.core import clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person

SCORE_WD = 5
REASON_FROM = 2


def declare(seat: PanelSeat, terms: DeclareTerms, *, by: Person) -> None:
    """Say whether there is a conflict with any of the studios or people who bid; a conflict ends the seat."""
    require(may_declare(by, seat))
    if terms.conflict == "yes":
        _declared(seat, terms.reason, by)
        return
    seat.declared_at = clock.now()
    move(seat, SeatState.DECLARED, by=by)
    settle(seat.panel, "panel_declare", person=by)
    _begin_scoring(seat)


def step_down(seat: PanelSeat, reason: str, *, by: Person) -> None:
    """A conflict noticed while scoring: the seat ends, its scores are void, the next of the draw follows."""
    require(may_step_down(by, seat))
    _declared(seat, reason, by)


def replace(seat: PanelSeat, reason: str, *, by: Person) -> None:
    """The leading group replaces a member who does not answer."""
    require(may_replace(by, seat))
    tell([seat.person], "panel_replaced", seat.panel)
    _leave(seat, reason, by)


def _declared(seat: PanelSeat, reason: str, by: Person) -> None:
    if len(reason.strip()) < REASON_FROM:
        raise Invalid(_("Please say in a few words what the conflict is."), field="reason")
    db.session.add(
        Recusal(
            challenge_id=seat.panel.challenge_id,
            person_id=seat.person_id,
            kind="declared",
            reason=reason,
            at=clock.now(),
        )
    )
    _leave(seat, _("Conflict declared"), by)


def _leave(seat: PanelSeat, note: str, by: Person) -> None:
    panel = seat.panel
    move(seat, SeatState.REPLACED, by=by, note=note)
    db.session.execute(sa.delete(ScoreSheet).where(ScoreSheet.seat_id == seat.id))
    settle(panel, "panel_declare", "panel_score", person=seat.person)
    follower = _next(panel)
    if panel.chair_seat_id == seat.id:
        panel.chair_seat_id = panel.active[0].id
    tell([follower.person], "panel_drawn", panel)
    ask(follower.person, "panel_declare", panel, due=after_workdays(clock.now(), DECLARE_WD))


def _next(panel: Panel) -> PanelSeat:
    size, experts = wanted(panel.challenge)
    short = sum(seat.expert for seat in panel.active) < experts
    row = next_of(panel.pool, {seat.person_id for seat in panel.seats}, expert=short)
    if row is None:
        raise WrongMoment(
            _(
                "Nobody is left in the draw to follow. The leading group must widen the pool "
                "and have the panel drawn anew."
            )
        )
    follower = PanelSeat(person_id=row["person"], expert=row["expert"])
    panel.seats.append(follower)
    panel.pool = [{**one, "seat": len(panel.seats)} if one is row else one for one in panel.pool]
    db.session.flush()
    assert len(panel.active) == size
    return follower


def _begin_scoring(seat: PanelSeat) -> None:
    """Once all have declared the panel scores; who follows later joins in at once."""
    panel = seat.panel
    due = after_workdays(clock.now(), SCORE_WD)
    if panel.state is PanelState.SCORING:
        ask(seat.person, "panel_score", panel, due=due)
    elif all(one.state is SeatState.DECLARED for one in panel.active):
        panel.score_due = due
        move(panel, PanelState.SCORING, by=None)
        ask({one.person for one in panel.active}, "panel_score", panel, due=due)
