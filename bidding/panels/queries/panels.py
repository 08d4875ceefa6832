"""Finding panels and seats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from bidding.bids.models import Bid, ChangeState, TeamChange
from bidding.bids.queries import ABOUT as BID
from bidding.openings.models import Opening
from bidding.panels.models import JointDraw, Panel, PanelSeat, PanelState, Report, ScoreSheet, SeatState
from bidding.panels.queries.draw import next_of, outside_of
from bidding.panels.terms import lacks_reason
from marketplace.challenges.models import Challenge
from marketplace.core import clock, reads
from marketplace.core.db import BIGGEST_ID, db, first_of_rows
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.lists import Listing, Page
from marketplace.people.eyes import seen
from marketplace.people.models import Person
from marketplace.rulebook.queries import preset_of, weights_of
from marketplace.secrecy.models import Finding
from marketplace.secrecy.queries import held


def latest(challenge: Challenge) -> Panel | None:
    """The panel that sits or sat last."""
    return db.session.scalars(_LATEST, {"challenge": challenge.id}).one_or_none()


_LATEST = (
    sa.select(Panel)
    .where(Panel.challenge_id == sa.bindparam("challenge"))
    .order_by(Panel.round.desc())
    .limit(1)
    .options(selectinload(Panel.seats).joinedload(PanelSeat.person), joinedload(Panel.joint_draw))
)


def signed_panel(challenge: Challenge) -> Panel | None:
    """The panel whose signed report decides."""
    found = latest(challenge)
    return found if found is not None and found.state is PanelState.SIGNED else None


def whole(panel_id: int, *, seen_by: Person) -> Panel:
    """A panel with its challenge and members, in two statements; 404 for the unseen."""
    found = (
        sa.select(Panel)
        .where(Panel.id == panel_id, Panel.visible_to(seen_by))
        .options(
            joinedload(Panel.challenge).joinedload(Challenge.department),
            selectinload(Panel.seats).joinedload(PanelSeat.person).joinedload(Person.unit),
        )
    )
    panel = db.session.scalars(found).unique().one_or_none() if 0 < panel_id <= BIGGEST_ID else None
    if panel is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    reads.look(panel, seen_by)
    return panel


def report_of(panel: Panel) -> Report | None:
    """What the chair wrote."""
    return db.session.scalars(sa.select(Report).where(Report.panel_id == panel.id)).one_or_none()


def weights(panel: Panel) -> dict[str, int]:
    """The panel's criteria with their weights, as the challenge was posted with."""
    return {code: int(weight) for code, weight in weights_of(panel.challenge, "panel_criteria").items()}


def complete(sheet: ScoreSheet, codes: Iterable[str]) -> bool:
    """Is every criterion marked, with its reason where one is wanted?"""
    return marked(sheet, codes) == len(tuple(codes))


def marked(sheet: ScoreSheet, codes: Iterable[str]) -> int:
    """How many criteria are marked to the end."""
    marks = [sheet.marks.get(code) or [None, ""] for code in codes]
    return sum(points is not None and not lacks_reason(points, reason) for points, reason in marks)


def seat_of(panel: Panel, person: Person) -> PanelSeat | None:
    """This person's seat, if it counts."""
    return next((seat for seat in panel.active if seat.person_id == person.id), None)


def who_follows(panel: Panel, instead_of: PanelSeat | None = None) -> dict[str, Any] | None:
    """The row of the draw that takes the next free seat (or that of a member who would leave)."""
    staying = [seat for seat in panel.active if seat is not instead_of]
    short = sum(seat.expert for seat in staying) < int(preset_of(panel.challenge)["experts"])
    away = {one["person"] for one in panel.pool if one.get("outside")}
    lacking = sum(seat.person_id in away for seat in staying) < outside_of(panel.size)
    return next_of(panel.pool, {seat.person_id for seat in panel.seats}, expert=short, outside=lacking)


def of_person(person: Person) -> Page[Any]:
    """The panels a person sits on, newest first: one page of the list."""
    return seen("reviews", person, "", lambda: _reviews(person)).page()


def _reviews(person: Person) -> Listing:
    """Counted by the seats alone: each has its panel and its challenge."""
    sits = (PanelSeat.person_id == person.id, PanelSeat.state != SeatState.REPLACED)
    shown = Listing.of(_of_person(person)).shown
    return Listing(sa.select(sa.func.count()).select_from(PanelSeat).where(*sits), shown)


def _of_person(person: Person) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Panel.id,
            Challenge.number,
            Challenge.title,
            Panel.state,
            PanelSeat.state.label("seat_state"),
            Panel.score_due,
            PanelSeat.submitted_at,
            PanelSeat.signed_at,
        )
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .join(Challenge, Challenge.id == Panel.challenge_id)
        .where(PanelSeat.person_id == person.id, PanelSeat.state != SeatState.REPLACED)
        .order_by(PanelSeat.panel_id.desc())  # its index is in this order: no sorting of all
    )


def without_panel() -> Sequence[int]:
    """Challenges that are opened and wait for a panel (again, after a panel was voided)."""
    return first_of_rows(_without_panel())


@cache
def _without_panel() -> sa.Select[int]:
    sits = sa.select(Panel.id).where(Panel.challenge_id == Challenge.id, Panel.state != PanelState.VOID)
    looked_at = sa.select(Bid.id).where(Bid.challenge_id == Challenge.id, held(BID, Finding.OPEN))
    waiting = Challenge.state.in_(["opened", "review"])
    return sa.select(Challenge.id).where(waiting, ~sits.exists(), ~looked_at.exists()).order_by(Challenge.id)


def with_stand_ins() -> Sequence[int]:
    """Panels at work on a bid whose team got a new member since the draw, or since the last look."""
    return first_of_rows(_with_stand_ins())


@cache
def _with_stand_ins() -> sa.Select[int]:
    since = sa.func.coalesce(Panel.teams_seen_at, Panel.created_at)
    found = (
        sa.select(Panel.id)
        .join(Bid, Bid.challenge_id == Panel.challenge_id)
        .join(TeamChange, TeamChange.bid_id == Bid.id)
        .where(
            Panel.state.not_in((PanelState.SIGNED, PanelState.VOID)),
            TeamChange.state == ChangeState.SWAPPED,
            TeamChange.done_at > since,
        )
    )
    return found.distinct().order_by(Panel.id)


ALONE_AFTER = timedelta(hours=1)  # the worker has not answered: each panel is drawn by itself


def joint_draws(ids: Sequence[int]) -> dict[int, JointDraw]:
    """The last fair draw made for each of these challenges, whatever came of it."""
    if not ids:
        return {}
    newest = sa.select(JointDraw).where(JointDraw.made_at > clock.now() - ALONE_AFTER).order_by(JointDraw.id)
    made = db.session.scalars(newest).all()
    return {key: one for one in made for key in ids if key in one.asked["challenges"]}


def waits_for_joint(ids: Sequence[int]) -> list[int]:
    """Of these, those that are to be drawn together: at least two, opened within the hour."""
    fresh = sa.select(Opening.challenge_id).where(
        Opening.challenge_id.in_(ids), Opening.confirmed_at > clock.now() - ALONE_AFTER
    )
    found = sorted(db.session.scalars(fresh)) if len(ids) > 1 else []
    return found if len(found) > 1 else []
