"""Units, people, accounts for tests: rows an import would have made."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db, transaction, writing
from marketplace.core.search import haystack
from marketplace.people.models import (
    Category,
    Person,
    PersonSkill,
    Role,
    RoleGrant,
    SecrecyLevel,
    Skill,
    Unit,
    UnitLevel,
    UnitType,
)

_next = count(1)


def saved(*things: Any) -> Any:
    """Put rows in, in the running deed or one of their own."""
    if writing():
        db.session.add_all(things)
        db.session.flush()
    else:
        with transaction():
            db.session.add_all(things)
    return things[0] if len(things) == 1 else things


def unit_type(code: str = "production") -> UnitType:
    """A type of unit."""
    found = db.session.get(UnitType, code)
    return found or saved(UnitType(code=code, name_zh="生产", name_en="Production"))


def unit(
    parent: Unit | None = None, *, level: UnitLevel | None = None, name: str = "", kind: str = "production"
) -> Unit:
    """A unit below another one (none: the group)."""
    unit_type(kind)
    n = next(_next)
    level = level or (UnitLevel.GROUP if parent is None else UnitLevel.PLANT)
    made = Unit(code=f"U{n}", name=name or f"单位{n}", level=level, type_code=kind,
                parent_id=parent.id if parent else None, path="/")  # fmt: skip
    saved(made)
    with_path = (parent.path if parent else "/") + f"{made.id}/"
    company = made.id if level is UnitLevel.COMPANY else (parent.company_id if parent else None)
    _set(Unit, made.id, path=with_path, company_id=company)
    return db.session.get_one(Unit, made.id)


def _set(model: Any, key: int, **values: Any) -> None:
    def update() -> None:
        db.session.execute(sa.update(model).where(model.id == key).values(**values))

    if writing():
        update()
    else:
        with transaction():
            update()
    db.session.expire_all()


def skill(code: str = "", family: Skill | None = None) -> Skill:
    """A skill of the catalogue."""
    n = next(_next)
    return saved(
        Skill(
            code=code or f"SK{n}",
            name_zh=f"技能{n}",
            name_en=f"Skill {n}",
            parent_id=family.id if family else None,
        )
    )


def person(
    home: Unit, *, category: Category = Category.SKILLED, skills: dict[Skill, int] | None = None, **more: Any
) -> Person:
    """Somebody of a unit, with confirmed skills."""
    n = next(_next)
    name = more.pop("name", f"职工{n}")
    made = Person(
        employee_no=f"{n:06}",
        name=name,
        unit_id=home.id,
        category=category,
        ladder=more.pop("ladder", "高级技师"),
        field_since=more.pop("field_since", date(2010, 1, 1)),
        email=f"p{n}@example.test",
        clearance=more.pop("clearance", SecrecyLevel.INTERNAL),
        haystack=haystack(name),
        **more,
    )
    saved(made)
    for one, level in (skills or {}).items():
        saved(PersonSkill(person_id=made.id, skill_id=one.id, level=level, confirmed_on=date(2029, 1, 1)))
    return made


def grant(who: Person, role: Role, scope: Unit, until: date | None = None) -> Person:
    """Give a role."""
    saved(RoleGrant(person_id=who.id, role=role, unit_id=scope.id, since=date(2020, 1, 1), until=until))
    return who


def officer(role: Role, scope: Unit, **more: Any) -> Person:
    """Somebody of a unit with a role over it."""
    return grant(person(scope, **more), role, scope)
