"""The annual board: every studio against its letter, in one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa

from marketplace.core import clock, lists, search
from marketplace.core.db import db, rows
from marketplace.ledger.models import AnnualLetter, Expectation, LedgerEntry, Metric, Worth
from marketplace.ledger.pace import WORST, Light, Line, worst
from marketplace.people.eyes import seen
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths
from marketplace.studios import queries as studios
from marketplace.studios.models import LISTED, Studio, StudioState, Tier

METRICS = tuple(Metric)
OVERSEERS = (Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR)


@dataclass(frozen=True)
class BoardWanted:
    """Year and filters of the board."""

    year: int
    q: str = ""
    tier: str = ""
    company: int | None = None
    light: str = ""
    metric: str = ""
    sort: str = ""
    # "lead": studios the reader leads; "scope": of the units whose leading group or supervisor they are
    whose: str = ""


@dataclass(frozen=True)
class Row:
    """A studio on the board."""

    studio_id: int
    name: str
    code: str
    tier: Tier
    unit: str
    state: StudioState
    lines: tuple[Line, ...]
    difficulty: int | None  # mean of what was counted, in tenths
    certified: int | None  # yuan a year, certified by finance

    @cached_property
    def light(self) -> Light:
        """The worst of the four."""
        return worst(self.lines)


@dataclass(frozen=True)
class Board:
    """The page: rows shown, and the finding over all rows that fit the filters."""

    page: lists.Page[Row]
    lights: Counter[Light]
    totals: tuple[tuple[Metric, int, int], ...]  # metric, counted, promised

    @property
    def studios(self) -> int:
        """Studios with a letter."""
        return sum(n for light, n in self.lights.items() if light is not Light.NONE)

    @property
    def missing(self) -> int:
        """Studios that will miss their letter at this pace, or have missed it."""
        return self.lights[Light.SHORT] + self.lights[Light.MISSED]


def board(wanted: BoardWanted, *, seen_by: Person, size: int = lists.SIZE, number: int = 1) -> Board:
    """Everything is counted over the whole selection, then one page of it is shown."""
    asked = seen("board", seen_by, wanted, lambda: _statement(wanted, seen_by))
    today = clock.today()
    fitting = [_row(tuple(found), wanted.year, today) for found in rows(asked)]
    lights = Counter(_shown_light(row, wanted) for row in fitting)
    totals = tuple(
        (m, sum(r.lines[n].count for r in fitting), sum(r.lines[n].target or 0 for r in fitting))
        for n, m in enumerate(Metric)
    )
    if wanted.light in set(Light):
        fitting = [row for row in fitting if _shown_light(row, wanted) == wanted.light]
    if wanted.sort.removeprefix("-") == "light":
        fitting.sort(key=lambda r: WORST.index(r.light), reverse=wanted.sort.startswith("-"))
    start = (number - 1) * size
    return Board(lists.Page(fitting[start : start + size], len(fitting), number, size), lights, totals)


def _shown_light(row: Row, wanted: BoardWanted) -> Light:
    if wanted.metric in set(Metric):
        return next(line.light for line in row.lines if line.metric == wanted.metric)
    return row.light


@lru_cache(maxsize=2000)
def _row(found: tuple[Any, ...], year: int, today: date) -> Row:
    """What stands on the board for these numbers on this day: worked out once."""
    studio, numbers, (difficulty, certified) = found[:6], found[6:-2], found[-2:]
    key, name, code, tier, state, unit = studio
    by_metric = zip(METRICS, numbers[4:8], numbers[:4], numbers[8:], strict=True)
    lines = tuple(Line(m, int(n or 0), target, int(e or 0), year, today) for m, n, target, e in by_metric)
    tenths = None if difficulty is None else round(difficulty * 10)
    return Row(key, name, code, tier, unit, state, lines, tenths, certified)


def _statement(wanted: BoardWanted, person: Person) -> sa.Select[Any]:
    counted, coming, worth = _counted(wanted.year), _coming(wanted.year), _worth(wanted.year)
    of_year = sa.and_(AnnualLetter.studio_id == Studio.id, AnnualLetter.year == wanted.year)
    due = sa.or_(AnnualLetter.id.is_not(None), Studio.state.in_(LISTED))  # has a letter or owes one
    found = (
        sa.select(
            Studio.id, Studio.name, Studio.code, Studio.tier, Studio.state, studios.Home.name.label("unit"),
            *(getattr(AnnualLetter, str(m)) for m in Metric), *(counted.c[f"n_{m}"] for m in Metric),
            *(coming.c[f"e_{m}"] for m in Metric), worth.c.difficulty, worth.c.certified,
        )
        .join(studios.Home, studios.Home.id == Studio.home_unit_id)
        .outerjoin(AnnualLetter, of_year)
        .outerjoin(counted, counted.c.studio_id == Studio.id)
        .outerjoin(coming, coming.c.studio_id == Studio.id)
        .outerjoin(worth, worth.c.studio_id == Studio.id)
        .where(Studio.visible_to(person), due, *_filters(wanted, person))
    )  # fmt: skip
    order = {"tier": Studio.tier, "unit": studios.Home.name, "certified": worth.c.certified}
    key = order.get(wanted.sort.removeprefix("-"), Studio.name)
    return found.order_by(key.desc().nulls_last() if wanted.sort.startswith("-") else key, Studio.id)


def _filters(wanted: BoardWanted, person: Person) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.q:
        yield search.matches(Studio.haystack, wanted.q)
    if wanted.tier in set(Tier):
        yield Studio.tier == wanted.tier
    if wanted.company is not None:
        yield studios.Home.company_id == wanted.company
    if wanted.whose == "lead":
        yield Studio.lead_id == person.id
    if wanted.whose == "scope":
        within = sa.select(Unit.id).where(below(Unit.path, scope_paths(person, *OVERSEERS)))
        yield Studio.home_unit_id.in_(within)


def _counted(year: int) -> Any:
    sums = (
        sa.func.sum(sa.case((LedgerEntry.metric == m, LedgerEntry.count), else_=0)).label(f"n_{m}")
        for m in Metric
    )
    found = sa.select(LedgerEntry.studio_id, *sums).where(LedgerEntry.year == year)
    return found.group_by(LedgerEntry.studio_id).subquery()


def _coming(year: int) -> Any:
    # nothing is under way any more in a year that is over
    due = Expectation.due_on <= date(year, 12, 31) if year == clock.year() else sa.false()
    sums = (sa.func.sum(sa.case((Expectation.metric == m, 1), else_=0)).label(f"e_{m}") for m in Metric)
    return sa.select(Expectation.studio_id, *sums).where(due).group_by(Expectation.studio_id).subquery()


def _worth(year: int) -> Any:
    """Difficulty and certified benefit of what counts (each source once, undone ones not)."""
    live = (
        sa.select(LedgerEntry.studio_id, LedgerEntry.source)
        .where(LedgerEntry.year == year)
        .group_by(LedgerEntry.studio_id, LedgerEntry.source)
        .having(sa.func.sum(LedgerEntry.count) > 0)
        .subquery()
    )
    found = sa.select(
        live.c.studio_id, sa.cast(sa.func.avg(Worth.difficulty), sa.Float).label("difficulty"),
        sa.cast(sa.func.sum(Worth.certified), sa.BigInteger).label("certified"),
    )  # fmt: skip
    return found.join(Worth, Worth.source == live.c.source).group_by(live.c.studio_id).subquery()


def standing(studio_ids: Iterable[int], year: int) -> dict[int, list[tuple[int, int | None]]]:
    """Count and promised target of the four metrics for several studios: one statement."""
    counted = _counted(year)
    found = (
        sa.select(
            Studio.id,
            *(counted.c[f"n_{m}"] for m in Metric),
            *(getattr(AnnualLetter, str(m)).label(f"t_{m}") for m in Metric),
        )
        .outerjoin(AnnualLetter, sa.and_(AnnualLetter.studio_id == Studio.id, AnnualLetter.year == year))
        .outerjoin(counted, counted.c.studio_id == Studio.id)
        .where(Studio.id.in_(list(studio_ids)))
    )
    return {
        row.id: [(int(getattr(row, f"n_{m}") or 0), getattr(row, f"t_{m}")) for m in Metric]
        for row in db.session.execute(found)
    }
