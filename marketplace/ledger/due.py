"""What the clock does with letters."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import due, each
from marketplace.ledger import actions, queries, rules
from marketplace.ledger.models import AnnualLetter, LetterRound


@due
def ask_for_targets() -> int:
    """Leading groups with studios that have no letter are asked to propose them."""
    year = clock.year()
    wanted = set(queries.units_without_letters(year))
    if not wanted:
        return 0
    asked = sa.select(LetterRound.unit_id).where(LetterRound.year == year, LetterRound.done_at.is_(None))
    return each(wanted.difference(db.session.scalars(asked)), partial(_open_round, year))


def _open_round(year: int, unit_id: int) -> None:
    actions.open_round(unit_id, year)


@due
def remind_of_letters() -> int:
    """Unsigned after its day."""
    late = sa.select(AnnualLetter.id).where(
        AnnualLetter.chair_signed_at.is_(None),
        AnnualLetter.reminded_at.is_(None),
        AnnualLetter.due_at <= clock.now(),
    )
    return each(
        db.session.scalars(late).all(), lambda key: actions.remind(db.session.get_one(AnnualLetter, key))
    )


@due
def list_overdue_letters() -> int:
    """After 31 January the list of unsigned letters goes to the leading groups, once a year."""
    if clock.now() < rules.overdue_from(clock.year()):
        return 0
    waiting = sa.select(LetterRound.id).where(
        LetterRound.year == clock.year(), LetterRound.escalated_at.is_(None)
    )
    return each(
        db.session.scalars(waiting).all(), lambda key: actions.escalate(db.session.get_one(LetterRound, key))
    )
