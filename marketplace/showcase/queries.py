"""Reading the honour roll: only what may be shown to everybody, only what finance certified."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.core import clock, lists
from marketplace.core.db import db
from marketplace.outcomes.models import Contributor, Outcome
from marketplace.people.models import Category, Person, SecrecyLevel, Unit
from marketplace.studios.models import Studio

SHOWN = (Outcome.certified > 0, Outcome.secrecy.in_([SecrecyLevel.OPEN, SecrecyLevel.INTERNAL]))
PER_PAGE = 24
SORTS: dict[str, Any] = {"benefit": Outcome.certified.desc(), "": Outcome.accepted_on.desc()}


@dataclass(frozen=True)
class Name:
    """Somebody who made it."""

    name: str
    ladder: str
    skilled: bool


def roll(year: int | None = None, sort: str = "", company: int | None = None) -> lists.Page[Any]:
    """Outcomes with certified benefit, newest (or largest) first: two statements."""
    found = (
        sa.select(
            Outcome.id, Outcome.title, Outcome.summary, Outcome.kind, Outcome.accepted_on, Outcome.certified,
            Outcome.replicable_where, Studio.id.label("studio_id"), Studio.name.label("studio"),
            Unit.name.label("unit"),
        )
        .join(Studio, Studio.id == Outcome.studio_id)
        .join(Unit, Unit.id == Outcome.unit_id)
        .where(*SHOWN, *_of(year), *_at(company))
        .order_by(SORTS.get(sort, SORTS[""]), Outcome.id.desc())
    )  # fmt: skip
    return lists.page(found, size=PER_PAGE)


def _of(year: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    return (Outcome.accepted_on.between(date(year, 1, 1), date(year, 12, 31)),) if year else ()


def _at(company: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    return (sa.func.coalesce(Unit.company_id, Unit.id) == company,) if company else ()


def names(outcome_ids: Iterable[int]) -> dict[int, list[Name]]:
    """Who made each outcome: skilled workers first, then by share."""
    skilled = Person.category == Category.SKILLED
    found = (
        sa.select(Contributor.outcome_id, Person.name, Person.ladder, skilled)
        .join(Person, Person.id == Contributor.person_id)
        .where(Contributor.outcome_id.in_(list(outcome_ids)))
        .order_by(Contributor.outcome_id, skilled.desc(), Contributor.percent.desc(), Person.id)
    )
    told: dict[int, list[Name]] = {}
    for outcome_id, name, ladder, is_skilled in db.session.execute(found):
        told.setdefault(outcome_id, []).append(Name(name, ladder, bool(is_skilled)))
    return told


def workers(year: int | None = None, limit: int = 10) -> Sequence[Any]:
    """The skilled workers with the most certified outcomes."""
    count = sa.func.count(sa.distinct(Outcome.id)).label("outcomes")
    found = (
        sa.select(Person.id, Person.name, Person.ladder, Unit.name.label("unit"), count)
        .join(Contributor, Contributor.person_id == Person.id)
        .join(Outcome, Outcome.id == Contributor.outcome_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(*SHOWN, *_of(year), Person.category == Category.SKILLED)
        .group_by(Person.id, Person.name, Person.ladder, Unit.name)
        .order_by(count.desc(), Person.id)
        .limit(limit)
    )
    return db.session.execute(found).all()


def years() -> list[int]:
    """The years that can be chosen."""
    this = clock.year()
    return list(range(this, this - 5, -1))
