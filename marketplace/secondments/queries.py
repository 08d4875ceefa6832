"""Reading loans and loads. Capacity is a sum over intervals: nobody keeps a counter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.core import clock
from marketplace.core.db import BIGGEST_ID, db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.lists import Page, page
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import below, roles_of
from marketplace.secondments.models import OVER, Hold, Loan, LoanState

MONTHS_PER_DAY = Fraction(12, 365)


@dataclass(frozen=True)
class Wish:
    """Days somebody is wanted for between two dates."""

    person_id: int
    days: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Room:
    """What is wanted of a person, and what is free in those dates."""

    person_id: int
    wanted: int
    free: int

    @property
    def over(self) -> bool:
        """More is wanted than is free."""
        return self.wanted > self.free


@dataclass(frozen=True)
class _Interval:
    days: int
    starts_on: date
    ends_on: date

    def within(self, starts_on: date, ends_on: date) -> Fraction:
        """The days that fall between two dates, in proportion."""
        shared = (min(self.ends_on, ends_on) - max(self.starts_on, starts_on)).days + 1
        return Fraction(self.days * max(0, shared), (self.ends_on - self.starts_on).days + 1)


def capacity(days_per_month: int, starts_on: date, ends_on: date) -> Fraction:
    """What a person may be lent out between two dates."""
    return days_per_month * MONTHS_PER_DAY * max(0, (ends_on - starts_on).days + 1)


def free_days(person_ids: Iterable[int], starts_on: date, ends_on: date, besides: str = "") -> dict[int, int]:
    """Person-days still free between two dates, firm holds taken off; `besides` leaves one thing out."""
    return {
        key: floor(capacity(load.monthly, starts_on, ends_on) - _sum(load.holds, starts_on, ends_on))
        for key, load in _loads(set(person_ids), starts_on, ends_on, besides).items()
    }


def rooms(wishes: Sequence[Wish], besides: str = "") -> dict[int, Room]:
    """What these wishes find free, each in the dates wished."""
    if not wishes:
        return {}
    ids = {wish.person_id for wish in wishes}
    loads = _loads(ids, min(w.starts_on for w in wishes), max(w.ends_on for w in wishes), besides)
    found = {}
    for wish in wishes:
        load, period = loads[wish.person_id], (wish.starts_on, wish.ends_on)
        free = floor(capacity(load.monthly, *period) - _sum(load.holds, *period))
        found[wish.person_id] = Room(wish.person_id, wish.days, max(0, free))
    return found


def overbooked(wishes: Sequence[Wish], besides: str = "") -> dict[int, Room]:
    """Whom these wishes would load beyond their free days."""
    return {key: room for key, room in rooms(wishes, besides).items() if room.over}


def busy_days(person_ids: Iterable[int], starts_on: date, ends_on: date) -> dict[int, int]:
    """“n days busy”: all that others may know of what somebody is held for."""
    loads = _loads(set(person_ids), starts_on, ends_on, "")
    return {key: -floor(-_sum(load.holds, starts_on, ends_on)) for key, load in loads.items()}


def _sum(holds: Iterable[_Interval], starts_on: date, ends_on: date) -> Fraction:
    return sum((hold.within(starts_on, ends_on) for hold in holds), Fraction(0))


@dataclass(frozen=True)
class _Load:
    monthly: int
    holds: list[_Interval] = field(default_factory=list)


def _loads(ids: set[int], starts_on: date, ends_on: date, besides: str) -> dict[int, _Load]:
    """What people may be lent and what holds them firmly between two dates: one statement."""
    if not ids:
        return {}
    firm = sa.and_(
        Hold.person_id == Person.id,
        Hold.firm,
        Hold.starts_on <= ends_on,
        Hold.ends_on >= starts_on,
        Hold.about != besides,
    )
    rows = sa.select(Person.id, Person.days_per_month, Hold.days, Hold.starts_on, Hold.ends_on)
    found: dict[int, _Load] = {}
    for key, monthly, days, first, last in db.session.execute(
        rows.outerjoin(Hold, firm).where(Person.id.in_(ids))
    ):
        load = found.setdefault(key, _Load(monthly))
        if days is not None:
            load.holds.append(_Interval(days, first, last))
    return found


# --- loans -------------------------------------------------------------------------------------


def about(thing: str) -> Sequence[Loan]:
    """The loans for a bid or project, persons loaded."""
    return db.session.scalars(
        sa.select(Loan).where(Loan.about == thing).options(joinedload(Loan.person))
    ).all()


def shown(loan_id: int, *, seen_by: Person) -> Loan:
    """A loan as its page needs it, in one statement; 404 for the unseen."""
    found = (
        sa.select(Loan)
        .where(Loan.id == loan_id, Loan.visible_to(seen_by))
        .options(
            joinedload(Loan.person),
            joinedload(Loan.home_unit),
            joinedload(Loan.asked_by),
            joinedload(Loan.skill),
        )
    )
    loan = db.session.scalars(found).one_or_none() if 0 < loan_id <= BIGGEST_ID else None
    if loan is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return loan


def asked_of(person: Person) -> Sequence[Any]:
    """What was asked of this person, newest first."""
    found = _rows().where(Loan.person_id == person.id).order_by(Loan.created_at.desc(), Loan.id)
    return db.session.execute(found.limit(100)).all()


def _rows() -> Any:
    found: Any = (
        sa.select(
            Loan.id, Loan.state, Loan.days, Loan.starts_on, Loan.ends_on, Loan.asked_for, Loan.answer_due,
            Person.name.label("person"), Unit.name.label("unit"),
        )
        .join(Person, Person.id == Loan.person_id)
        .join(Unit, Unit.id == Loan.home_unit_id)
    )  # fmt: skip
    return found


def manages(person: Person) -> list[str]:
    """The subtrees whose people this person may lend out."""
    return [held.path for held in roles_of(person) if held.role is Role.UNIT_MANAGER]


def of_my_people(manager: Person, *, which: str = "", typed: str = "") -> Page[Any]:
    """The loans of a manager's people: who, where to, until when."""
    found = _rows().where(below(Unit.path, manages(manager)))
    groups = {
        "waiting": Loan.state == LoanState.CONSENTED,
        "away": Loan.state == LoanState.ACTIVE,
        "coming": Loan.state.in_([LoanState.RELEASED, LoanState.HELD]),
        "over": Loan.state.in_(OVER),
    }
    if which in groups:
        found = found.where(groups[which])
    if typed:
        found = found.where(
            sa.or_(Person.haystack.contains(typed.lower(), autoescape=True), Person.employee_no == typed)
        )
    waiting_first = sa.case(
        (Loan.state == LoanState.CONSENTED, 0), (Loan.state == LoanState.ACTIVE, 1), else_=2
    )
    return page(found.order_by(waiting_first, Loan.ends_on.desc(), Loan.id))


@dataclass(frozen=True)
class Month:
    """One month of one person: days busy of days that may be lent."""

    busy: int
    most: int

    @property
    def over(self) -> bool:
        """Is more taken than there is?"""
        return self.busy > self.most


@dataclass(frozen=True)
class Load:
    """A person's months."""

    id: int
    name: str
    unit: str
    months: list[Month] = field(default_factory=list)


def months_ahead(n: int = 6) -> list[tuple[date, date]]:
    """This month and the next ones, as first and last days."""
    first = clock.today().replace(day=1)
    found = []
    for _month in range(n):
        after = (first + timedelta(days=32)).replace(day=1)
        found.append((first, after - timedelta(days=1)))
        first = after
    return found


def calendar(manager: Person, months: Sequence[tuple[date, date]]) -> Page[Load]:
    """How loaded a manager's people are, month by month; those with something on first."""
    start, end = months[0][0], months[-1][1]
    is_busy = sa.exists().where(
        Hold.person_id == Person.id, Hold.firm, Hold.starts_on <= end, Hold.ends_on >= start
    )
    people = (
        sa.select(Person.id, Person.name, Person.days_per_month, Unit.name.label("unit"))
        .join(Unit, Unit.id == Person.unit_id)
        .where(below(Unit.path, manages(manager)), sa.or_(Person.left_on.is_(None), Person.left_on > start))
        .order_by(sa.case((is_busy, 0), else_=1), Person.id)
    )
    shown = page(people)
    loads = _loads({row.id for row in shown.rows}, start, end, "")
    rows = [
        Load(
            row.id,
            row.name,
            row.unit,
            [_month(loads[row.id].holds, row.days_per_month, *month) for month in months],
        )
        for row in shown.rows
    ]
    return Page(rows, shown.total, shown.number, shown.size)


def _month(holds: Sequence[_Interval], monthly: int, starts_on: date, ends_on: date) -> Month:
    return Month(-floor(-_sum(holds, starts_on, ends_on)), monthly)


def waiting_for_release(manager: Person) -> int:
    """How many loans wait for this manager."""
    found = (
        sa.select(sa.func.count())
        .select_from(Loan)
        .join(Unit, Unit.id == Loan.home_unit_id)
        .where(Loan.state == LoanState.CONSENTED, below(Unit.path, manages(manager)))
    )
    return db.session.scalar(found) or 0


def past_answer() -> Sequence[int]:
    """Loans nobody answered in time."""
    waiting = Loan.state.in_([LoanState.ASKED, LoanState.CONSENTED])
    return db.session.scalars(sa.select(Loan.id).where(waiting, Loan.answer_due <= clock.now())).all()


def past_end() -> Sequence[int]:
    """Loans whose last day is over."""
    ended = sa.select(Loan.id).where(Loan.state == LoanState.ACTIVE, Loan.ends_on < clock.today())
    return db.session.scalars(ended).all()


def core_engagements(person_ids: Iterable[int]) -> dict[int, int]:
    """In how many running projects people are core: a project keeps its core firmly until it ends."""
    found = (
        sa.select(Hold.person_id, sa.func.count())
        .where(Hold.person_id.in_(set(person_ids)), Hold.core, Hold.firm)
        .group_by(Hold.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}
