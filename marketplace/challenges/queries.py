"""Reading challenges. Whoever lists them says who is reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.challenges import rules
from marketplace.challenges.models import Challenge, ChallengeState, CircleMember, NeededSkill, Question
from marketplace.core.audit import ref
from marketplace.core.db import BIGGEST_ID, db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.lists import Page, page
from marketplace.core.models import AuditEvent, StoredFile
from marketplace.core.search import matches
from marketplace.inbox.models import Follow, Todo
from marketplace.people.models import Person, Role, Skill, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths

S = ChallengeState
SHOWN = {"move", "draft", "edit", "take_in", "file_kept", "file_removed", "extend", "amend"}


def cleared(person: Person, challenge: Challenge) -> bool:
    """May this person read the details?"""
    return bool(rules.may_see_details(person, challenge))


@dataclass(frozen=True)
class Shown:
    """A challenge with what its page says about the reader."""

    challenge: Challenge
    known: bool
    follows: bool


def shown(challenge_id: int, *, seen_by: Person) -> Shown:
    """A challenge whole, as its page needs it, in three statements; 404 for the unseen."""
    follows = sa.exists().where(Follow.person_id == seen_by.id, Follow.about == f"challenge/{challenge_id}")
    found = (
        sa.select(Challenge, Challenge.known_to(seen_by), follows)
        .where(Challenge.id == challenge_id, Challenge.visible_to(seen_by))
        .options(
            joinedload(Challenge.department).joinedload(Unit.company),
            joinedload(Challenge.contact).joinedload(Person.unit),
            joinedload(Challenge.family),
            selectinload(Challenge.targets),
            selectinload(Challenge.needs).joinedload(NeededSkill.skill),
        )
    )
    row = db.session.execute(found).one_or_none() if 0 < challenge_id <= BIGGEST_ID else None
    if row is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return Shown(row[0], bool(row[1]), bool(row[2]))


def head_of(challenge_id: int, *, seen_by: Person) -> Shown:
    """The same without targets and skills: the frame of the other tabs, in one statement."""
    follows = sa.exists().where(Follow.person_id == seen_by.id, Follow.about == f"challenge/{challenge_id}")
    found = (
        sa.select(Challenge, Challenge.known_to(seen_by), follows)
        .where(Challenge.id == challenge_id, Challenge.visible_to(seen_by))
        .options(joinedload(Challenge.department), joinedload(Challenge.contact))
    )
    row = db.session.execute(found).one_or_none() if 0 < challenge_id <= BIGGEST_ID else None
    if row is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return Shown(row[0], bool(row[1]), bool(row[2]))


def questions(challenge: Challenge) -> Sequence[Any]:
    """Questions and answers, newest first, without a word on who asked."""
    answered_by = sa.select(Person.name).where(Person.id == Question.answered_by_id).scalar_subquery()
    found = (
        sa.select(
            Question.id, Question.pseudonym, Question.text, Question.asked_at, Question.due_at, Question.answer,
            Question.answered_at, answered_by.label("answered_by"),
        )
        .where(Question.challenge_id == challenge.id)
        .order_by(Question.asked_at.desc(), Question.id)
    )  # fmt: skip
    return db.session.execute(found).all()


def question(question_id: int, *, seen_by: Person) -> Question:
    """One question on a challenge whose details the reader may know."""
    found = (
        sa.select(Question)
        .join(Question.challenge)
        .where(Question.id == question_id, Challenge.visible_to(seen_by), Challenge.known_to(seen_by))
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


def moves(challenge: Challenge) -> dict[str, datetime]:
    """When each state was last reached, out of the audit trail."""
    found = (
        sa.select(AuditEvent.at, AuditEvent.payload)
        .where(AuditEvent.about == ref(challenge), AuditEvent.action == "move")
        .order_by(AuditEvent.seq)
    )
    return {payload["to"]: at for at, payload in db.session.execute(found)}


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
        found = found.where(AuditEvent.action.not_in(("draft", "edit", "take_in")), AuditEvent.at >= challenge.opened_at)
    return db.session.execute(found).all()


def mine(person: Person, *, state: str = "", text: str = "") -> Page[Any]:
    """The challenges of my departments, with who waits for whom; two statements."""
    paths = scope_paths(person, Role.POSTER, Role.UNIT_MANAGER, Role.SECRECY_OFFICER)
    waits = (
        sa.select(sa.func.min(Person.name))
        .join(Todo, Todo.person_id == Person.id)
        .where(Todo.about == sa.literal("challenge/") + sa.cast(Challenge.id, sa.String), Todo.settled_at.is_(None))
        .scalar_subquery()
    )
    open_questions = (
        sa.select(sa.func.count())
        .where(Question.challenge_id == Challenge.id, Question.answered_at.is_(None))
        .scalar_subquery()
    )
    found = (
        sa.select(
            Challenge.id, Challenge.number, Challenge.title, Challenge.state, Challenge.secrecy, Challenge.closes_at,
            Challenge.created_at, Unit.name.label("department"), waits.label("waits_for"),
            open_questions.label("questions"),
        )
        .join(Unit, Unit.id == Challenge.department_id)
        .where(below(Unit.path, paths), Challenge.visible_to(person))
        .order_by(Challenge.created_at.desc(), Challenge.id.desc())
    )  # fmt: skip
    if state in set(S):
        found = found.where(Challenge.state == S(state))
    if text:
        found = found.where(matches(Challenge.haystack, text))
    return page(found)


def skill_options(locale: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The catalogue as families with their skills, for a form."""
    found = sa.select(Skill.id, Skill.parent_id, Skill.name_zh, Skill.name_en).order_by(Skill.id)
    families: dict[int, tuple[str, list[tuple[str, str]]]] = {}
    rows = [(key, parent, en if locale == "en" else zh) for key, parent, zh, en in db.session.execute(found)]
    for key, parent, name in rows:
        if parent is None:
            families[key] = (name, [])
    for key, parent, name in rows:
        if parent in families:
            families[parent][1].append((str(key), name))
    return [family for family in families.values() if family[1]]


def departments(person: Person) -> Sequence[Unit]:
    """The units this person posts for, their own first."""
    found = (
        sa.select(Unit)
        .where(below(Unit.path, scope_paths(person, Role.POSTER)), Unit.closed_on.is_(None))
        .order_by(Unit.id != person.unit_id, Unit.path)
        .limit(300)
    )
    return db.session.scalars(found).all()


def circle_of(challenge: Challenge) -> Sequence[Person]:
    """The named circle."""
    found = (
        sa.select(Person)
        .join(CircleMember, CircleMember.person_id == Person.id)
        .where(CircleMember.challenge_id == challenge.id)
        .options(joinedload(Person.unit))
    )
    return db.session.scalars(found.order_by(Person.id)).unique().all()
