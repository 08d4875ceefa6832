"""The first account of a real installation."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.search import haystack
from marketplace.people.actions.accounts import grant, set_password
from marketplace.people.actions.units import put_in_unit_types
from marketplace.people.models import Account, Category, Person, Role, RoleGrant, Unit, UnitLevel
from marketplace.people.queries.directory import person_numbered
from marketplace.people.terms import FirstAdminTerms


def first_admin(terms: FirstAdminTerms, password_hash: str) -> Person:
    """The group, its system administrator and their account; everything else begins on the pages.
    Refused once there is an administrator: roles are given on the page of roles from then on."""
    there = administrator()
    if there is not None:
        said = _(
            "There is a system administrator already: %(name)s (%(no)s).",
            name=there.name,
            no=there.employee_no,
        )
        raise WrongMoment(said)
    put_in_unit_types()
    group = root_unit() or _group(terms)
    person = person_numbered(terms.employee_no)
    if person is None:
        person = Person(
            employee_no=terms.employee_no,
            name=terms.name,
            unit_id=group.id,
            category=Category.ENGINEERING,
            haystack=haystack(terms.name, terms.employee_no),
        )
        db.session.add(person)
        db.session.flush()
    set_password(person, password_hash, by=None)
    grant(person, Role.SYSTEM_ADMIN, group, by=None)
    return person


def _group(terms: FirstAdminTerms) -> Unit:
    group = Unit(
        code=terms.group_code, name=terms.group_name, level=UnitLevel.GROUP, type_code="other", path="/"
    )
    db.session.add(group)
    db.session.flush()
    group.path = f"/{group.id}/"
    return group


def root_unit() -> Unit | None:
    """The group, if it is recorded."""
    return db.session.scalars(
        sa.select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)
    ).one_or_none()


def administrator() -> Person | None:
    """Somebody who can log in as system administrator today."""
    found = (
        sa.select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Account, Account.person_id == Person.id)
        .where(
            RoleGrant.role == Role.SYSTEM_ADMIN,
            sa.or_(RoleGrant.until.is_(None), RoleGrant.until >= clock.today()),
            sa.or_(Person.left_on.is_(None), Person.left_on > clock.today()),
            Account.password_hash.is_not(None),
        )
        .limit(1)
    )
    return db.session.scalars(found).first()
