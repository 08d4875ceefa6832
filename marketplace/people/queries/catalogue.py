"""The catalogue of skills, and how many people can do what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db, remember
from marketplace.core.i18n import locale
from marketplace.core.messages import Message, say
from marketplace.people.models import Person, PersonSkill, Skill, Unit
from marketplace.people.queries.units import working


@dataclass(frozen=True)
class Supply:
    """A skill with the number of people at each level, 1 to 5."""

    id: int
    code: str
    name: str
    other_name: str
    aliases: str
    counts: tuple[int, int, int, int, int]

    @property
    def able(self) -> int:
        """People who can do it on their own: level 2 and above."""
        return sum(self.counts[1:])


@dataclass(frozen=True)
class Family:
    """A family with its skills."""

    id: int
    code: str
    name: str
    skills: tuple[Supply, ...]


def catalogue(unit_path: str = "") -> list[Family]:
    """Families and skills with how many hold each level, in a subtree or everywhere: two statements."""
    counts = _counts(unit_path)
    rows = all_skills()
    chinese = locale() != "en"

    def supply(row: Any) -> Supply:
        names = (row.name_zh, row.name_en) if chinese else (row.name_en or row.name_zh, row.name_zh)
        held = counts.get(row.id, {})
        levels = (held.get(1, 0), held.get(2, 0), held.get(3, 0), held.get(4, 0), held.get(5, 0))
        return Supply(row.id, row.code, *names, row.aliases, levels)

    return [
        Family(
            f.id,
            f.code,
            f.name_zh if chinese else f.name_en,
            tuple(supply(s) for s in rows if s.parent_id == f.id),
        )
        for f in rows
        if f.parent_id is None
    ]


def all_skills() -> Sequence[Any]:
    """The whole catalogue as columns: families and skills by code."""
    columns = (Skill.id, Skill.code, Skill.parent_id, Skill.name_zh, Skill.name_en, Skill.aliases)
    return db.session.execute(sa.select(*columns).order_by(Skill.code)).all()


def _counts(unit_path: str) -> dict[int, dict[int, int]]:
    found = (
        sa.select(PersonSkill.skill_id, PersonSkill.level, sa.func.count())
        .join(Person, Person.id == PersonSkill.person_id)
        .where(PersonSkill.level > 0, working())
        .group_by(PersonSkill.skill_id, PersonSkill.level)
    )
    if unit_path:
        found = found.join(Unit, Unit.id == Person.unit_id).where(
            Unit.path.startswith(unit_path, autoescape=True)
        )
    counts: dict[int, dict[int, int]] = {}
    for skill_id, level, count in db.session.execute(found):
        counts.setdefault(skill_id, {})[level] = count
    return counts


def options() -> list[tuple[int, str]]:
    """Skills (not families) for a choice: (id, name with code)."""
    chinese = locale() != "en"
    return [
        (row.id, f"{row.name_zh if chinese else row.name_en or row.name_zh} · {row.code}")
        for row in all_skills()
        if row.parent_id is not None
    ]


def families() -> list[tuple[int, str]]:
    """Families for a choice."""
    chinese = locale() != "en"
    return [(r.id, r.name_zh if chinese else r.name_en) for r in all_skills() if r.parent_id is None]


class SkillBook:
    """Skills found by code, name or alias."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows = list(rows)
        self.by_code = {row.code.casefold(): row for row in self.rows}
        self.by_name: dict[str, list[Any]] = {}
        for row in self.rows:
            aliases = [alias.strip() for alias in row.aliases.replace("；", ";").split(";")]
            for name in {n.casefold() for n in (row.name_zh, row.name_en, *aliases)} - {""}:
                self.by_name.setdefault(name, []).append(row)

    def find(self, said: str, *, family: bool = False) -> Any:
        """The row of the catalogue, or the sentence why not."""
        found = self.by_code.get(said.strip().casefold())
        named = [found] if found is not None else self.by_name.get(said.strip().casefold(), [])
        fitting = [row for row in named if (row.parent_id is None) is family]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return say("Several skills are called “%(name)s”: write the code.", name=said)
        if family:
            return say("The catalogue has no family “%(name)s”.", name=said)
        return _unknown(said)


def _unknown(said: str) -> Message:
    return say("The catalogue has no skill “%(name)s”.", name=said)


def skill_book() -> SkillBook:
    """The catalogue to look things up in: one statement."""
    found: SkillBook = remember("skill_book", lambda: SkillBook(all_skills()))
    return found
