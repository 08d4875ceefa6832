"""The cheapest people for the gaps, out of very many.

y[p,k] days of person p on gap k, x[p] taken or not, z[k] days left open:
min Σ day[p]·y[p,k] + Σ once[p]·x[p], Σ_p y[p,k] + z[k] = days[k], Σ_k y[p,k] ≤ free[p]·x[p], Σ x ≤ seats.
The prices of the linear problem show for every person the least extra cost of a team with them in it. Whoever
costs more than the best team found is ahead of the bound cannot be in a better one, and is left out: exact.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.checks import Floats
from matching.solver import Rows, maximise, relaxed
from matching.team.model import Homes, Pool

Ints = NDArray[np.int64]

_EPS = 1e-7
_FIRST = 12  # people per gap to begin with
_TRIAL = 3  # people per gap of the first whole-number problem, beside those the linear optimum takes
_SMALL = 80  # people up to whom it is the only one
_ROUGH = 5e-4  # of the cost: near enough where the people looked at are not all that could matter
_EXACT = 2_000  # people, the nearest ones, whose extra cost is always worked out
_MOST = 300  # people of the last one


@dataclass(frozen=True, eq=False)
class Limits:
    """seats for borrowed people, homes, and how hard to try (nodes of the search tree)."""

    seats: int
    homes: Homes | None
    nodes: int


@dataclass(frozen=True, eq=False)
class Choice:
    """people: rows of the pool; days: those people × gaps; left: open days per gap; bound: no team of this
    pool with as few open days costs less. worth: cost with the price of the open days, and what it can be at
    the least."""

    people: NDArray[np.int64]
    days: Floats
    left: Floats
    cost: float
    bound: float
    worth: tuple[float, float]

    @property
    def proven(self) -> bool:
        """No team leaves fewer days open, and none that leaves as few costs less."""
        return self.worth[0] - self.worth[1] <= 1e-6 * max(1.0, self.cost) + 1e-9 * self.worth[0]


@dataclass(frozen=True, eq=False)
class _Prices:
    """Prices of gaps, seats and homes; the bound they give; the people the linear optimum takes."""

    gap: Floats
    seat: float
    home: Floats
    value: float
    taken: Ints


def cheapest(pool: Pool, days: Floats, limits: Limits) -> Choice:
    """The team of least cost among those that leave the fewest days open."""
    penalty = _penalty(pool, days)
    prices = _linear(pool, days, limits, penalty)
    trial = _trial(pool, days, prices, _order(pool, days, limits, prices)[0])
    best = _whole(pool, trial, days, limits, penalty)
    ahead = (best.worth[0] - prices.value) * (1 + 1e-9) + _EPS
    order, extra = _order(pool, days, limits, prices, ahead)
    near = order[extra <= ahead]
    if np.isin(near, trial).all():
        return _bounded(best, max(best.worth[1], prices.value))
    if len(near) <= _MOST:
        again = _whole(pool, near, days, limits, penalty)
        exact = again.worth[1]
    else:
        again, exact = _whole(pool, _first(near, trial), days, limits, penalty, _ROUGH), -np.inf
    return _bounded(min(best, again, key=lambda choice: choice.worth[0]), max(exact, prices.value))


def _bounded(found: Choice, least: float) -> Choice:
    """With the bound that holds for all people, in both measures."""
    total = found.worth[0]
    least = min(least, total)
    return replace(found, bound=max(0.0, found.cost - (total - least)), worth=(total, least))


def _order(
    pool: Pool, days: Floats, limits: Limits, prices: _Prices, upto: float = 0.0
) -> tuple[Ints, Floats]:
    """(people who can help at all, the least extra cost first; that cost). Of equals who has more days."""
    extra = _extra(pool, days, limits, prices, upto)
    rows = np.flatnonzero(pool.able[:, days > 0].any(axis=1) & (pool.free > 0))
    rows = rows[np.lexsort((pool.index[rows], -pool.free[rows], extra[rows]))]
    return rows, extra[rows]


def _trial(pool: Pool, days: Floats, prices: _Prices, order: Ints) -> Ints:
    """A few people with whom a good team can be made: those of the linear optimum, and some for each gap."""
    if len(order) <= _SMALL:
        return order
    able = pool.able[order]
    some = [order[np.flatnonzero(able[:, gap])[:_TRIAL]] for gap in np.flatnonzero(days > 0)]
    core = np.flatnonzero(pool.seat == 0)
    return np.unique(np.concatenate([prices.taken, core, order[: 2 * _TRIAL], *some]))


def _first(near: Ints, trial: Ints) -> Ints:
    """As many as can be looked at together: the trial, then the nearest."""
    rest = near[~np.isin(near, trial)]
    return np.concatenate([trial, rest[: max(0, _MOST - len(trial))]])


def least_seats(pool: Pool, days: Floats, limits: Limits, left: float) -> int:
    """How many must be borrowed at the least where so many days are left open."""
    seats = pool.priced(np.zeros(len(pool)), pool.seat)
    penalty = _penalty(seats, days)
    value = _linear(seats, days, limits, penalty).value
    return max(0, int(np.ceil(value - penalty * left - 1e-6)))


def _penalty(pool: Pool, days: Floats) -> float:
    """Price of a day left open: dearer than any way to fill it."""
    dearest = float(pool.day.max(initial=0.0)) + 1.0
    return 4 * dearest + 4 * float(pool.once.max(initial=0.0)) / max(
        1.0, float(days[days > 0].min(initial=1.0))
    )


def _linear(pool: Pool, days: Floats, limits: Limits, penalty: float) -> _Prices:
    """The linear problem over all people, by column generation."""
    usable = pool.able.any(axis=1) & (pool.free > 0)
    unit = np.where(usable, pool.day + pool.once / np.maximum(pool.free, 1e-9), np.inf)
    masked = np.where(pool.able, unit[:, None], np.inf)
    deep = min(len(pool), _FIRST)
    rows = np.unique(np.argpartition(masked, deep - 1, axis=0)[:deep]) if len(pool) else np.zeros(0, np.int64)
    big = np.argsort(-pool.free * usable, kind="stable")[: 2 * limits.seats]
    rows = np.unique(np.concatenate([rows, big, np.flatnonzero(pool.seat == 0)])).astype(np.int64)
    prices = _Prices(np.full(len(days), penalty), 0.0, np.zeros(0), 0.0, rows[:0])
    for _ in range(40):
        prices = _master(pool, rows, days, limits, penalty)
        extra = _extra(pool, days, limits, prices)
        extra[rows] = np.inf
        wanted = np.flatnonzero(extra < -_EPS * max(1.0, penalty))
        if not len(wanted):
            break
        rows = np.concatenate([rows, wanted[np.argsort(extra[wanted], kind="stable")[:200]]])
    extra = _extra(pool, days, limits, prices)
    # What remains negative (rounding, or too many rounds) is paid from the bound, so that it stays one.
    rest = float(np.sort(np.minimum(extra, 0.0))[: limits.seats + int((pool.seat == 0).sum())].sum())
    constant = float(prices.gap @ days) - prices.seat * limits.seats
    constant -= float(prices.home.sum()) * (limits.homes.most if limits.homes is not None else 0)
    return replace(prices, value=constant + rest)


def _master(pool: Pool, rows: NDArray[np.int64], days: Floats, limits: Limits, penalty: float) -> _Prices:
    some = pool.only(rows)
    gain, made, upper, _ = _problem(some, days, limits, penalty)
    found = relaxed(gain, made, upper)
    gap_price = np.minimum(np.maximum(-found.price[: len(days)], 0.0), penalty)
    homes = found.price[len(days) + 1 : len(days) + 1 + _home_count(limits)]
    seat = max(0.0, float(found.price[len(days)]))
    taken = rows[:0] if found.x is None else rows[found.x[: len(rows)] > _EPS]
    return _Prices(gap_price, seat, np.maximum(homes, 0.0), found.value, taken)


def _extra(pool: Pool, days: Floats, limits: Limits, prices: _Prices, upto: float = 0.0) -> Floats:
    """Least extra cost of having each person, at these prices (negative: wanted). Worked out for the
    nearest people and those whose days, all paid like their best gap, would bring it under `upto`; for others
    that is what is said: it is no more than the truth."""
    extra = pool.once + prices.seat * pool.seat
    if limits.homes is not None and len(prices.home):
        known = pool.home >= 0
        extra[known] += prices.home[pool.home[known]]
    best = np.zeros(len(pool))
    for gap, price in enumerate(prices.gap.tolist()):
        np.maximum(best, price, out=best, where=pool.able[:, gap])
    rough = extra - pool.free * np.maximum(best - pool.day, 0.0)
    near = np.partition(rough, _EXACT)[_EXACT] if len(pool) > _EXACT else np.inf
    rows = np.flatnonzero(rough < max(upto, near))
    rough[rows] = extra[rows] - _earned(pool.only(rows), days, prices.gap)
    return np.asarray(rough)


def _earned(pool: Pool, days: Floats, price: Floats) -> Floats:
    """What each person's days are worth at most: the best gap first, none for more days than it needs."""
    earn = np.maximum(np.where(pool.able, price - pool.day[:, None], 0.0), 0.0)
    order = np.argsort(-earn, axis=1)
    room = days[order]
    before = np.cumsum(room, axis=1) - room
    given = np.clip(pool.free[:, None] - before, 0.0, room)
    return np.asarray((np.take_along_axis(earn, order, axis=1) * given).sum(axis=1))


def _home_count(limits: Limits) -> int:
    return 0 if limits.homes is None else int(limits.homes.of.max(initial=-1)) + 1


@dataclass(frozen=True, eq=False)
class _Columns:
    """Where the unknowns stand: x per person, then y per able pair (who, gap), then z per gap."""

    pool: Pool
    days: Floats
    who: Ints
    gap: Ints

    @classmethod
    def of(cls, pool: Pool, days: Floats) -> "_Columns":
        who, gap = np.nonzero(pool.able & (days > 0))
        return cls(pool, days, who, gap)

    @property
    def x(self) -> Ints:
        return np.arange(len(self.pool))

    @property
    def y(self) -> Ints:
        return len(self.pool) + np.arange(len(self.who))

    @property
    def z(self) -> Ints:
        return len(self.pool) + len(self.who) + np.arange(len(self.days))

    def at_most(self, row: list[Ints], column: list[Ints], data: list[Floats], high: Floats) -> Rows:
        """Rows Σ data ≤ high."""
        shape = (len(high), len(self.pool) + len(self.who) + len(self.days))
        flat = (np.concatenate(data), (np.concatenate(row), np.concatenate(column)))
        return Rows(sparse.csr_array(flat, shape=shape), np.full(len(high), -np.inf), high)


def _rows(at: _Columns, limits: Limits) -> Rows:
    """Gaps filled, seats and homes kept, nobody over their days or there without being taken."""
    pool, days, who, gap = at.pool, at.days, at.who, at.gap
    one, people = np.ones(len(who)), len(pool)
    fill = at.at_most([gap, np.arange(len(days))], [at.y, at.z], [one, np.ones(len(days))], days)
    made = [Rows(fill.matrix, days, days)]
    none = np.zeros(people, np.int64)
    made.append(at.at_most([none], [at.x], [pool.seat], np.array([float(limits.seats)])))
    if limits.homes is not None:
        known = np.flatnonzero(pool.home >= 0)
        most = np.full(_home_count(limits), float(limits.homes.most))
        made.append(at.at_most([pool.home[known]], [known], [np.ones(len(known))], most))
    made.append(at.at_most([who, at.x], [at.y, at.x], [one, -pool.free], np.zeros(people)))
    # Who has more days than the gap needs is held to the gap: this makes the linear problem sharper.
    tight = days[gap] < pool.free[who]
    n = np.arange(int(tight.sum()))
    data = [np.ones(len(n)), -days[gap[tight]]]
    made.append(at.at_most([n, n], [at.y[tight], who[tight]], data, np.zeros(len(n))))
    return Rows.stack(made)


def _problem(
    pool: Pool, days: Floats, limits: Limits, penalty: float
) -> tuple[Floats, Rows, Floats, _Columns]:
    """(gain, rows, upper limits, columns) of the problem over these people."""
    at = _Columns.of(pool, days)
    gain = -np.concatenate([pool.once, pool.day[at.who], np.full(len(days), penalty)])
    most = np.minimum(pool.free[at.who], days[at.gap])
    return gain, _rows(at, limits), np.concatenate([np.ones(len(pool)), most, days]), at


def _whole(pool: Pool, rows: Ints, days: Floats, limits: Limits, penalty: float, gap: float = 0.0) -> Choice:
    """The best team of these people, or one short of it by no more than `gap` of its cost."""
    some = pool.only(rows)
    gain, made, upper, at = _problem(some, days, limits, penalty)
    whole = np.zeros(len(gain), dtype=bool)
    whole[: len(some)] = True
    # On these problems presolving takes HiGHS longer than it saves.
    found = maximise(gain, made, whole, upper, gap=gap, nodes=limits.nodes, presolve=False)
    if found.x is None:
        nobody = penalty * float(days.sum())
        return Choice(rows[:0], np.zeros((0, len(days))), days.copy(), 0.0, 0.0, (nobody, -np.inf))
    given = np.zeros((len(some), len(days)))
    given[at.who, at.gap] = found.x[at.y]
    given[given < _EPS] = 0.0
    left = np.maximum(days - given.sum(axis=0), 0.0)
    left[left < 1e-6] = 0.0
    used = np.flatnonzero(given.sum(axis=1) > 0)
    cost = float((given[used].sum(axis=1) * some.day[used]).sum() + some.once[used].sum())
    total = cost + penalty * float(left.sum())
    return Choice(rows[used], given[used], left, cost, 0.0, (total, -found.bound))
