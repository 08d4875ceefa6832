"""The lines of a studio's ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.core import clock, lists
from marketplace.core.db import db
from marketplace.ledger.models import LedgerEntry, Metric, Worth
from marketplace.people.models import Person
from marketplace.studios.models import Studio


@dataclass(frozen=True)
class EntryRow:
    """An entry as a reader may see it: the title of restricted work is empty for others."""

    id: int
    on: date
    year: int
    metric: Metric
    count: int
    title: str
    record: str
    reason: str
    undone: bool
    undoes_id: int | None
    difficulty: int | None
    certified: int | None


@dataclass(frozen=True)
class LinesWanted:
    """Which lines of a ledger."""

    year: int | None = None
    metric: Metric | None = None
    page: int | None = None
    size: int = lists.SIZE


def entries(studio: Studio, *, seen_by: Person, wanted: LinesWanted = LinesWanted()) -> lists.Page[EntryRow]:
    """The lines of a studio's ledger, newest first: two statements."""
    undo = aliased(LedgerEntry)
    found = (
        sa.select(LedgerEntry, undo.id.label("undone"), Worth.difficulty, Worth.certified)
        .join(Studio, Studio.id == LedgerEntry.studio_id)
        .outerjoin(undo, undo.undoes_id == LedgerEntry.id)
        .outerjoin(Worth, Worth.source == LedgerEntry.source)
        .where(LedgerEntry.studio_id == studio.id)
        .order_by(LedgerEntry.on.desc(), LedgerEntry.id.desc())
    )
    if wanted.year is not None:
        found = found.where(LedgerEntry.year == wanted.year)
    if wanted.metric is not None:
        found = found.where(LedgerEntry.metric == wanted.metric)
    shown = lists.page(found, number=wanted.page, size=wanted.size)
    return lists.Page([_row(*found) for found in shown.rows], shown.total, shown.number, shown.size)


def _row(e: LedgerEntry, undone: int | None, difficulty: int | None, certified: int | None) -> EntryRow:
    return EntryRow(
        e.id, e.on, e.year, e.metric, e.count, "" if e.restricted else e.title, e.record,
        e.reason,
        undone is not None, e.undoes_id, difficulty, certified,
    )  # fmt: skip


def years_of(studio: Studio) -> list[int]:
    """The years a studio may have entries for, newest first."""
    first = studio.founded_on.year if studio.founded_on else clock.year()
    return list(range(clock.year(), first - 1, -1))


def by_source(studio: Studio, metric: Metric, source: str) -> LedgerEntry | None:
    """The entry a source has given a studio, if any."""
    same = {"source": source, "studio": studio.id, "metric": metric}
    return db.session.scalars(_BY_SOURCE, same).one_or_none()


_BY_SOURCE = sa.select(LedgerEntry).where(
    LedgerEntry.source == sa.bindparam("source"),
    LedgerEntry.studio_id == sa.bindparam("studio"),
    LedgerEntry.metric == sa.bindparam("metric"),
    LedgerEntry.undoes_id.is_(None),
)
