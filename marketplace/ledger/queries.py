"""Reading counts, progress and letters. The count is a sum over entries, so it cannot drift from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from marketplace.core import clock, lists
from marketplace.core.db import db
from marketplace.ledger.models import AnnualLetter, Expectation, LedgerEntry, LetterRound, Metric, Worth
from marketplace.ledger.pace import Light, Line, worst
from marketplace.people.models import Person
from marketplace.studios import queries as studios
from marketplace.studios.models import LISTED, Studio


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


def progress(studio: Studio, year: int) -> Progress:
    """Counts, targets, pace and what is under way: three statements."""
    letter = letter_of(studio, year)
    counted = counts([studio.id], year).get(studio.id, {})
    coming = _pipeline(studio.id, year)
    today = clock.today()
    lines = tuple(
        Line(m, counted.get(m, 0), letter.target(m) if letter else None, coming.get(m, 0), year, today) for m in Metric
    )
    return Progress(year, letter, lines)


def _pipeline(studio_id: int, year: int) -> dict[Metric, int]:
    """What is under way and due this year, or late from before; a past year has nothing under way."""
    if year != clock.year():
        return {}
    rows = (
        sa.select(Expectation.metric, sa.func.count())
        .where(Expectation.studio_id == studio_id, Expectation.due_on <= date(year, 12, 31))
        .group_by(Expectation.metric)
    )
    return {metric: n for metric, n in db.session.execute(rows)}


# --- entries -----------------------------------------------------------------------------------


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


def entries(
    studio: Studio, *, seen_by: Person, year: int | None = None, metric: Metric | None = None, page: int | None = None
) -> lists.Page[EntryRow]:
    """The lines of a studio's ledger, newest first: two statements and one for the reader's standing."""
    undo = aliased(LedgerEntry)
    found = (
        sa.select(LedgerEntry, undo.id.label("undone"), Worth.difficulty, Worth.certified)
        .outerjoin(undo, undo.undoes_id == LedgerEntry.id)
        .outerjoin(Worth, Worth.source == LedgerEntry.source)
        .where(LedgerEntry.studio_id == studio.id)
        .order_by(LedgerEntry.on.desc(), LedgerEntry.id.desc())
    )
    if year is not None:
        found = found.where(LedgerEntry.year == year)
    if metric is not None:
        found = found.where(LedgerEntry.metric == metric)
    shown = lists.page(found, number=page)
    inside = _knows(seen_by, studio)
    rows = [_row(entry, undone, difficulty, certified, inside) for entry, undone, difficulty, certified in shown.rows]
    return lists.Page(rows, shown.total, shown.number, shown.size)


def _knows(person: Person, studio: Studio) -> bool:
    """May the person read the titles of the studio's restricted work?"""
    return db.session.scalar(sa.select(Studio.id).where(Studio.id == studio.id, studios.concerns(person))) is not None


def _row(e: LedgerEntry, undone: int | None, difficulty: int | None, certified: int | None, inside: bool) -> EntryRow:
    return EntryRow(
        e.id, e.on, e.year, e.metric, e.count, e.title if inside or not e.restricted else "", e.record, e.reason,
        undone is not None, e.undoes_id, difficulty, certified,
    )  # fmt: skip


def entry_years(studio: Studio) -> list[int]:
    """The years with entries, newest first, and always this one."""
    rows = sa.select(LedgerEntry.year).where(LedgerEntry.studio_id == studio.id).distinct()
    return sorted({clock.year(), *db.session.scalars(rows)}, reverse=True)


def by_source(studio: Studio, metric: Metric, source: str) -> LedgerEntry | None:
    """The entry a source has given a studio, if any."""
    same = (LedgerEntry.source == source, LedgerEntry.studio_id == studio.id, LedgerEntry.metric == metric)
    return db.session.scalars(sa.select(LedgerEntry).where(*same, LedgerEntry.undoes_id.is_(None))).one_or_none()


# --- letters of a year -------------------------------------------------------------------------


def letterless(unit_id: int, year: int) -> Sequence[Studio]:
    """The listed studios of a leading group that have no letter for the year."""
    has = sa.select(AnnualLetter.studio_id).where(AnnualLetter.year == year)
    found = (
        sa.select(Studio)
        .join(studios.Home, studios.Home.id == Studio.home_unit_id)
        .where(Studio.state.in_(LISTED), Studio.id.not_in(has), studios.leading_unit() == unit_id)
        .order_by(Studio.name)
    )
    return db.session.scalars(found).all()


def units_without_letters(year: int) -> Sequence[int]:
    """Leading groups that have studios without a letter for the year."""
    has = sa.select(AnnualLetter.studio_id).where(AnnualLetter.year == year)
    found = (
        sa.select(studios.leading_unit())
        .select_from(Studio)
        .join(studios.Home, studios.Home.id == Studio.home_unit_id)
        .where(Studio.state.in_(LISTED), Studio.id.not_in(has))
        .distinct()
    )
    return [unit_id for unit_id in db.session.scalars(found) if unit_id is not None]


def round_of(unit_id: int, year: int) -> LetterRound | None:
    """A leading group's round of a year."""
    same = (LetterRound.unit_id == unit_id, LetterRound.year == year)
    return db.session.scalars(sa.select(LetterRound).where(*same)).one_or_none()


def rounds_to_propose(person_units: Iterable[int], year: int) -> Sequence[LetterRound]:
    """Open rounds of these leading groups."""
    mine = (LetterRound.unit_id.in_(list(person_units)), LetterRound.year == year, LetterRound.done_at.is_(None))
    return db.session.scalars(sa.select(LetterRound).where(*mine)).all()


def letters(year: int, state: str = "", q: str = "") -> sa.Select[Any]:
    """The letters of a year, a studio without one included; as columns."""
    lead = aliased(Person)
    found = (
        sa.select(
            Studio.id.label("studio_id"), Studio.name, Studio.code, Studio.tier, AnnualLetter.id, AnnualLetter.state,
            AnnualLetter.projects, AnnualLetter.tackled, AnnualLetter.pairs, AnnualLetter.exchanges,
            AnnualLetter.due_at, AnnualLetter.lead_signed_at, AnnualLetter.chair_signed_at, lead.name.label("lead"),
        )
        .outerjoin(AnnualLetter, sa.and_(AnnualLetter.studio_id == Studio.id, AnnualLetter.year == year))
        .join(lead, lead.id == Studio.lead_id)
        .where(sa.or_(AnnualLetter.id.is_not(None), Studio.state.in_(LISTED)))
        .order_by(Studio.name)
    )  # fmt: skip
    if q:
        found = found.where(Studio.haystack.contains(q.lower(), autoescape=True))
    if state == "none":
        found = found.where(AnnualLetter.id.is_(None))
    elif state == "overdue":
        late = sa.and_(AnnualLetter.chair_signed_at.is_(None), AnnualLetter.due_at < clock.now())
        found = found.where(sa.or_(late, AnnualLetter.id.is_(None)))
    elif state:
        found = found.where(AnnualLetter.state == state)
    return found


def full_letter(letter_id: int) -> AnnualLetter | None:
    """A letter with the people who signed."""
    found = sa.select(AnnualLetter).where(AnnualLetter.id == letter_id)
    return db.session.scalars(
        found.options(joinedload(AnnualLetter.lead), joinedload(AnnualLetter.chair))
    ).one_or_none()
