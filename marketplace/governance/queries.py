"""Reading leading groups and their seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.governance.models import Seat, SeatFunction
from marketplace.people.models import Person, Role, RoleGrant, Unit, UnitLevel
from marketplace.people.queries import roles_of


@dataclass(frozen=True)
class Place:
    """One of the six seats as the page shows it, with what is wrong."""

    function: SeatFunction
    owner: Person | None
    deputy: Person | None

    @property
    def gaps(self) -> list[str]:
        """What is missing, each as a sentence; a person who has left leaves a gap, too."""
        found = []
        if self.owner is None or _gone(self.owner):
            found.append(_("no owner"))
        if self.deputy is None or _gone(self.deputy):
            found.append(_("no deputy"))
        return found


def _gone(person: Person) -> bool:
    return person.left_on is not None and person.left_on <= clock.today()


def groups() -> Sequence[Unit]:
    """The units that have a leading group: the group and its companies."""
    levels = Unit.level.in_([UnitLevel.GROUP, UnitLevel.COMPANY])
    return db.session.scalars(
        sa.select(Unit).where(levels, Unit.closed_on.is_(None)).order_by(Unit.path)
    ).all()


def chosen(asked: str, known: Sequence[Unit], *, seen_by: Person) -> Unit:
    """The leading group asked for; else the one the reader sits in, else their company's, else the first."""
    by_id = {unit.id: unit for unit in known}
    if asked:
        key = int(asked) if asked.isdecimal() and len(asked) < 12 else 0
        if key not in by_id:
            raise NotFound(_("This page does not exist, or it is not meant for you."))
        return by_id[key]
    seats = [held.unit_id for held in roles_of(seen_by) if held.role in (Role.CHAIR, Role.LEADING_GROUP)]
    for wished in (*seats, seen_by.unit.company_id, *by_id):
        if wished in by_id:
            return by_id[wished]
    raise NotFound(_("There is no leading group yet."))


def places(unit: Unit) -> list[Place]:
    """The six seats in their order, filled or not: one statement."""
    found = (
        sa.select(Seat)
        .where(Seat.unit_id == unit.id)
        .options(
            joinedload(Seat.owner).joinedload(Person.unit), joinedload(Seat.deputy).joinedload(Person.unit)
        )
    )
    seats = {seat.function: seat for seat in db.session.scalars(found)}
    return [
        Place(function, seat.owner if (seat := seats.get(function)) else None, seat.deputy if seat else None)
        for function in SeatFunction
    ]


def people_of(unit: Unit) -> list[tuple[Role, Person]]:
    """Chair and members of this leading group today: one statement."""
    today = clock.today()
    found = (
        sa.select(RoleGrant.role, Person)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.unit_id == unit.id,
            RoleGrant.role.in_([Role.CHAIR, Role.LEADING_GROUP]),
            RoleGrant.since <= today,
            sa.or_(RoleGrant.until.is_(None), RoleGrant.until >= today),
            sa.or_(Person.left_on.is_(None), Person.left_on > today),
        )
        .order_by(RoleGrant.role, Person.id)
        .options(joinedload(Person.unit))
    )
    return [(role, person) for role, person in db.session.execute(found)]


def seat_of(unit: Unit, function: SeatFunction) -> Seat | None:
    """A seat, if it was ever filled."""
    same = (Seat.unit_id == unit.id, Seat.function == function)
    found = sa.select(Seat).where(*same).options(joinedload(Seat.owner), joinedload(Seat.deputy))
    return db.session.scalars(found).one_or_none()


def worker(employee_no: str) -> Person | None:
    """Somebody who works here today, by number."""
    here = sa.or_(Person.left_on.is_(None), Person.left_on > clock.today())
    return db.session.scalars(sa.select(Person).where(Person.employee_no == employee_no, here)).one_or_none()
