"""What stands beside the to-dos: one statement for each role a person has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bidding.awards.models import Award, Objection, ObjectionState
from bidding.bids.models import Bid, BidState
from bidding.fit.models import Fit
from bidding.panels.models import Panel, PanelSeat, PanelState, ScoreSheet, SeatState
from marketplace.challenges.models import Challenge, ChallengeState, Question
from marketplace.challenges.queries.parts import ABOUT
from marketplace.core import clock
from marketplace.core.db import UtcDateTime, rows
from marketplace.evaluation.models import Delisting, DelistingState
from marketplace.home.queries.trail import about
from marketplace.inbox.models import Todo
from marketplace.ledger.models import AnnualLetter, LetterState
from marketplace.people.eyes import seen
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths
from marketplace.projects.models import Project
from marketplace.secrecy.queries import held
from marketplace.studios.models import Studio, StudioState

S = ChallengeState
RESTING = (S.WITHDRAWN, S.NO_BID, S.AWARDED, S.ENTRUSTED)
WATCHERS = (Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR)
BESIDE = 3  # lines of a list beside the to-dos


def fitting(studio_ids: Sequence[int], *, seen_by: Person, limit: int = BESIDE) -> Sequence[Any]:
    """The open challenges that fit these studios best."""
    ids = tuple(studio_ids)
    asked = seen("fitting", seen_by, (ids, limit), lambda: _fitting(ids, limit, seen_by))
    found: Sequence[Any] = rows(asked, now=clock.now()).all()
    return found


def _fitting(studio_ids: tuple[int, ...], limit: int, person: Person) -> sa.Select[*tuple[Any, ...]]:
    still_open = (Challenge.state == S.OPEN, Challenge.closes_at > sa.bindparam("now", type_=UtcDateTime))
    return (
        sa.select(Challenge.id, Challenge.title, Challenge.closes_at, Challenge.budget, Fit.score)
        .join(Fit, Fit.challenge_id == Challenge.id)
        .where(Fit.studio_id.in_(studio_ids), *still_open, Challenge.visible_to(person))
        .order_by(Fit.score.desc(), Challenge.closes_at)
        .limit(limit)
    )


def of_department(person: Person, limit: int = 8) -> Sequence[Any]:
    """The living challenges of my departments, and who each of them waits for."""
    asked = seen("department", person, limit, lambda: _of_department(person, limit))
    found: Sequence[Any] = rows(asked).all()
    return found


def _of_department(person: Person, limit: int) -> sa.Select[*tuple[Any, ...]]:
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
        .where(Question.challenge_id == Challenge.id, Question.answered_at.is_(None), ~held(ABOUT))
        .scalar_subquery()
    )
    return (
        sa.select(
            Challenge.id, Challenge.number, Challenge.title, Challenge.state, Challenge.closes_at,
            waits.label("waits_for"), asked.label("questions"), sa.func.count().over().label("n"),
        )
        .join(Unit, Unit.id == Challenge.department_id)
        .where(below(Unit.path, paths), Challenge.visible_to(person), Challenge.state.not_in(RESTING))
        .order_by(Challenge.created_at.desc(), Challenge.id.desc())
        .limit(limit)
    )  # fmt: skip


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
    return [Scoring(*row) for row in rows(_TO_SCORE, who=person.id)]


def _to_score() -> sa.Select[*tuple[Any, ...]]:
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
    mine = PanelSeat.person_id == sa.bindparam("who", type_=sa.Integer)
    return (
        sa.select(Panel.id, Challenge.title, Challenge.number, Panel.state, bids, touched, Panel.score_due)
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .join(Challenge, Challenge.id == Panel.challenge_id)
        .where(mine, PanelSeat.state != SeatState.REPLACED, Panel.state.in_(at_work))
        .order_by(Panel.score_due.is_(None), Panel.score_due, Panel.id)
    )


_TO_SCORE = _to_score()


@dataclass(frozen=True)
class Exceptions:
    """What a leading group has to look at: numbers of things, all of its own scope."""

    letters: int  # annual letters of this year without both signatures
    acceptances: int  # acceptances somebody was asked to see to
    objections: int  # objections without an answer
    few_bids: int  # challenges that drew too few bids twice
    delistings: int  # delistings under way
    warned: int  # studios warned


def exceptions(person: Person) -> Exceptions:
    """All in one statement."""
    asked = seen("exceptions", person, "", lambda: _exceptions(person))
    letters, delistings, warned, acceptances, objections, few_bids = rows(asked).one()
    return Exceptions(letters, acceptances, objections, few_bids, delistings, warned)


def _exceptions(person: Person) -> sa.Select[*tuple[Any, ...]]:
    parts = (*_of_studios(person), *_of_challenges(person))
    return sa.select(*(part.scalar_subquery() for part in parts))


def _asked(kind: str) -> sa.Select[Any]:
    return sa.select(Todo.about).where(Todo.kind == kind, Todo.settled_at.is_(None))


def _of_studios(person: Person) -> Iterator[sa.Select[Any]]:
    """Letters unsigned, delistings under way, studios warned."""
    within = sa.select(Unit.id).where(below(Unit.path, scope_paths(person, *WATCHERS)))
    ours = sa.select(Studio.id).where(Studio.home_unit_id.in_(within))
    count, over = sa.func.count(), [DelistingState.EXECUTED, DelistingState.DROPPED]
    unsigned = (AnnualLetter.year == clock.year(), AnnualLetter.state != LetterState.SIGNED)
    yield sa.select(count).where(AnnualLetter.studio_id.in_(ours), *unsigned)
    yield sa.select(count).where(Delisting.studio_id.in_(ours), Delisting.state.not_in(over))
    yield sa.select(count).where(Studio.id.in_(ours), Studio.state == StudioState.WARNED)


def _of_challenges(person: Person) -> Iterator[sa.Select[Any]]:
    """Acceptances overdue, objections open, too few bids twice."""
    paths = scope_paths(person, *WATCHERS)
    within = (
        sa.select(Challenge.id).join(Unit, Unit.id == Challenge.department_id).where(below(Unit.path, paths))
    )
    seen, count = within.where(Challenge.visible_to(person)), sa.func.count()
    late = about("project", Project.id).in_(_asked("see_to_acceptance"))
    yield sa.select(count).where(late, Project.visible_to(person))
    open_ones = sa.select(count).select_from(Objection).join(Award, Award.id == Objection.award_id)
    yield open_ones.where(Objection.state == ObjectionState.RAISED, Award.challenge_id.in_(seen))
    twice = about("challenge", Challenge.id).in_(_asked("too_few_bids"))
    yield sa.select(count).where(Challenge.id.in_(seen), Challenge.state == S.CLOSED, twice)
