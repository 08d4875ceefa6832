"""Ties between people: shown to the two of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.people.models import Person, Tie, Unit


def relatives_of(person: Person) -> Sequence[Any]:
    """Declared by this person, or by the other: id, name, unit, since, own."""
    other = sa.case((Tie.person_id == person.id, Tie.other_id), else_=Tie.person_id)
    rows = (
        sa.select(
            Tie.id, Person.name, Unit.name.label("unit"), Tie.since, (Tie.person_id == person.id).label("own")
        )
        .join(Person, Person.id == other)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Tie.kind == "relative",
            Tie.until.is_(None),
            sa.or_(Tie.person_id == person.id, Tie.other_id == person.id),
        )
        .order_by(Person.name, Tie.id)
    )
    return db.session.execute(rows).all()
