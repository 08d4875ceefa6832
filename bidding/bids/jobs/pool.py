"""Who could fill the gaps: read in three statements, and made small without losing any best team."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from math import floor
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from bidding.bids.models import Bid
from bidding.bids.queries import Need
from marketplace.challenges.models import SECRET, Challenge, CircleMember
from marketplace.core import clock
from marketplace.core.audit import ref
from marketplace.core.db import db
from marketplace.people.models import Person, PersonSkill, Unit
from marketplace.rulebook.queries import setting
from marketplace.secondments import queries as secondments
from marketplace.secondments.models import Hold
from marketplace.studios.queries import member_ids

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CHUNK = 5_000  # ids in one statement
ALONE = 10  # days of work at risk where a unit lends the only one who can do it


@dataclass(frozen=True)
class Helper:
    """Somebody who could fill a gap: facts that decide, and that are told with the proposal."""

    person_id: int
    away: bool  # of another company
    own: bool  # of the bidding studio
    free: int  # days in these dates
    busy: int  # days promised elsewhere in these dates
    alone: bool  # the only one of their unit at this level


@dataclass(frozen=True, eq=False)
class Pool:
    """Helpers with their levels (helpers × gaps), usable days, prices in yuan; `found`: how many
    there were before any were left out."""

    helpers: list[Helper]
    levels: NDArray[np.int64]
    usable: Floats
    price: Floats
    risk: Floats
    found: int


def pool(bid: Bid, missing: Sequence[Need], days: int, seats: int, period: tuple[date, date]) -> Pool:
    """Everybody in the group who reaches a missing level, may know the challenge and has days free."""
    rows = np.array([tuple(row) for row in db.session.execute(_able(bid, missing))], dtype=np.int64)
    if not len(rows):
        none = np.zeros(0)
        return Pool([], np.zeros((0, len(missing)), np.int64), none, none, none, 0)
    crowd = _crowd(rows.reshape(-1, 6), [need.skill_id for need in missing])
    crowd = _with_days(bid, crowd, period)
    own = np.isin(crowd.ids, member_ids([bid.studio_id]).get(bid.studio_id, ()))
    away = crowd.company != (bid.studio.home_unit.company_id or 0)
    alone = crowd.alone & ~own
    day, far = float(setting("day_price")), float(setting("day_away"))
    price, risk = day + far * away, day * (crowd.busy + ALONE * alone)
    # Nobody fills more than one head of a skill: the days somebody can give end there.
    usable = np.minimum(crowd.free, (crowd.levels > 0).sum(axis=1) * days).astype(np.float64)
    keep = smaller(crowd.levels > 0, np.column_stack([-usable, price, risk]), seats)
    facts = (crowd.ids, away, own, crowd.free, crowd.busy, alone)
    helpers = [Helper(*one) for one in zip(*(column[keep].tolist() for column in facts), strict=True)]
    return Pool(helpers, crowd.levels[keep], usable[keep], price[keep], risk[keep], len(crowd.ids))


def _able(bid: Bid, missing: Sequence[Need]) -> sa.Select[*tuple[Any, ...]]:
    wanted = sa.or_(
        *(sa.and_(PersonSkill.skill_id == n.skill_id, PersonSkill.level >= n.level) for n in missing)
    )
    here = sa.or_(Person.left_on.is_(None), Person.left_on > clock.today())
    return (
        sa.select(
            Person.id, Person.unit_id, Person.days_per_month, sa.func.coalesce(Unit.company_id, 0),
            PersonSkill.skill_id, PersonSkill.level,
        )
        .join(Person, Person.id == PersonSkill.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(wanted, here, Person.id.not_in([m.person_id for m in bid.team]), *_cleared(bid.challenge))
        .order_by(Person.id, PersonSkill.skill_id)
    )  # fmt: skip


def _cleared(challenge: Challenge) -> Iterable[sa.ColumnElement[bool]]:
    """Nobody is proposed who may not know what it is about; the deed itself asks the rule again."""
    if not challenge.is_secret:
        return ()
    level = SECRET[SECRET.index(challenge.secrecy) :]
    valid = sa.or_(Person.clearance_until.is_(None), Person.clearance_until >= clock.today())
    circle = sa.select(CircleMember.person_id).where(CircleMember.challenge_id == challenge.id)
    return (Person.clearance.in_(level), valid, *((Person.id.in_(circle),) if challenge.circle else ()))


@dataclass(frozen=True, eq=False)
class _Crowd:
    """Everybody able, in order of their ids."""

    ids: Ints
    company: Ints
    monthly: Ints
    levels: Ints  # people × gaps
    alone: NDArray[np.bool_]
    free: Ints
    busy: Ints

    def only(self, some: NDArray[np.bool_]) -> _Crowd:
        """Some of them."""
        return _Crowd(*(getattr(self, part.name)[some] for part in fields(self)))


def _crowd(rows: Ints, skills: list[int]) -> _Crowd:
    """Rows (person, unit, days a month, company, skill, level) as one line a person."""
    ids, first, place = np.unique(rows[:, 0], return_index=True, return_inverse=True)
    column = np.searchsorted(np.sort(skills), rows[:, 4])
    column = np.argsort(skills, kind="stable")[column]
    levels = np.zeros((len(ids), len(skills)), np.int64)
    levels[place, column] = rows[:, 5]
    _, pair, many = np.unique(rows[:, [1, 4]], axis=0, return_inverse=True, return_counts=True)
    alone = np.zeros(len(ids), dtype=bool)
    alone[place[many[pair.ravel()] == 1]] = True
    none = np.zeros(len(ids), np.int64)
    return _Crowd(ids, rows[first, 3], rows[first, 2], levels, alone, none, none)


def _with_days(bid: Bid, crowd: _Crowd, period: tuple[date, date]) -> _Crowd:
    """With free and busy days, exactly as the seal will check them; who has none is left out."""
    monthly = crowd.monthly.tolist()
    most = {n: floor(secondments.capacity(n, *period)) for n in set(monthly)}
    free, busy = _held(set(crowd.ids.tolist()), ref(bid), period)
    ids = crowd.ids.tolist()
    days = [free.get(key, most[n]) for key, n in zip(ids, monthly, strict=True)]
    with_days = replace(crowd, free=np.array(days), busy=np.array([busy.get(key, 0) for key in ids]))
    return with_days.only(with_days.free > 0)


def _held(people: set[int], besides: str, period: tuple[date, date]) -> tuple[dict[int, int], dict[int, int]]:
    """Free and busy days of those who are promised to something: most people are not."""
    overlapping = (Hold.firm, Hold.starts_on <= period[1], Hold.ends_on >= period[0], Hold.about != besides)
    promised = set(db.session.scalars(sa.select(Hold.person_id).where(*overlapping).distinct()))
    some = sorted(promised & people)
    free: dict[int, int] = {}
    busy: dict[int, int] = {}
    for at in range(0, len(some), CHUNK):
        free |= secondments.free_days(some[at : at + CHUNK], *period, besides)
        busy |= secondments.busy_days(some[at : at + CHUNK], *period)
    return free, busy


def smaller(able: NDArray[np.bool_], cost: Floats, seats: int) -> Ints:
    """Rows worth keeping: of people able for the same gaps, those whom fewer than `seats` others better.

    cost: people × measures, the less the better. No team needs more people than it has seats, so whoever
    is no better in anything than `seats` others of the same abilities can always be replaced by one of them.
    """
    _, group = np.unique(able, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    ends = np.flatnonzero(np.diff(group.ravel()[order], append=-1)) + 1
    kept, begin = [], 0
    for end in ends.tolist():
        some = order[begin:end]
        kept.append(some[_unbeaten(cost[some], seats)])
        begin = end
    return np.sort(np.concatenate(kept)) if kept else np.zeros(0, np.int64)


def _unbeaten(cost: Floats, seats: int) -> Ints:
    kinds, kind, many = np.unique(cost, axis=0, return_inverse=True, return_counts=True)
    kind = kind.ravel()
    better = np.zeros(len(kinds), np.int64)  # people at least as good in everything, of other kinds
    for n in range(len(kinds)):
        as_good = (kinds <= kinds[n]).all(axis=1)
        better[n] = many[as_good].sum() - many[n]
    order = np.argsort(kind, kind="stable")
    place = np.arange(len(kind)) - np.searchsorted(kind[order], kind[order])  # among people alike, by id
    return np.asarray(order[place + better[kind[order]] < seats])
