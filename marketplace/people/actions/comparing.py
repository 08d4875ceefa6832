"""What a roster would change: compared with what is here, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.people.models import Person, PersonSkill, Skill, Unit
from marketplace.people.queries.units import UnitBook, book
from marketplace.people.terms import PersonRow, SkillRow, UnitRow

MANY = 5_000  # values of one statement
Row = TypeVar("Row")


@dataclass(frozen=True)
class Change(Generic[Row]):
    """One thing that is here already and would become different."""

    id: int
    row: Row
    fields: tuple[str, ...]


@dataclass
class Changes(Generic[Row]):
    """Rows that are new, rows that change something, and how many say what is known."""

    new: list[Row] = field(default_factory=list)
    changed: list[Change[Row]] = field(default_factory=list)
    same: int = 0

    def note(self, there: int | None, row: Row, fields: Iterable[str]) -> None:
        """Put one row where it belongs."""
        different = tuple(fields)
        if there is None:
            self.new.append(row)
        elif different:
            self.changed.append(Change(there, row, different))
        else:
            self.same += 1


def unit_changes(rows: Sequence[UnitRow], units: UnitBook | None = None) -> Changes[UnitRow]:
    """Units against the tree."""
    units = units or book()
    found: Changes[UnitRow] = Changes()
    for row in rows:
        there = units.by_code.get(row.code.casefold())
        found.note(there.id if there else None, row, _differs_unit(units, there, row) if there else ())
    return found


def _differs_unit(units: UnitBook, there: Any, row: UnitRow) -> Iterator[str]:
    for name in ("name", "name_en", "level", "type_code", "closed_on"):
        said = getattr(row, name)
        if said is not None and said != getattr(there, name):
            yield name
    if row.parent_code is not None:
        above = units.by_id.get(there.parent_id)
        if (above.code.casefold() if above else "") != row.parent_code.casefold():
            yield "parent"


def skill_changes(rows: Sequence[SkillRow]) -> Changes[SkillRow]:
    """Skills against the catalogue."""
    there = {skill.code.casefold(): skill for skill in db.session.scalars(sa.select(Skill))}
    names = {skill.id: skill.code.casefold() for skill in there.values()}
    found: Changes[SkillRow] = Changes()
    for row in rows:
        known = there.get(row.code.casefold())
        fields = [
            n
            for n in ("name_zh", "name_en", "aliases")
            if known and getattr(row, n) not in (None, getattr(known, n))
        ]
        if (
            known
            and row.parent_code is not None
            and row.parent_code.casefold() != names.get(known.parent_id or 0, "")
        ):
            fields.append("parent")
        found.note(known.id if known else None, row, fields)
    return found


PERSONAL = (
    "name",
    "unit_id",
    "category",
    "ladder",
    "field_since",
    "days_per_month",
    "honours",
    "email",
    "left_on",
)


def person_changes(rows: Sequence[PersonRow]) -> Changes[PersonRow]:
    """People against the records: a handful of statements for any number of rows."""
    there = known_people([row.employee_no for row in rows])
    levels = _levels([known.id for known in there.values()])
    found: Changes[PersonRow] = Changes()
    for row in rows:
        known = there.get(row.employee_no)
        if known is None:
            found.note(None, row, ())
            continue
        fields = [n for n in PERSONAL if getattr(row, n) is not None and getattr(row, n) != getattr(known, n)]
        held = levels.get(known.id, {})
        if any(held.get(skill_id) != level for skill_id, level in row.skills):
            fields.append("skills")
        found.note(known.id, row, fields)
    return found


def known_people(numbers: Sequence[str]) -> dict[str, Any]:
    """Records of these employee numbers, as columns."""
    columns = [Person.id, Person.employee_no, *(getattr(Person, name) for name in PERSONAL)]
    found: dict[str, Any] = {}
    for part in _parts(numbers):
        for row in db.session.execute(sa.select(*columns).where(Person.employee_no.in_(part))):
            found[row.employee_no] = row
    return found


def _levels(person_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    columns = sa.select(PersonSkill.person_id, PersonSkill.skill_id, PersonSkill.level)
    for part in _parts(person_ids):
        for person_id, skill_id, level in db.session.execute(columns.where(PersonSkill.person_id.in_(part))):
            found.setdefault(person_id, {})[skill_id] = level
    return found


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    yield from (values[start : start + MANY] for start in range(0, len(values), MANY))


def paths_of(unit_ids: Iterable[int]) -> dict[int, str]:
    """Where units lie."""
    found = sa.select(Unit.id, Unit.path).where(Unit.id.in_(list(unit_ids)))
    return {row.id: row.path for row in db.session.execute(found)}
