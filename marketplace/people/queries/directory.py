"""The directory of people, fit for a whole group: columns only, two statements a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.lists import Page, page
from marketplace.core.search import matches
from marketplace.people.models import Category, Person, PersonSkill, Role, RoleGrant, Skill, Unit
from marketplace.people.queries.units import working

Company = aliased(Unit)


@dataclass(frozen=True)
class Wanted:
    """The filters of the directory."""

    q: str = ""
    unit_path: str = ""
    category: str = ""
    ladder: str = ""
    skill_id: int | None = None
    level: int = 1
    gone: bool = False
    sort: str = ""


SORTS: dict[str, Any] = {
    "number": Person.employee_no,
    "name": Person.name,
    "unit": Unit.path,
    "ladder": Person.ladder,
}


def people(wanted: Wanted) -> Page[Any]:
    """One page of people."""
    return page(_listing(wanted))


def everybody(wanted: Wanted) -> Iterable[Any]:
    """The same people for an export, read while they are written."""
    return db.session.execute(_listing(wanted).execution_options(yield_per=1000))


def _listing(wanted: Wanted) -> sa.Select[Any]:
    found: Any = (
        sa.select(
            Person.id,
            Person.employee_no,
            Person.name,
            Person.category,
            Person.ladder,
            Person.honours,
            Person.days_per_month,
            Person.field_since,
            Person.left_on,
            Unit.id.label("unit_id"),
            Unit.name.label("unit"),
            Unit.code.label("unit_code"),
            Company.name.label("company"),
        )
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Company, Company.id == Unit.company_id)
        .where(*_conditions(wanted))
    )
    if wanted.skill_id is not None:
        same = (PersonSkill.person_id == Person.id, PersonSkill.skill_id == wanted.skill_id)
        found = found.join(PersonSkill, sa.and_(*same)).where(PersonSkill.level >= max(wanted.level, 1))
        found = found.add_columns(PersonSkill.level.label("level"))
    key = SORTS.get(wanted.sort.removeprefix("-"), Person.employee_no)
    listed: sa.Select[Any] = found.order_by(key.desc() if wanted.sort.startswith("-") else key, Person.id)
    return listed


def _conditions(wanted: Wanted) -> Iterable[sa.ColumnElement[bool]]:
    yield sa.not_(working()) if wanted.gone else working()
    if wanted.q:
        yield matches(Person.haystack, wanted.q)
    if wanted.unit_path:
        yield Unit.path.startswith(wanted.unit_path, autoescape=True)
    if wanted.category in set(Category):
        yield Person.category == Category(wanted.category)
    if wanted.ladder:
        yield Person.ladder == wanted.ladder


def ladders() -> Sequence[str]:
    """Ladder positions in use."""
    found = sa.select(Person.ladder).where(Person.ladder != "").distinct().order_by(Person.ladder)
    return db.session.scalars(found.limit(60)).all()


def person_numbered(employee_no: str) -> Person | None:
    """The person with this employee number."""
    return db.session.scalars(
        sa.select(Person).where(Person.employee_no == employee_no.strip())
    ).one_or_none()


Confirmer = aliased(Person)


def skills_shown(person: Person) -> Sequence[Any]:
    """Confirmed skills of one person, best first: code, names, level, by whom, when."""
    found = (
        sa.select(
            Skill.id,
            Skill.code,
            Skill.name_zh,
            Skill.name_en,
            PersonSkill.level,
            PersonSkill.confirmed_on,
            Confirmer.name.label("confirmer"),
        )
        .join(PersonSkill, PersonSkill.skill_id == Skill.id)
        .outerjoin(Confirmer, Confirmer.id == PersonSkill.confirmed_by_id)
        .where(PersonSkill.person_id == person.id)
        .order_by(PersonSkill.level.desc(), Skill.code)
    )
    return db.session.execute(found).all()


def skill_rows(wanted: Wanted) -> Iterable[Any]:
    """Who can do what, one line a person and skill, for an export of exactly the filtered people."""
    unsorted = replace(wanted, skill_id=None, sort="")
    found = (
        sa.select(
            Person.employee_no,
            Person.name,
            Unit.name.label("unit"),
            Skill.code,
            Skill.name_zh,
            Skill.name_en,
            PersonSkill.level,
            PersonSkill.confirmed_on,
        )
        .join(PersonSkill, PersonSkill.person_id == Person.id)
        .join(Skill, Skill.id == PersonSkill.skill_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(*_conditions(unsorted))
        .order_by(Person.employee_no, Skill.code)
    )
    if wanted.skill_id is not None:
        found = found.where(
            PersonSkill.skill_id == wanted.skill_id, PersonSkill.level >= max(wanted.level, 1)
        )
    return db.session.execute(found.execution_options(yield_per=1000))


@dataclass(frozen=True)
class WantedRoles:
    """The filters of the roles page."""

    q: str = ""
    role: str = ""
    unit_path: str = ""
    ended: bool = False


def grants(wanted: WantedRoles) -> Page[Any]:
    """Roles given, a page of them."""
    return page(_grants(wanted))


def all_grants(wanted: WantedRoles) -> Iterable[Any]:
    """The same for an export."""
    return db.session.execute(_grants(wanted).execution_options(yield_per=1000))


def _grants(wanted: WantedRoles) -> sa.Select[Any]:
    over = (RoleGrant.until.is_not(None)) & (RoleGrant.until < clock.today())
    found: Any = (
        sa.select(
            RoleGrant.id,
            RoleGrant.role,
            RoleGrant.since,
            RoleGrant.until,
            Person.id.label("person_id"),
            Person.name,
            Person.employee_no,
            Unit.id.label("unit_id"),
            Unit.name.label("unit"),
        )
        .join(RoleGrant.person)
        .join(RoleGrant.unit)
        .where(over if wanted.ended else sa.not_(over) | RoleGrant.until.is_(None))
        .order_by(RoleGrant.role, Unit.path, Person.employee_no, RoleGrant.id)
    )
    if wanted.q:
        found = found.where(matches(Person.haystack, wanted.q))
    if wanted.role in set(Role):
        found = found.where(RoleGrant.role == Role(wanted.role))
    if wanted.unit_path:
        found = found.where(Unit.path.startswith(wanted.unit_path, autoescape=True))
    listed: sa.Select[Any] = found
    return listed


def grants_of(person: Person) -> Sequence[Any]:
    """Today's roles of a person with the names of their units."""
    over = (RoleGrant.until.is_not(None)) & (RoleGrant.until < clock.today())
    found = (
        sa.select(
            RoleGrant.role,
            RoleGrant.since,
            RoleGrant.until,
            Unit.id.label("unit_id"),
            Unit.name.label("unit"),
        )
        .join(RoleGrant.unit)
        .where(RoleGrant.person_id == person.id, sa.not_(over) | RoleGrant.until.is_(None))
        .order_by(RoleGrant.role, Unit.path)
    )
    return db.session.execute(found).all()


ENOUGH = 20  # people it takes before their numbers show a rule


def number_width() -> int:
    """How long employee numbers are, if all are digits of one length; else 0."""
    lengths = sa.func.length(Person.employee_no)
    found = sa.select(
        sa.func.min(lengths), sa.func.max(lengths), sa.func.count(), sa.func.max(Person.employee_no)
    )
    shortest, longest, count, one = db.session.execute(found).one()
    return int(shortest) if count >= ENOUGH and shortest == longest and str(one).isdigit() else 0
