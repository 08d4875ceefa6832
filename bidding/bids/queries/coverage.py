"""What a team covers, what it lacks, and who could fill it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from bidding.bids.models import Bid, TeamMember
from marketplace.challenges.models import NeededSkill
from marketplace.core import clock, search
from marketplace.core.db import db
from marketplace.core.forms import in_chinese
from marketplace.people.models import Category, Person, PersonSkill, Skill, Unit
from marketplace.people.queries import skills_of
from marketplace.secondments import queries as secondments
from marketplace.studios.models import Membership
from marketplace.studios.queries import present

DEEP = 30  # candidates looked at per skill before free days decide
SHOWN = 5


@dataclass(frozen=True)
class Need:
    """One needed skill against the team."""

    skill_id: int
    name: str
    level: int
    heads: int
    levels: list[int]

    @property
    def able(self) -> int:
        """How many of the team reach the level."""
        return sum(level >= self.level for level in self.levels)

    @property
    def missing(self) -> int:
        """How many heads are still missing."""
        return max(0, self.heads - self.able)


@dataclass(frozen=True)
class Coverage:
    """Needed skills × people, and the mix of the four categories."""

    names: list[str]
    needs: list[Need]
    mix: list[tuple[Category, int]]

    @property
    def missing(self) -> list[Need]:
        """The skills that are not covered."""
        return [need for need in self.needs if need.missing]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the matrix."""
        return [{"skill": need.name, "need": need.level, "levels": need.levels} for need in self.needs]

    @property
    def mix_words(self) -> list[tuple[str, int]]:
        """For the bar of the four categories."""
        return [(category.label, count) for category, count in self.mix]

    @property
    def absent(self) -> list[Category]:
        """Categories nobody of the team belongs to."""
        return [category for category, count in self.mix if not count]


@dataclass(frozen=True)
class Candidate:
    """Somebody who could fill a gap."""

    person_id: int
    name: str
    unit: str
    level: int
    free: int
    ours: bool  # a member of a bidding studio: joins as core, no unit has to release them


@dataclass(frozen=True)
class Found:
    """Somebody found by name, number or skill."""

    id: int
    name: str
    employee_no: str
    unit: str
    category: Category
    ladder: str
    free: int
    member: bool
    levels: list[tuple[str, int]] = field(default_factory=list)


def skill_name(skill: Skill) -> str:
    """A skill in the reader's language."""
    return skill.name_zh if in_chinese() or not skill.name_en else skill.name_en


def needs_of(bid: Bid) -> Sequence[NeededSkill]:
    """The challenge's needed skills, the important ones first."""
    found = sa.select(NeededSkill).where(NeededSkill.challenge_id == bid.challenge_id)
    order = (NeededSkill.importance.desc(), NeededSkill.id)
    return db.session.scalars(found.order_by(*order).options(joinedload(NeededSkill.skill))).all()


def coverage(bid: Bid, team: Sequence[TeamMember]) -> Coverage:
    """How far the team (without those who declined) covers what is needed."""
    people = [member.person for member in team if not member.declined]
    held = skills_of(person.id for person in people)
    needs = [
        Need(
            n.skill_id,
            skill_name(n.skill),
            n.level,
            n.heads,
            [held.get(p.id, {}).get(n.skill_id, 0) for p in people],
        )
        for n in needs_of(bid)
    ]
    mix = [(category, sum(p.category is category for p in people)) for category in Category]
    return Coverage([person.name for person in people], needs, mix)


def _here() -> sa.ColumnElement[bool]:
    return sa.or_(Person.left_on.is_(None), Person.left_on > clock.today())


def candidates(
    missing: Sequence[Need],
    team: Iterable[TeamMember],
    period: tuple[date, date],
    studio_ids: Sequence[int] = (),
) -> dict[int, list[Candidate]]:
    """By skill: who has the level and the most free days in these dates; the members of these studios
    first, then the whole group."""
    if not missing:
        return {}
    wanted = sa.or_(
        *(sa.and_(PersonSkill.skill_id == n.skill_id, PersonSkill.level >= n.level) for n in missing)
    )
    taken = [member.person_id for member in team]
    inside = sa.select(Membership.person_id).where(Membership.studio_id.in_(studio_ids), *present())
    ours = Person.id.in_(inside)
    by_skill = sa.func.row_number().over(
        partition_by=PersonSkill.skill_id,
        order_by=(
            sa.case((ours, 0), else_=1),
            PersonSkill.level.desc(),
            Person.days_per_month.desc(),
            Person.id,
        ),
    )
    ranked = (
        sa.select(
            PersonSkill.skill_id,
            Person.id,
            Person.name,
            Unit.name.label("unit"),
            PersonSkill.level,
            ours.label("ours"),
            by_skill.label("place"),
        )
        .join(Person, Person.id == PersonSkill.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(wanted, Person.id.not_in(taken), _here())
        .subquery()
    )
    return _free_ones(db.session.execute(sa.select(ranked).where(ranked.c.place <= DEEP)).all(), period)


def _free_ones(rows: Sequence[Any], period: tuple[date, date]) -> dict[int, list[Candidate]]:
    """The best of each skill who have days free."""
    free = secondments.free_days({row.id for row in rows}, *period)
    found: dict[int, list[Candidate]] = {}
    for row in rows:
        if free.get(row.id, 0) > 0:
            one = Candidate(row.id, row.name, row.unit, row.level, free[row.id], bool(row.ours))
            found.setdefault(row.skill_id, []).append(one)
    for ones in found.values():
        ones.sort(key=lambda c: (not c.ours, -c.level, -c.free, c.person_id))
    return {key: ones[:SHOWN] for key, ones in found.items()}


def search_people(
    typed: str,
    skill_id: int | None,
    team: Iterable[TeamMember],
    *,
    period: tuple[date, date],
    names: Mapping[int, str],
) -> list[Found]:
    """People by name, pinyin or employee number, and by skill; with needed levels and free days."""
    taken = {member.person_id for member in team}
    found = (
        sa.select(
            Person.id,
            Person.name,
            Person.employee_no,
            Person.category,
            Person.ladder,
            Unit.name.label("unit"),
        )
        .join(Unit, Unit.id == Person.unit_id)
        .where(_here())
    )
    if typed:
        found = found.where(
            sa.or_(search.matches(Person.haystack, typed), Person.employee_no == typed.strip())
        )
    if skill_id is not None:
        has = sa.and_(
            PersonSkill.person_id == Person.id, PersonSkill.skill_id == skill_id, PersonSkill.level > 0
        )
        found = found.join(PersonSkill, has).order_by(PersonSkill.level.desc())
    rows = db.session.execute(found.order_by(Person.id).limit(20)).all()
    ids = [row.id for row in rows]
    free, held = secondments.free_days(ids, *period), skills_of(ids)
    return [
        Found(
            row.id, row.name, row.employee_no, row.unit, row.category, row.ladder,
            free.get(row.id, 0), row.id in taken, _named(held.get(row.id, {}), names),
        )
        for row in rows
    ]  # fmt: skip


def _named(levels: Mapping[int, int], names: Mapping[int, str]) -> list[tuple[str, int]]:
    """The needed skills somebody has, with their levels."""
    return [(name, levels[key]) for key, name in names.items() if levels.get(key)]
