"""Which roles a person holds today: what every rule and every `visible_to` asks first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db, remember, rows
from marketplace.core.gathered import listed
from marketplace.people.models import Person, Role, RoleGrant, Unit


@dataclass(frozen=True)
class Held:
    """A role somebody holds today, with the scope's path."""

    role: Role
    unit_id: int
    path: str


def roles_of(person: Person) -> tuple[Held, ...]:
    """Today's roles of a person: one statement a request."""
    found: tuple[Held, ...] = remember(f"roles/{person.id}", lambda: _roles_of(person.id))
    return found


def _roles_of(person_id: int) -> tuple[Held, ...]:
    return tuple(Held(*row) for row in rows(_ROLES, who=person_id, today=clock.today()))


def granted(person_id: Any) -> Any:
    """Every grant of a person as one value, for a page's first statement; `know` keeps it."""
    columns = (RoleGrant.role, RoleGrant.unit_id, Unit.path, RoleGrant.since, RoleGrant.until)
    found = sa.select(listed(*columns)).join(RoleGrant.unit).where(RoleGrant.person_id == person_id)
    return found.scalar_subquery()


def know(person_id: int, grants: list[tuple[str, int, str, str, str | None]] | None) -> None:
    """Keep what that statement has read: the roles of today, for the rest of the request."""
    today = clock.today().isoformat()
    held = tuple(
        Held(Role(role), unit_id, path)
        for role, unit_id, path, since, until in grants or ()
        if since <= today and (until is None or until >= today)
    )
    remember(f"roles/{person_id}", lambda: held)


def in_force(today: Any) -> tuple[sa.ColumnElement[bool], ...]:
    """Condition: the grant holds on this day."""
    return (RoleGrant.since <= today, sa.or_(RoleGrant.until.is_(None), RoleGrant.until >= today))


_ROLES = (
    sa.select(RoleGrant.role, RoleGrant.unit_id, Unit.path)
    .join(RoleGrant.unit)
    .where(RoleGrant.person_id == sa.bindparam("who"), *in_force(sa.bindparam("today", type_=sa.Date)))
)


def below(column: sa.orm.InstrumentedAttribute[str], paths: Iterable[str]) -> sa.ColumnElement[bool]:
    """Condition: a unit path lies in one of these subtrees."""
    return sa.or_(sa.false(), *(column.startswith(path, autoescape=True) for path in paths))


def standing_roles(person_id: int) -> set[Role]:
    """Roles a person holds today or will hold: what has been given and has not ended."""
    open_ended = sa.or_(RoleGrant.until.is_(None), RoleGrant.until >= clock.today())
    return set(
        db.session.scalars(sa.select(RoleGrant.role).where(RoleGrant.person_id == person_id, open_ended))
    )
