"""The tree of units: found by number, name or way through the tree; with how many people work where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db, remember
from marketplace.core.lists import Page, page
from marketplace.core.messages import Message, say
from marketplace.people.models import Person, Role, RoleGrant, Unit, UnitLevel, UnitType

STEP = re.compile(r"\s*[/／>＞\\→]\s*")
MOST_SHOWN = 200


@dataclass(frozen=True)
class Node:
    """A unit as a row, without the object behind it."""

    id: int
    code: str
    name: str
    name_en: str
    level: UnitLevel
    type_code: str
    parent_id: int | None
    path: str
    company_id: int | None
    closed_on: date | None

    @property
    def ways(self) -> list[int]:
        """Ids from the root down to this unit."""
        return [int(step) for step in self.path.split("/") if step]


class UnitBook:
    """All units, looked up the ways people write them."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = list(nodes)
        self.by_id = {node.id: node for node in self.nodes}
        self.by_code = {node.code.casefold(): node for node in self.nodes}
        self.by_name: dict[str, list[Node]] = {}
        for node in self.nodes:
            for name in {node.name.casefold(), node.name_en.casefold()} - {""}:
                self.by_name.setdefault(name, []).append(node)

    def find(self, said: str) -> Node | Message:
        """The unit meant, or the sentence that says why it cannot be told."""
        found = self.by_code.get(said.strip().casefold())
        if found is not None:
            return found
        candidates = self._along(said.strip())
        if len(candidates) > 1:
            candidates = [node for node in candidates if node.closed_on is None] or candidates
        if len(candidates) == 1:
            return candidates[0]
        if not candidates:
            return say("There is no unit with this number or name.")
        codes = "、".join(node.code for node in candidates[:5])
        return say(
            "Several units have this name (%(codes)s): write the number, or company/workshop.", codes=codes
        )

    def _along(self, said: str) -> list[Node]:
        """By name, or by a way such as company/workshop."""
        whole = self.by_name.get(said.casefold())
        if whole:
            return whole
        steps = [step.casefold() for step in STEP.split(said) if step]
        found = self.by_name.get(steps[0], []) if steps else []
        for step in steps[1:]:
            above = [node.path for node in found]
            found = [
                n
                for n in self.by_name.get(step, [])
                if any(n.path.startswith(p) and n.path != p for p in above)
            ]
        return found

    def full_name(self, node: Node) -> str:
        """The way to a unit in words, without the group itself."""
        names = [self.by_id[key].name for key in node.ways if key in self.by_id]
        return " / ".join(names[1:] or names)


def book() -> UnitBook:
    """All units: one statement."""
    found: UnitBook = remember("unit_book", lambda: UnitBook(_nodes(sa.true())))
    return found


def _nodes(where: Any) -> list[Node]:
    columns = (
        Unit.id,
        Unit.code,
        Unit.name,
        Unit.name_en,
        Unit.level,
        Unit.type_code,
        Unit.parent_id,
        Unit.path,
        Unit.company_id,
        Unit.closed_on,
    )
    rows: Any = db.session.execute(sa.select(*columns).where(where).order_by(Unit.path, Unit.id))
    return [Node(*row) for row in rows]


def types() -> Sequence[UnitType]:
    """The types of units there are."""
    return db.session.scalars(sa.select(UnitType).order_by(UnitType.code)).all()


def used_types() -> set[str]:
    """Types some unit has."""
    return set(db.session.scalars(sa.select(Unit.type_code).distinct()))


def headcounts() -> dict[int, tuple[int, int]]:
    """People by unit: directly in it, and with everything below. One statement, however many people."""
    rows = db.session.execute(
        sa.select(Unit.id, Unit.path, sa.func.count())
        .join(Person, Person.unit_id == Unit.id)
        .where(working())
        .group_by(Unit.id, Unit.path)
    )
    direct: dict[int, int] = {}
    whole: dict[int, int] = {}
    for key, path, count in rows:
        direct[key] = count
        for step in path.split("/"):
            if step:
                whole[int(step)] = whole.get(int(step), 0) + count
    return {key: (direct.get(key, 0), total) for key, total in whole.items()}


def working() -> sa.ColumnElement[bool]:
    """Condition: the person works here today."""
    return sa.or_(Person.left_on.is_(None), Person.left_on > clock.today())


@dataclass(frozen=True)
class Branch:
    """A unit in the tree as it is shown."""

    node: Node
    people: int
    direct: int
    children: tuple[Branch, ...]
    hidden: int  # units below that are not shown here


def tree(units: UnitBook, at: int | None = None, *, closed: bool = False) -> list[Branch]:
    """The tree from a unit down, as deep as the page can hold."""
    counts = headcounts()
    below: dict[int | None, list[Node]] = {}
    for node in sorted(units.nodes, key=lambda one: one.code):
        if closed or node.closed_on is None:
            below.setdefault(node.parent_id, []).append(node)
    roots = below.get(None, []) if at is None else [units.by_id[at]]
    depth = _depth(below, roots)

    def branch(node: Node, left: int) -> Branch:
        direct, people = counts.get(node.id, (0, 0))
        children = below.get(node.id, [])
        shown = tuple(branch(child, left - 1) for child in children) if left > 0 else ()
        return Branch(node, people, direct, shown, 0 if left > 0 else len(children))

    return [branch(node, depth) for node in roots]


def _depth(below: dict[int | None, list[Node]], roots: list[Node]) -> int:
    """How many levels fit on a page; always one."""
    depth, row, count = 0, roots, len(roots)
    while row:
        row = [child for node in row for child in below.get(node.id, [])]
        count += len(row)
        if depth and count > MOST_SHOWN:
            break
        depth += 1
    return depth


def search(typed: str) -> Page[Any]:
    """Units by number or name, a page of them."""
    words = typed.split()[:6]
    columns = (Unit.code, Unit.name, Unit.name_en)
    conditions = [
        sa.or_(*(column.icontains(word[:60], autoescape=True) for column in columns)) for word in words
    ]
    found = sa.select(Unit.id, Unit.code, Unit.name, Unit.level, Unit.path, Unit.closed_on)
    return page(found.where(*conditions).order_by(Unit.path, Unit.id))


def in_charge(unit_id: int) -> Sequence[Any]:
    """Who holds a role given for exactly this unit: (role, person id, name)."""
    today = clock.today()
    found = (
        sa.select(RoleGrant.role, Person.id, Person.name)
        .join(RoleGrant.person)
        .where(
            RoleGrant.unit_id == unit_id,
            RoleGrant.role != Role.PANEL_MEMBER,
            RoleGrant.since <= today,
            sa.or_(RoleGrant.until.is_(None), RoleGrant.until >= today),
        )
        .order_by(RoleGrant.role, Person.employee_no)
        .limit(50)
    )
    return db.session.execute(found).all()


def all_rows() -> Iterable[Any]:
    """Every unit for an export, read while it is written."""
    above = sa.orm.aliased(Unit)
    found = (
        sa.select(
            Unit.code,
            Unit.name,
            Unit.name_en,
            Unit.level,
            UnitType.name_zh,
            UnitType.name_en.label("type_en"),
            above.code.label("parent"),
            Unit.closed_on,
        )
        .join(UnitType, UnitType.code == Unit.type_code)
        .outerjoin(above, above.id == Unit.parent_id)
        .order_by(Unit.path, Unit.id)
    )
    return db.session.execute(found.execution_options(yield_per=1000))
