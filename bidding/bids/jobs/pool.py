"""Who could fill the gaps: read in three statements, and made small without losing any best team."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
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
PAIRWISE = 1_000  # people of one home compared each with each
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
    """Helpers with their levels (helpers × gaps), usable days, prices in yuan, homes; `found`: how many
    there were before any were left out."""

    helpers: list[Helper]
    levels: NDArray[np.int64]
    usable: Floats
    price: Floats
    risk: Floats
    homes: Ints  # which unit lends; members of the bidding studio are each their own
    per_home: int  # so many of one unit at most
    found: int


def pool(bid: Bid, missing: Sequence[Need], days: int, seats: int, period: tuple[date, date]) -> Pool:
    """Everybody in the group who reaches a missing level, may know the challenge and has days free."""
    rows = np.array([tuple(row) for row in db.session.execute(_able(bid, missing))], dtype=np.int64)
    per_home = int(setting("home_lends"))
    if not len(rows):
        none, whole = np.zeros(0), np.zeros(0, np.int64)
        return Pool([], np.zeros((0, len(missing)), np.int64), none, none, none, whole, per_home, 0)
    crowd = _crowd(rows.reshape(-1, 6), [need.skill_id for need in missing])
    crowd = _with_days(bid, crowd, period)
    own = np.isin(crowd.ids, member_ids([bid.studio_id]).get(bid.studio_id, ()))
    away = crowd.company != (bid.studio.home_unit.company_id or 0)
    alone = crowd.alone & ~own
    day, far = float(setting("day_price")), float(setting("day_away"))
    price, risk = day + far * away, day * (crowd.busy + ALONE * alone)
    # Nobody fills more than one head of a skill: the days somebody can give end there.
    usable = np.minimum(crowd.free, (crowd.levels > 0).sum(axis=1) * days).astype(np.float64)
    homes = np.where(own, crowd.unit.max(initial=0) + 1 + np.arange(len(own)), crowd.unit)
    cost = np.column_stack([-usable, price, risk])
    keep = smaller(crowd.levels > 0, cost, seats, homes, per_home)
    facts = (crowd.ids, away, own, crowd.free, crowd.busy, alone)
    helpers = [Helper(*one) for one in zip(*(column[keep].tolist() for column in facts), strict=True)]
    return Pool(
        helpers, crowd.levels[keep], usable[keep], price[keep], risk[keep], homes[keep], per_home,
        len(crowd.ids),
    )  # fmt: skip


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
    unit: Ints
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
    return _Crowd(ids, rows[first, 1], rows[first, 3], rows[first, 2], levels, alone, none, none)


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


def smaller(able: NDArray[np.bool_], cost: Floats, seats: int, homes: Ints, per_home: int) -> Ints:
    """Rows worth keeping: whoever could not always be replaced by somebody as good who is not in the team.

    cost: people × measures, the less the better. Of people able for the same gaps, those as good or better in
    everything can replace somebody unless they sit in the team themselves or their home has lent all it may.
    In one home `per_home` of them are enough; over several, each home can be blocked by as many seats as it
    has such people, and by no more than `per_home`: together by at least `seats` and it cannot happen.
    """
    _, group = np.unique(able, axis=0, return_inverse=True)
    _, home = np.unique(homes, return_inverse=True)
    group, home = group.ravel(), home.ravel()
    near = _of_groups(
        group * (home.max(initial=0) + 1) + home, per_home, lambda some: _first(cost[some], per_home)
    )
    return near[
        _of_groups(
            group[near], seats, lambda some: _unbeaten(cost[near[some]], home[near[some]], per_home, seats)
        )
    ]


def _of_groups(group: Ints, few: int, kept: Callable[[Ints], Ints]) -> Ints:
    """Rows kept out of every group, in their order; of a group of `few` or less all are."""
    order = np.argsort(group, kind="stable")
    ends = np.flatnonzero(np.diff(group[order], append=-1)) + 1
    sizes = np.diff(ends, prepend=0)
    parts = [order[np.repeat(sizes <= few, sizes)]]
    for end, size in zip(ends[sizes > few].tolist(), sizes[sizes > few].tolist(), strict=True):
        some = order[end - size : end]
        parts.append(some[kept(some)])
    return np.sort(np.concatenate(parts))


def _first(cost: Floats, most: int) -> Ints:
    """Who has fewer than `most` others before them: as good in everything, and better or named earlier."""
    if len(cost) > PAIRWISE:
        return np.arange(len(cost))
    as_good = (cost[:, None] <= cost[None]).all(axis=2)
    earlier = ~as_good.T | np.tri(len(cost), k=-1, dtype=bool).T
    return np.flatnonzero((as_good & earlier).sum(axis=0) < most)


def _unbeaten(cost: Floats, homes: Ints, per_home: int, most: int) -> Ints:
    """Who has fewer than `most` others before them, of each home `per_home` at most counted."""
    kinds, kind = np.unique(cost, axis=0, return_inverse=True)  # whoever is better comes earlier
    order = np.argsort(kind.ravel(), kind="stable")
    ends = np.flatnonzero(np.diff(kind.ravel()[order], append=-1)) + 1
    kept, of_kind, begin = list[int](), list[int](), 0
    for n, end in enumerate(ends.tolist()):
        better = np.array(kept, np.int64)[(kinds[of_kind] <= kinds[n]).all(axis=1)]
        taken = Counter(homes[better].tolist())
        seen = sum(min(many, per_home) for many in taken.values())
        for one in order[begin:end].tolist():
            if seen >= most:
                break
            kept.append(one)
            of_kind.append(n)
            seen += taken[homes[one]] < per_home
            taken[homes[one]] += 1
        begin = end
    return np.array(kept, np.int64)
