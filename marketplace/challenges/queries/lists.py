"""Lists of challenges and what forms offer to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.challenges.models import Challenge, ChallengeState, Question
from marketplace.challenges.queries.parts import ABOUT
from marketplace.core import clock
from marketplace.core.db import UtcDateTime, rows
from marketplace.core.lists import Page, fetched, page
from marketplace.core.search import matches
from marketplace.inbox.models import Todo
from marketplace.people.eyes import seen
from marketplace.people.models import Person, Role, Skill, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths
from marketplace.rulebook.models import Rule
from marketplace.rulebook.queries import key_tasks
from marketplace.secrecy.queries import held

S = ChallengeState
Waiting = aliased(Person)


def mine(person: Person, *, state: str = "", text: str = "") -> Page[Any]:
    """The challenges of my departments, with who waits for whom; two statements."""
    paths = scope_paths(person, Role.POSTER, Role.UNIT_MANAGER, Role.SECRECY_OFFICER)
    waits = (
        sa.select(sa.func.min(Waiting.name))
        .join(Todo, Todo.person_id == Waiting.id)
        .where(
            Todo.about == sa.literal("challenge/") + sa.cast(Challenge.id, sa.String),
            Todo.settled_at.is_(None),
        )
        .scalar_subquery()
    )
    open_questions = (
        sa.select(sa.func.count())
        .where(Question.challenge_id == Challenge.id, Question.answered_at.is_(None), ~held(ABOUT))
        .scalar_subquery()
    )
    found = (
        sa.select(
            Challenge.id, Challenge.number, Challenge.title, Challenge.state, Challenge.secrecy,
            Challenge.closes_at,
            Challenge.created_at, Unit.name.label("department"), open_questions.label("questions"),
            sa.func.coalesce(waits, sa.case((open_questions > 0, Person.name))).label("waits_for"),
        )
        .join(Unit, Unit.id == Challenge.department_id)
        .join(Person, Person.id == Challenge.contact_id)
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
    families: dict[int, tuple[str, list[tuple[str, str]]]] = {}
    found = [(key, parent, en if locale == "en" else zh) for key, parent, zh, en in rows(_SKILLS)]
    for key, parent, name in found:
        if parent is None:
            families[key] = (name, [])
    for key, parent, name in found:
        if parent in families:
            families[parent][1].append((str(key), name))
    return [family for family in families.values() if family[1]]


_SKILLS = sa.select(Skill.id, Skill.parent_id, Skill.name_zh, Skill.name_en).order_by(Skill.id)


def task_options(departments: Sequence[Any]) -> list[tuple[str, str]]:
    """Key tasks that challenges of these departments may serve, those of their companies and of the group."""
    above = "/".join(unit.path for unit in departments)
    return [(str(task.id), f"{task.title} ({task.year})") for task in key_tasks(under=above)]


def departments(person: Person) -> Sequence[Any]:
    """The units this person posts for (id, name, path), their own first."""
    return fetched(seen("departments", person, None, lambda: _departments(person)))


def _departments(person: Person) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Unit.id, Unit.name, Unit.path)
        .where(below(Unit.path, scope_paths(person, Role.POSTER)), Unit.closed_on.is_(None))
        .order_by(Unit.id != person.unit_id, Unit.path)
        .limit(300)
    )


def presets() -> dict[str, dict[str, Any]]:
    """The presets in force now, in the order of the rulebook: code → numbers."""
    # of several versions the last one stays, at the place of the first
    return dict(rows(_PRESETS, now=clock.now()).all())


_PRESETS = (
    sa.select(Rule.code, Rule.body)
    .where(Rule.kind == "preset", Rule.effective_from <= sa.bindparam("now", type_=UtcDateTime()))
    .order_by(Rule.version, Rule.id)
)
