"""Changing the tree of units and its types."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.audit import record
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.messages import Message
from marketplace.core.verdict import require
from marketplace.people import rules
from marketplace.people.models import Person, Unit, UnitLevel, UnitType
from marketplace.people.queries.units import Node, UnitBook, book, working
from marketplace.people.terms import UnitTerms, UnitTypeTerms

LEVELS = tuple(UnitLevel)

TYPES = {
    "research": ("科研", "R&D"),
    "process": ("工艺", "Process"),
    "production": ("生产", "Production"),
    "equipment": ("设备", "Equipment"),
    "energy": ("能源", "Energy"),
    "quality": ("质量", "Quality"),
    "safety": ("安全", "Safety"),
    "finance": ("财务", "Finance"),
    "hr": ("人力资源", "Human resources"),
    "secrecy": ("保密", "Secrecy"),
    "union": ("工会", "Union"),
    "it": ("信息化", "Information technology"),
    "other": ("其他", "Other"),
}


def put_in_unit_types() -> None:
    """The types a new installation begins with; what is there stays as it is."""
    there = set(db.session.scalars(sa.select(UnitType.code)))
    db.session.add_all(
        UnitType(code=c, name_zh=zh, name_en=en) for c, (zh, en) in TYPES.items() if c not in there
    )
    db.session.flush()


def edit_unit_type(terms: UnitTypeTerms, *, by: Person) -> UnitType:
    """A type gets its names; an unknown code is a new type."""
    require(rules.may_keep_types(by))
    row = db.session.get(UnitType, terms.code) or UnitType(code=terms.code)
    row.name_zh, row.name_en = terms.name_zh, terms.name_en
    db.session.add(row)
    record("unit_type_edited", f"unit_type/{terms.code}", by=by, name_zh=row.name_zh, name_en=row.name_en)
    return row


def unit_meant(units: UnitBook, said: str, field: str) -> Node:
    """The unit somebody typed, or the field's error."""
    found = units.find(said)
    if isinstance(found, Message):
        raise Invalid(str(found), field=field)
    return found


def edit_unit(unit: Unit | None, terms: UnitTerms, *, by: Person) -> Unit:
    """A unit is made or changed; hung elsewhere, its whole subtree goes along."""
    units = book()
    above = unit_meant(units, terms.parent, "parent") if terms.parent else None
    require(rules.may_manage_units(by, unit) if unit else rules.may_manage_units(by))
    if above is not None:
        require(rules.may_manage_units(by, db.session.get_one(Unit, above.id)))
    _fits(units, unit, terms, above)
    made = unit or Unit(path="/")
    before = unit and (unit.name, str(unit.level), unit.type_code, unit.parent_id)
    for name in ("code", "name", "name_en", "level", "type_code"):
        setattr(made, name, getattr(terms, name))
    made.parent_id = above.id if above else None
    db.session.add(made)
    db.session.flush()
    replant()
    record(
        "unit_edited" if before else "unit_made",
        made,
        by=by,
        code=made.code,
        above=above.code if above else "",
    )
    return made


def _fits(units: UnitBook, unit: Unit | None, terms: UnitTerms, above: Node | None) -> None:
    same = units.by_code.get(terms.code.casefold())
    if same is not None and (unit is None or same.id != unit.id):
        raise Invalid(_("Another unit has this number."), field="code")
    if db.session.get(UnitType, terms.type_code) is None:
        raise Invalid(_("Please choose one of the list."), field="type_code")
    if above is None:
        if terms.level is not UnitLevel.GROUP:
            raise Invalid(_("Only the group has no unit above it."), field="parent")
        return
    if above.closed_on is not None:
        raise Invalid(_("This unit is closed."), field="parent")
    if unit is not None and f"/{unit.id}/" in above.path:
        raise Invalid(_("A unit cannot lie below itself."), field="parent")
    if LEVELS.index(above.level) > LEVELS.index(terms.level):
        raise Invalid(_("The unit above must not stand lower in rank."), field="level")


def close_unit(unit: Unit, *, by: Person) -> None:
    """A unit that nobody works in any more is closed from today."""
    require(rules.may_manage_units(by, unit))
    inside = Unit.path.startswith(unit.path, autoescape=True)
    people = sa.select(Person.id).join(Person.unit).where(inside, working())
    if db.session.scalar(people.limit(1)) is not None:
        raise Invalid(_("People still work here or below. Move them first."))
    below = sa.select(Unit.id).where(Unit.parent_id == unit.id, Unit.closed_on.is_(None))
    if db.session.scalar(below.limit(1)) is not None:
        raise Invalid(_("Units below are still open. Close or move them first."))
    unit.closed_on = clock.today()
    record("unit_closed", unit, by=by)


def replant() -> None:
    """Give every unit the path and company that follow from who stands above whom."""
    columns = (Unit.id, Unit.parent_id, Unit.level, Unit.path, Unit.company_id)
    rows = {row.id: row for row in db.session.execute(sa.select(*columns))}
    known: dict[int, tuple[str, int | None]] = {}

    def place(row: Any) -> tuple[str, int | None]:
        if row.id not in known:
            path, company = place(rows[row.parent_id]) if row.parent_id else ("/", None)
            known[row.id] = (f"{path}{row.id}/", row.id if row.level is UnitLevel.COMPANY else company)
        return known[row.id]

    wrong = [
        {"id": row.id, "path": path, "company_id": company}
        for row in rows.values()
        for path, company in (place(row),)
        if (path, company) != (row.path, row.company_id)
    ]
    if wrong:
        db.session.execute(sa.update(Unit), wrong)
        db.session.expire_all()
