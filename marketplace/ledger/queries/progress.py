"""Counts, progress and forecast. The count is a sum over entries, so it cannot drift from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.ledger.models import AnnualLetter, Expectation, LedgerEntry, Metric
from marketplace.ledger.pace import Light, Line, worst
from marketplace.studios.models import Studio


@dataclass(frozen=True)
class Progress:
    """A studio's year: four counts against its letter."""

    year: int
    letter: AnnualLetter | None
    lines: tuple[Line, ...]

    @property
    def light(self) -> Light:
        """The worst of the four."""
        return worst(self.lines)

    def line(self, metric: Metric) -> Line:
        """One of the four."""
        return next(line for line in self.lines if line.metric is metric)


def count(studio: Studio, metric: Metric, year: int) -> int:
    """The annual count."""
    of_year = (LedgerEntry.studio_id == studio.id, LedgerEntry.metric == metric, LedgerEntry.year == year)
    return db.session.scalar(sa.select(sa.func.sum(LedgerEntry.count)).where(*of_year)) or 0


def counts(studio_ids: Iterable[int], year: int) -> dict[int, dict[Metric, int]]:
    """The annual counts of several studios: one statement."""
    found: dict[int, dict[Metric, int]] = {}
    rows = (
        sa.select(LedgerEntry.studio_id, LedgerEntry.metric, sa.func.sum(LedgerEntry.count))
        .where(LedgerEntry.studio_id.in_(list(studio_ids)), LedgerEntry.year == year)
        .group_by(LedgerEntry.studio_id, LedgerEntry.metric)
    )
    for studio_id, metric, n in db.session.execute(rows):
        found.setdefault(studio_id, {})[metric] = int(n)
    return found


def letter_of(studio: Studio, year: int) -> AnnualLetter | None:
    """The studio's letter of a year."""
    same = (AnnualLetter.studio_id == studio.id, AnnualLetter.year == year)
    return db.session.scalars(sa.select(AnnualLetter).where(*same)).one_or_none()


def letters_of(studio: Studio) -> Sequence[AnnualLetter]:
    """All letters of a studio, newest first."""
    found = sa.select(AnnualLetter).where(AnnualLetter.studio_id == studio.id)
    return db.session.scalars(found.order_by(AnnualLetter.year.desc())).all()


def progress(studio: Studio, year: int, letter: AnnualLetter | None = None) -> Progress:
    """Counts, targets, pace and what is under way; a letter already at hand saves a statement."""
    letter = letter or letter_of(studio, year)
    today = clock.today()
    counted, coming = _tally(studio.id, year)
    lines = tuple(
        Line(m, counted.get(m, 0), letter.target(m) if letter else None, coming.get(m, 0), year, today)
        for m in Metric
    )
    return Progress(year, letter, lines)


def _tally(studio_id: int, year: int) -> tuple[dict[Metric, int], dict[Metric, int]]:
    """What is counted, and what is under way and due this year or late from before; a past year has nothing
    under way. One statement."""
    rows = (
        sa.select(
            sa.literal(True).label("done"), LedgerEntry.metric, sa.func.sum(LedgerEntry.count).label("n")
        )
        .where(LedgerEntry.studio_id == studio_id, LedgerEntry.year == year)
        .group_by(LedgerEntry.metric)
    )
    if year == clock.year():
        coming = (
            sa.select(sa.literal(False), Expectation.metric, sa.func.count())
            .where(Expectation.studio_id == studio_id, Expectation.due_on <= date(year, 12, 31))
            .group_by(Expectation.metric)
        )
        found = db.session.execute(rows.union_all(coming)).all()
    else:
        found = db.session.execute(rows).all()
    return {m: int(n) for done, m, n in found if done}, {m: int(n) for done, m, n in found if not done}
