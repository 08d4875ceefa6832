"""What stands beside the to-dos: one statement for each role a person has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bidding.bids.models import Bid, BidState
from bidding.fit.models import Fit
from bidding.panels.models import Panel, PanelSeat, PanelState, ScoreSheet, SeatState
from marketplace.challenges.models import Challenge, ChallengeState, Question
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.inbox.models import Todo
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths

S = ChallengeState
RESTING = (S.WITHDRAWN, S.NO_BID, S.AWARDED, S.ENTRUSTED)
BESIDE = 3  # lines of a list beside the to-dos


def fitting(studio_ids: Sequence[int], *, seen_by: Person, limit: int = BESIDE) -> Sequence[Any]:
    """The open challenges that fit these studios best."""
    found = (
        sa.select(Challenge.id, Challenge.title, Challenge.closes_at, Challenge.budget, Fit.score)
        .join(Fit, Fit.challenge_id == Challenge.id)
        .where(
            Fit.studio_id.in_(list(studio_ids)), Challenge.state == S.OPEN, Challenge.closes_at > clock.now(),
            Challenge.visible_to(seen_by),
        )
        .order_by(Fit.score.desc(), Challenge.closes_at)
        .limit(limit)
    )  # fmt: skip
    return db.session.execute(found).all()


def of_department(person: Person, limit: int = 8) -> Sequence[Any]:
    """The living challenges of my departments, and who each of them waits for."""
    paths = scope_paths(person, Role.POSTER, Role.UNIT_MANAGER)
    about = sa.literal("challenge/") + sa.cast(Challenge.id, sa.String)
    waits = (
        sa.select(sa.func.min(Person.name))
        .join(Todo, Todo.person_id == Person.id)
        .where(Todo.about == about, Todo.settled_at.is_(None))
        .scalar_subquery()
    )
    asked = (
        sa.select(sa.func.count())
        .where(Question.challenge_id == Challenge.id, Question.answered_at.is_(None))
        .scalar_subquery()
    )
    found = (
        sa.select(
            Challenge.id, Challenge.number, Challenge.title, Challenge.state, Challenge.closes_at,
            waits.label("waits_for"), asked.label("questions"), sa.func.count().over().label("n"),
        )
        .join(Unit, Unit.id == Challenge.department_id)
        .where(below(Unit.path, paths), Challenge.visible_to(person), Challenge.state.not_in(RESTING))
        .order_by(Challenge.created_at.desc(), Challenge.id.desc())
        .limit(limit)
    )  # fmt: skip
    return db.session.execute(found).all()


@dataclass(frozen=True)
class Scoring:
    """A panel that still waits for something of a member."""

    panel_id: int
    title: str
    number: str
    state: PanelState
    bids: int
    touched: int
    due: Any

    @property
    def about(self) -> str:
        """The panel's address."""
        return f"panel/{self.panel_id}"


def to_score(person: Person) -> list[Scoring]:
    """My panels at work, with how many bids I have begun to score."""
    bids = (
        sa.select(sa.func.count())
        .where(Bid.challenge_id == Panel.challenge_id, Bid.state == BidState.REVIEW)
        .correlate(Panel)
        .scalar_subquery()
    )
    touched = (
        sa.select(sa.func.count())
        .where(ScoreSheet.seat_id == PanelSeat.id)
        .correlate(PanelSeat)
        .scalar_subquery()
    )
    at_work = (PanelState.DECLARING, PanelState.SCORING, PanelState.DISCUSSION, PanelState.SIGNING)
    found = (
        sa.select(Panel.id, Challenge.title, Challenge.number, Panel.state, bids, touched, Panel.score_due)
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .join(Challenge, Challenge.id == Panel.challenge_id)
        .where(
            PanelSeat.person_id == person.id, PanelSeat.state != SeatState.REPLACED, Panel.state.in_(at_work)
        )
        .order_by(Panel.score_due.is_(None), Panel.score_due, Panel.id)
    )
    return [Scoring(*row) for row in db.session.execute(found)]
