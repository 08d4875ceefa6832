"""Reading exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from marketplace.core import clock, lists
from marketplace.core.db import db
from marketplace.exchanges.models import Attendance, Exchange
from marketplace.ledger.queries import letter_of
from marketplace.people.models import Person, Unit
from marketplace.studios.models import Studio


def of_studio(studio: Studio) -> lists.Page[Any]:
    """The exchanges of a studio, latest first, as columns."""
    people = (
        sa.select(sa.func.count())
        .where(Attendance.exchange_id == Exchange.id)
        .correlate(Exchange)
        .scalar_subquery()
    )
    found = sa.select(
        Exchange.id,
        Exchange.title,
        Exchange.planned_on,
        Exchange.held_on,
        Exchange.place,
        Exchange.state,
        people.label("people"),
    ).where(Exchange.studio_id == studio.id)
    return lists.page(
        found.order_by(sa.func.coalesce(Exchange.held_on, Exchange.planned_on).desc(), Exchange.id.desc())
    )


def promised(studio: Studio) -> list[dict[str, Any]]:
    """The lines of this year's signed exchange plan that nobody has arranged yet."""
    letter = letter_of(studio, clock.year())
    if letter is None or not letter.plan:
        return []
    titles = set(db.session.scalars(sa.select(Exchange.title).where(Exchange.studio_id == studio.id)))
    return [
        {"place": n, "on": on, "title": title}
        for n, (on, title) in enumerate(letter.planned)
        if title not in titles
    ]


def attendance(exchange: Exchange) -> Sequence[Any]:
    """Who was there: name and unit."""
    found = (
        sa.select(Person.id, Person.name, Unit.name.label("unit"))
        .join(Attendance, Attendance.person_id == Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Attendance.exchange_id == exchange.id)
    )
    return db.session.execute(found.order_by(Person.id)).all()


def people_numbered(numbers: Sequence[str]) -> dict[str, int]:
    """Employee numbers of colleagues, as ids."""
    here = sa.or_(Person.left_on.is_(None), Person.left_on > clock.today())
    rows = sa.select(Person.employee_no, Person.id).where(Person.employee_no.in_(numbers), here)
    return {row.employee_no: row.id for row in db.session.execute(rows)}
