"""Counting: the entries of the ledger, what is expected, and what stands beside a count."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.inbox import actions as inbox
from marketplace.ledger import queries, rules
from marketplace.ledger.models import Expectation, LedgerEntry, Metric, Worth
from marketplace.people.models import Person
from marketplace.studios.models import Studio


def credit(  # noqa: PLR0913 - the facts of an entry; every higher wing calls it so
    studio: Studio,
    metric: Metric,
    *,
    source: str,
    title: str,
    on: date,
    by: Person | None,
    restricted: bool = False,
) -> LedgerEntry | None:
    """The studio's year gains one. None if this source has been counted for it already (undone or not), or
    if the studio's ledger is frozen. `restricted` keeps the title from people outside the studio."""
    forget(source, studio=studio, metric=metric)
    if queries.by_source(studio, metric, source) is not None:
        return None
    if not rules.takes_credit(studio, on):
        audit.record("credit_refused", studio, by=by, source=source, metric=str(metric))
        return None
    entry = LedgerEntry(
        studio_id=studio.id, metric=metric, year=on.year, on=on, count=1, source=source, title=title[:200],
        restricted=restricted, by_id=by.id if by else None, created_at=clock.now(),
    )  # fmt: skip
    if not _first(entry):
        return None
    audit.record("credited", studio, by=by, source=source, metric=str(metric), year=on.year)
    inbox.tell([studio.lead], "credited", studio, metric=str(metric), year=on.year)
    return entry


def _first(entry: LedgerEntry) -> bool:
    """The database says who was first when two credit the same source at once."""
    try:
        with db.session.begin_nested():
            db.session.add(entry)
            db.session.flush()
    except IntegrityError:
        same = (LedgerEntry.source == entry.source, LedgerEntry.studio_id == entry.studio_id)
        if (
            db.session.scalar(sa.select(LedgerEntry.id).where(*same, LedgerEntry.metric == entry.metric))
            is None
        ):
            raise
        return False
    return True


def undo(entry: LedgerEntry, *, reason: str, by: Person) -> LedgerEntry:
    """A mistake is taken back by a counter-entry in the same year; the mistake stays readable."""
    require(rules.may_undo(by, entry))
    if db.session.scalar(sa.select(LedgerEntry.id).where(LedgerEntry.undoes_id == entry.id)) is not None:
        raise WrongMoment(_("This entry has been undone already."))
    counter = LedgerEntry(
        studio_id=entry.studio_id, metric=entry.metric, year=entry.year, on=clock.today(), count=-1,
        source=entry.source, title=entry.title, restricted=entry.restricted, undoes_id=entry.id,
        reason=reason,
        by_id=by.id, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(counter)
    db.session.flush()
    audit.record("undone", entry.studio, by=by, note=reason, source=entry.source, metric=str(entry.metric))
    inbox.tell(
        [entry.studio.lead], "undone", entry.studio, metric=str(entry.metric), year=entry.year, reason=reason
    )
    return counter


def expect(studio: Studio, metric: Metric, *, source: str, due_on: date) -> None:
    """Something under way that will count when done stands in the pipeline (again: only the day changes)."""
    if queries.by_source(studio, metric, source) is not None:
        return
    known = db.session.get(Expectation, (source, studio.id, metric))
    if known is None:
        db.session.add(Expectation(source=source, studio_id=studio.id, metric=metric, due_on=due_on))
    else:
        known.due_on = due_on
    db.session.flush()


def forget(source: str, *, studio: Studio | None = None, metric: Metric | None = None) -> None:
    """It will not count (any more): out of the pipeline."""
    gone = sa.delete(Expectation).where(Expectation.source == source)
    if studio is not None:
        gone = gone.where(Expectation.studio_id == studio.id)
    if metric is not None:
        gone = gone.where(Expectation.metric == metric)
    db.session.execute(gone)


def weigh(source: str, *, difficulty: int | None = None, certified: int | None = None) -> None:
    """Put difficulty (1–4) or the benefit certified by finance (yuan a year) beside a source's counts."""
    worth = db.session.get(Worth, source)
    if worth is None:
        worth = Worth(source=source)
        db.session.add(worth)
    if difficulty is not None:
        worth.difficulty = difficulty
    if certified is not None:
        worth.certified = certified
    db.session.flush()
