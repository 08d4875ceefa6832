"""What belongs to one challenge: questions, files, trail, circle."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.challenges.models import Challenge, ChallengeState, CircleMember, Invitation, Question
from marketplace.core import clock
from marketplace.core.audit import ref
from marketplace.core.db import BIGGEST_ID, db, first_of_rows
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.models import AuditEvent, StoredFile
from marketplace.inbox.models import Todo
from marketplace.people.models import Person
from marketplace.secrecy.models import Finding, HeldDeed, HeldState
from marketplace.secrecy.queries import held
from marketplace.studios.models import Studio

ABOUT = sa.literal("question/") + sa.cast(Question.id, sa.String)
SHOWN = {
    "move", "draft", "edit", "take_in", "file_kept", "file_removed", "extend", "amend", "hold",
    "accept_single", "weights_set", "weights_usual", "held_back",
}  # fmt: skip


def questions(challenge: Challenge) -> Sequence[Any]:
    """Questions and answers, newest first, without a word on who asked."""
    answered_by = sa.select(Person.name).where(Person.id == Question.answered_by_id).scalar_subquery()
    found = (
        sa.select(
            Question.id, Question.pseudonym, Question.text, Question.asked_at, Question.due_at,
            Question.answer, Question.kind, Question.remedy, Question.upheld,
            Question.answered_at, answered_by.label("answered_by"),
        )
        .where(Question.challenge_id == challenge.id, ~held(ABOUT))
        .order_by(Question.asked_at.desc(), Question.id)
    )  # fmt: skip
    return db.session.execute(found).all()


def question(question_id: int, *, seen_by: Person) -> Question:
    """One question on a challenge whose details the reader may know."""
    found = (
        sa.select(Question)
        .join(Question.challenge)
        .where(
            Question.id == question_id,
            ~held(ABOUT),
            Challenge.visible_to(seen_by),
            Challenge.known_to(seen_by),
        )
        .options(contains_eager(Question.challenge))
    )
    row = db.session.scalars(found).one_or_none() if 0 < question_id <= BIGGEST_ID else None
    if row is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return row


def files_of(challenge: Challenge) -> Sequence[Any]:
    """Attachments with who put them there."""
    found = (
        sa.select(StoredFile, Person.name)
        .outerjoin(Person, Person.id == StoredFile.by_id)
        .where(StoredFile.about == ref(challenge))
        .order_by(StoredFile.at, StoredFile.id)
    )
    return db.session.execute(found).all()


def file_of(challenge: Challenge, file_id: int) -> StoredFile:
    """One attachment of this challenge."""
    found = sa.select(StoredFile).where(StoredFile.id == file_id, StoredFile.about == ref(challenge))
    row = db.session.scalars(found).one_or_none() if 0 < file_id <= BIGGEST_ID else None
    if row is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return row


def history(challenge: Challenge, *, full: bool) -> Sequence[Any]:
    """The trail, newest first; outside the department only what happened from the posting on."""
    found = (
        sa.select(AuditEvent.at, AuditEvent.action, AuditEvent.reason, AuditEvent.payload, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(AuditEvent.about == ref(challenge), AuditEvent.action.in_(SHOWN))
        .order_by(AuditEvent.seq.desc())
        .limit(200)
    )
    if not full:
        found = found.where(AuditEvent.action.not_in(("draft", "edit", "take_in")))
        if challenge.opened_at is not None:  # before, those who decide on the posting read its way to them
            found = found.where(AuditEvent.at >= challenge.opened_at)
    return db.session.execute(found).all()


def circle_of(challenge: Challenge) -> Sequence[Person]:
    """The named circle."""
    found = (
        sa.select(Person)
        .join(CircleMember, CircleMember.person_id == Person.id)
        .where(CircleMember.challenge_id == challenge.id)
        .options(joinedload(Person.unit))
    )
    return db.session.scalars(found.order_by(Person.id)).unique().all()


def invited(challenge: Challenge) -> Sequence[Studio]:
    """The studios that are invited by name, with their leads."""
    found = (
        sa.select(Studio)
        .join(Invitation, Invitation.studio_id == Studio.id)
        .where(Invitation.challenge_id == challenge.id)
        .options(joinedload(Studio.lead), joinedload(Studio.home_unit))
    )
    return db.session.scalars(found.order_by(Studio.id)).all()


def open_questions(challenge: Challenge) -> Sequence[Question]:
    """Questions and objections that wait for the department, or for the secrecy officer before it."""
    waits = (
        Question.challenge_id == challenge.id,
        Question.answered_at.is_(None),
        ~held(ABOUT, Finding.REFUSED),
    )
    return db.session.scalars(sa.select(Question).where(*waits)).all()


def posted_again(challenge: Challenge, *, seen_by: Person) -> Challenge | None:
    """The newest challenge that takes this one up again, if the reader may know of it."""
    found = sa.select(Challenge).where(Challenge.reposts_id == challenge.id, Challenge.visible_to(seen_by))
    return db.session.scalars(found.order_by(Challenge.id.desc()).limit(1)).one_or_none()


def overdue() -> Sequence[int]:
    """Questions and objections past their day that the head has not been asked about."""
    return first_of_rows(_overdue(clock.sql_now()))


@cache
def _overdue(now: Any) -> sa.Select[int]:
    asked = sa.exists().where(Todo.about == ABOUT, Todo.kind == "overdue_question")
    handed_in = sa.exists().where(HeldDeed.about == ABOUT, HeldDeed.state == HeldState.WAITS)
    found = (
        sa.select(Question.id)
        .join(Question.challenge)
        .where(Question.answered_at.is_(None), Question.due_at < now, ~asked)
        .where(~held(ABOUT), ~handed_in)
        .where(Challenge.state.not_in([ChallengeState.WITHDRAWN, ChallengeState.NO_BID]))
    )
    return found.order_by(Question.due_at, Question.id).limit(200)
