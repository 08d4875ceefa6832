"""Declaring conflicts, stepping down, being replaced by the next of the draw."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bidding.bids.actions import bar
from bidding.bids.models import Bid
from bidding.panels.actions.draw import DECLARE_WD, wanted
from bidding.panels.models import Panel, PanelSeat, PanelState, Recusal, ScoreSheet, SeatState
from bidding.panels.queries.panels import who_follows
from bidding.panels.queries.sheets import IN_REVIEW
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
        _declared(seat, terms.reason, by, terms.studio)
        return
    seat.declared_at, seat.act_by = clock.now(), None
    move(seat, SeatState.DECLARED, by=by)
    settle(seat.panel, "panel_declare", person=by)
    _begin_scoring(seat)


def step_down(seat: PanelSeat, terms: DeclareTerms, *, by: Person) -> None:
    """A conflict noticed later: the seat ends, its scores are void, the next of the draw follows."""
    require(may_step_down(by, seat))
    _declared(seat, terms.reason, by, terms.studio)


def replace(seat: PanelSeat, reason: str, *, by: Person) -> PanelSeat:
    """The leading group replaces a member who is gone or lets a date pass; the next of the draw follows."""
    require(may_replace(by, seat))
    tell([seat.person], "panel_replaced", seat.panel)
    return leave(seat, reason, by)


def _declared(seat: PanelSeat, reason: str, by: Person, studio_id: int | None) -> None:
    if len(reason.strip()) < REASON_FROM:
        raise Invalid(_("Please say in a few words what the conflict is."), field="reason")
    bid = _bid_of(seat.panel, studio_id) if studio_id is not None else None
    db.session.add(
        Recusal(
            challenge_id=seat.panel.challenge_id,
            person_id=seat.person_id,
            bid_id=bid.id if bid else None,
            kind="declared",
            reason=reason,
            at=clock.now(),
        )
    )
    if bid is not None:
        bar(bid, seat.person, "declared")
    leave(seat, _("Conflict declared"), by)


def _bid_of(panel: Panel, studio_id: int) -> Bid:
    wanted_one = sa.select(Bid).where(Bid.challenge_id == panel.challenge_id, Bid.studio_id == studio_id)
    bid = db.session.scalars(wanted_one.where(Bid.state.in_(IN_REVIEW))).one_or_none()
    if bid is None:
        raise Invalid(_("Please choose one of the list."), field="studio")
    return bid


def leave(seat: PanelSeat, note: str, by: Person | None) -> PanelSeat:
    """The seat ends and its scores are void; whoever follows declares and scores anew."""
    panel = seat.panel
    move(seat, SeatState.REPLACED, by=by, note=note)
    seat.act_by = None
    db.session.execute(sa.delete(ScoreSheet).where(ScoreSheet.seat_id == seat.id))
    settle(panel, person=seat.person)
    follower = _next(panel)
    if panel.chair_seat_id == seat.id:
        panel.chair_seat_id = panel.active[0].id
    if panel.state in (PanelState.DISCUSSION, PanelState.SIGNING):
        _score_anew(panel, by)
    tell([follower.person], "panel_drawn", panel)
    follower.act_by = after_workdays(clock.now(), DECLARE_WD)
    ask(follower.person, "panel_declare", panel, due=follower.act_by)
    return follower


def _score_anew(panel: Panel, by: Person | None) -> None:
    """With other scores the report says something else: signatures fall until the new member has scored."""
    for one in panel.active:
        one.signed_at, one.dissent, one.act_by = None, "", None
    panel.score_due = after_workdays(clock.now(), DECLARE_WD + SCORE_WD)
    move(panel, PanelState.SCORING, by=by)
    settle(panel, "panel_sign", "panel_write", "panel_outlier")
    tell([one.person for one in panel.active if one.submitted_at is not None], "panel_scores_anew", panel)


def _next(panel: Panel) -> PanelSeat:
    size, *_quotas = wanted(panel.challenge)
    row = who_follows(panel)
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
        _ask_to_score(panel, [seat], due)
    elif all(one.state is SeatState.DECLARED for one in panel.active):
        panel.score_due = due
        move(panel, PanelState.SCORING, by=None)
        _ask_to_score(panel, panel.active, due)


def _ask_to_score(panel: Panel, seats: list[PanelSeat], due: datetime) -> None:
    for one in seats:
        one.act_by = due
    ask({one.person for one in seats}, "panel_score", panel, due=due)
