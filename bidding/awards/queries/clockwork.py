"""What the clock has to do with awards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from bidding.awards.models import (
    Award,
    AwardState,
    CommitmentLetter,
    Complaint,
    ComplaintState,
    LetterState,
    Objection,
    ObjectionState,
)
from bidding.awards.rules.contested import contested
from bidding.bids.models import Bid, BidState, TeamMember
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, first_of_rows, rows
from marketplace.inbox.models import Todo
from marketplace.projects.models import Project, ProjectState
from marketplace.secondments.models import Loan, LoanState

_other = aliased(Award)


# The clock asks all of this every few seconds: each statement is made once.


def past_notices() -> Sequence[int]:
    """Challenges whose notice has run out unopposed, for every place."""
    return sorted(set(first_of_rows(_past_notices(clock.sql_now()))))


@cache
def _past_notices(now: Any) -> sa.Select[int]:
    found = sa.select(Award.challenge_id).where(
        Award.state == AwardState.ON_NOTICE, Award.notice_ends_at <= now
    )
    waits = sa.select(_other.id).where(
        _other.challenge_id == Award.challenge_id,
        sa.or_(
            _other.state == AwardState.CONTESTED,
            sa.and_(_other.state == AwardState.ON_NOTICE, _other.notice_ends_at > now),
        ),
    )
    return found.where(~waits.exists())


def past_urgent() -> Sequence[int]:
    """Urgent challenges, awarded at once, whose notice has run out: the other bids still wait for a word."""
    return sorted(set(first_of_rows(_past_urgent(clock.sql_now()))))


@cache
def _past_urgent(now: Any) -> sa.Select[int]:
    return (
        sa.select(Award.challenge_id)
        .join(Award.challenge)
        .join(Bid, sa.and_(Bid.challenge_id == Award.challenge_id, Bid.state == BidState.REVIEW))
        .where(
            Challenge.state == ChallengeState.AWARDED,
            Award.state == AwardState.FINAL,
            Award.notice_ends_at <= now,
            ~contested(Award.id),
        )
    )


def past_letters() -> Sequence[int]:
    """Letters that were not signed in time."""
    return first_of_rows(_past_letters(clock.sql_now()))


@cache
def _past_letters(now: Any) -> sa.Select[int]:
    found = sa.select(CommitmentLetter.id).where(
        CommitmentLetter.state == LetterState.OPEN,
        CommitmentLetter.due_at <= now,
        ~contested(CommitmentLetter.award_id),
    )
    return found.order_by(CommitmentLetter.id)


REMIND = (timedelta(days=10), timedelta(days=3))  # so long before the last day to sign


def letters_to_remind() -> Sequence[int]:
    """Open letters whose next reminder is due."""
    until = {f"until{n}": clock.now() + before for n, before in enumerate(REMIND)}
    return first_of_rows(_to_remind(clock.sql_now()), **until)


@cache
def _to_remind(now: Any) -> sa.Select[int]:
    due = [
        sa.and_(CommitmentLetter.reminded == n, CommitmentLetter.due_at <= sa.bindparam(f"until{n}"))
        for n in range(len(REMIND))
    ]
    found = sa.select(CommitmentLetter.id).where(
        CommitmentLetter.state == LetterState.OPEN, CommitmentLetter.due_at > now, sa.or_(*due)
    )
    return found.order_by(CommitmentLetter.id)


def late_supporters() -> Sequence[tuple[int, int]]:
    """(team member, award): supporters released after the project of their bid had begun."""
    return [(member, award) for member, award in rows(_late_supporters())]


@cache
def _late_supporters() -> sa.Select[int, int]:
    return (
        sa.select(TeamMember.id, Award.id)
        .join(Loan, Loan.id == TeamMember.loan_id)
        .join(Award, Award.bid_id == TeamMember.bid_id)
        .join(CommitmentLetter, CommitmentLetter.award_id == Award.id)
        .join(Project, Project.source == sa.literal("award/") + sa.cast(Award.id, sa.String))
        .where(
            Loan.state == LoanState.RELEASED,
            Award.state == AwardState.FINAL,
            CommitmentLetter.state == LetterState.SIGNED,
            Project.state == ProjectState.RUNNING,
        )
        .order_by(TeamMember.id)
    )


def unannounced() -> Sequence[int]:
    """Challenges whose result is overdue and about which the chair was not asked yet."""
    ours, again = sa.literal("challenge/") + sa.cast(Challenge.id, sa.String), aliased(Todo)
    asked = sa.select(again.id).where(
        again.about == Todo.about, again.kind == "award_late", again.created_at >= Todo.due_at
    )
    found = (
        sa.select(Challenge.id)
        .join(Todo, Todo.about == ours)
        .where(
            Todo.kind == "award_propose",
            Todo.settled_at.is_(None),
            Todo.due_at <= clock.sql_now(),
            sa.or_(Challenge.joint_round == "", Challenge.round_decided_at.is_not(None)),
            ~asked.exists(),
        )
    )
    return sorted(set(db.session.scalars(found)))


def undecided() -> Sequence[int]:
    """Complaints whose decision is overdue and about which nobody else was asked yet."""
    return first_of_rows(_undecided(clock.sql_now()))


@cache
def _undecided(now: Any) -> sa.Select[int]:
    asked = sa.select(Todo.id).where(
        Todo.about == sa.literal("award_complaint/") + sa.cast(Complaint.id, sa.String),
        Todo.kind.in_(("complaint_late", "name_decider")),
        Todo.created_at >= Complaint.due_at,
    )
    found = sa.select(Complaint.id).where(
        Complaint.state == ComplaintState.RAISED, Complaint.due_at <= now, ~asked.exists()
    )
    return found.order_by(Complaint.id)


def unanswered() -> Sequence[int]:
    """Objections whose answer is overdue and about which nobody else was asked yet."""
    return first_of_rows(_unanswered(clock.sql_now()))


@cache
def _unanswered(now: Any) -> sa.Select[int]:
    asked = sa.select(Todo.id).where(
        Todo.about == sa.literal("award_objection/") + sa.cast(Objection.id, sa.String),
        Todo.kind == "answer_late",
    )
    found = sa.select(Objection.id).where(
        Objection.state == ObjectionState.RAISED, Objection.due_at <= now, ~asked.exists()
    )
    return found.order_by(Objection.id)
