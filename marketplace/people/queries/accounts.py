"""Reading accounts and roles: who may what, who may come in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.people.models import (
    Account,
    LoginAttempt,
    LoginSession,
    Person,
    PersonSkill,
    Role,
    RoleGrant,
    Unit,
)
from marketplace.people.roles import Held, below, in_force, roles_of, standing_roles

__all__ = ["Held", "below", "roles_of", "standing_roles"]  # asked for here by everybody


def holders(role: Role, unit: Unit) -> Sequence[Person]:
    """Who holds a role over this unit (granted there or above), nearest first."""
    asked = {"role": role, "path": unit.path, "today": clock.today()}
    return db.session.scalars(_HOLDERS, asked).unique().all()


def _holders() -> sa.Select[Person]:
    scope, today = aliased(Unit), sa.bindparam("today", type_=sa.Date)
    return (
        sa.select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(scope, scope.id == RoleGrant.unit_id)
        .where(
            RoleGrant.role == sa.bindparam("role", type_=RoleGrant.role.type),
            sa.bindparam("path", type_=sa.String).startswith(scope.path),
            sa.or_(Person.left_on.is_(None), Person.left_on > today),
            *in_force(today),
        )
        .order_by(sa.func.length(scope.path).desc(), Person.id)
        .options(joinedload(Person.unit))
    )


_HOLDERS = _holders()


def manager_of(unit: Unit) -> Person | None:
    """The nearest unit manager over this unit: releases people, heads the department."""
    found = holders(Role.UNIT_MANAGER, unit)
    return found[0] if found else None


def skills_of(person_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Confirmed levels by person and skill."""
    found: dict[int, dict[int, int]] = {}
    rows = sa.select(PersonSkill.person_id, PersonSkill.skill_id, PersonSkill.level)
    for person_id, skill_id, level in db.session.execute(
        rows.where(PersonSkill.person_id.in_(list(person_ids)))
    ):
        found.setdefault(person_id, {})[skill_id] = level
    return found


WINDOW = timedelta(minutes=5)


def failures(name_hash: str, address: str) -> tuple[int, int, int]:
    """Failed logins of the last five minutes: of this name, of this address, of all."""
    count = sa.func.count()
    row = db.session.execute(
        sa.select(
            count.filter(LoginAttempt.name_hash == name_hash),
            count.filter(LoginAttempt.address == address),
            count,
        ).where(LoginAttempt.at > clock.real() - WINDOW)
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def account_for(employee_no: str) -> Account | None:
    """The account of an employee number, if the person still works here."""
    found = (
        sa.select(Account)
        .join(Account.person)
        .where(
            Person.employee_no == employee_no,
            Account.disabled.is_(False),
            sa.or_(Person.left_on.is_(None), Person.left_on > clock.today()),
        )
        .options(joinedload(Account.person))
    )
    return db.session.scalars(found).one_or_none()


def sessions_of(person: Person) -> Sequence[LoginSession]:
    """The open sessions of a person, newest first."""
    found = (
        sa.select(LoginSession)
        .where(LoginSession.person_id == person.id)
        .order_by(LoginSession.seen_at.desc())
    )
    return db.session.scalars(found).all()


def without_password(paths: Iterable[str], limit: int = 200) -> Sequence[Person]:
    """People of these subtrees who have not yet set a password."""
    has = sa.select(Account.person_id).where(Account.password_hash.is_not(None))
    found = (
        sa.select(Person)
        .join(Person.unit)
        .where(below(Unit.path, paths), Person.id.not_in(has), Person.left_on.is_(None))
        .order_by(Unit.path, Person.employee_no)
        .limit(limit)
        .options(joinedload(Person.unit))
    )
    return db.session.scalars(found).all()
