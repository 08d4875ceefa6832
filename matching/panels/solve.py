"""The two optimisations behind a panel: the largest total, and the largest total above a floor.

Only a few reviewers per column can matter. The linear problem is solved on those. Prices, from it or from
bidding, give a bound for all; pairs that lose more than bound minus value at these prices can sit in no
better assignment, the others are let in, and the linear problem is solved again. Without floors and quotas
its optimum is whole by itself; else a small whole-number problem remains.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.checks import Floats
from matching.panels.model import Task
from matching.panels.prices import Bidding
from matching.solver import Rows, maximise, relaxed

_EPS = 1e-9
_ROUNDS = 30
_NODES = 2_000
_WIDE = 20_000  # pairs beyond which no more are let in
_RESERVE = 3.0  # how far behind the last seat a reviewer may be, in steps to the next in line

Pairs = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Outcome:
    """pairs None: no assignment keeps the floor. bound: no assignment that keeps it has a larger total."""

    pairs: Pairs | None
    total: float
    bound: float
    proven: bool


@dataclass(frozen=True, eq=False)
class _Prices:
    """What a reviewer's seat costs, what a column pays extra for merit, what a quota pays per member."""

    load: Floats
    floor: Floats
    quota: tuple[Floats, ...]


@dataclass(frozen=True, eq=False)
class _Point:
    """An optimum of the linear problem; used: pairs with a share in it; whole: every share is 0 or 1."""

    value: float
    prices: _Prices
    used: Pairs
    whole: bool


def largest(task: Task, floor: Floats | None = None, gap: float = 0.0) -> Outcome:
    """The assignment of largest total in which no column's sum falls below its floor."""
    bidding = Bidding.of(task)
    load = bidding.rough()
    chosen = _first_pairs(task, load, floor)
    for turn in range(_ROUNDS):
        point = _linear(task, chosen, floor)
        if point is None:
            if chosen.sum() >= task.allowed.sum():
                break
            chosen = _widen(task, load, chosen, turn)
            continue
        load = bidding.towards(point.value, load)
        worth, dual = _best_prices(task, point.prices, load, floor)
        missing = _missing(task, point, worth, dual, chosen)
        if missing.any() and turn < _ROUNDS - 1:
            chosen |= missing
            continue
        bound = dual if missing.any() else min(dual, point.value)
        if not point.whole:
            return _whole(task, _Search(worth, dual, point.used, floor, gap), bound)
        total = float(task.gain[point.used].sum())
        return Outcome(point.used, total, max(bound, total), bound <= total + 1e-7 * max(1.0, abs(total)))
    return Outcome(None, -np.inf, -np.inf, True)


def _missing(task: Task, point: _Point, worth: Floats, dual: float, chosen: Pairs) -> Pairs:
    """Pairs that could sit in a better assignment: not further behind than the bound is ahead."""
    ahead = max(0.0, dual - point.value) + _EPS * max(1.0, abs(point.value))
    missing = (worth >= _threshold(task, worth) - ahead) & ~chosen
    if missing.sum() <= chosen.sum():
        return np.asarray(missing)
    # A loose bound says little; those that would pay at the prices of the linear problem come first.
    priced = _worth(task, point.prices)
    paying = (priced >= _threshold(task, priced) - _EPS) & ~chosen
    return np.asarray(paying if paying.any() else missing)


def _first_pairs(task: Task, load: Floats, floor: Floats | None) -> Pairs:
    """The pairs to begin with; with a floor also every column's very best, whatever their price."""
    chosen = _start(task, load, _RESERVE)
    if floor is not None:
        masked = np.where(task.allowed, task.affinity, -np.inf)
        chosen |= (masked >= _threshold(task, masked)) & task.allowed
    return chosen


def _best_prices(task: Task, prices: _Prices, load: Floats, floor: Floats | None) -> tuple[Floats, float]:
    """(worth of each pair, bound) at the prices of the linear problem or at those found by bidding."""
    columns = np.zeros(task.shape[1])
    found = []
    for tried in (prices, _Prices(load, columns, tuple(columns for _ in task.quotas))):
        worth = _worth(task, tried)
        found.append((worth, _bound(task, worth, tried, floor)))
    return min(found, key=lambda pair: pair[1])


def _start(task: Task, load: Floats, reserve: float) -> Pairs:
    """For every column the reviewers near its threshold: `reserve` times what the next one is behind."""
    worth = np.where(task.allowed, task.gain - load[:, None], -np.inf)
    deep = min(task.shape[0], int(task.per_bid.max()) + 1)
    top = _top(worth, deep)
    last = task.per_bid.astype(np.int64) - 1
    columns = np.arange(task.shape[1])
    threshold = top[last, columns]
    behind = threshold - top[np.minimum(last + 1, deep - 1), columns]
    behind = behind[np.isfinite(behind)]
    near = reserve * float(np.median(behind)) if len(behind) else 0.0
    chosen = worth >= threshold - near
    if task.min_load.any():
        wide = min(task.shape[1], int(task.min_load.max()) + 3)
        best = np.argpartition(-worth, wide - 1, axis=1)[:, :wide]
        np.put_along_axis(chosen, best, True, axis=1)
    return np.asarray(chosen & task.allowed)


def _widen(task: Task, load: Floats, chosen: Pairs, turn: int) -> Pairs:
    """More pairs: at first three times as far behind, then twice as many per column, best first."""
    if turn < 2:
        return np.asarray(chosen | _start(task, load, _RESERVE * 3 ** (turn + 1)))
    masked = np.where(task.allowed, task.gain, -np.inf)
    deep = min(task.shape[0], 2 * int(chosen.sum(axis=0).max()))
    best = np.argpartition(-masked, deep - 1, axis=0)[:deep]
    wider = chosen.copy()
    np.put_along_axis(wider, best, True, axis=0)
    return wider & task.allowed


def rows_of(task: Task, at: NDArray[np.int64], to: NDArray[np.int64], floor: Floats | None) -> Rows:
    """Panel sizes, loads, quotas and floors over the chosen pairs."""
    reviewers, columns = task.shape
    n, one = np.arange(len(at)), np.ones(len(at))

    def by(row: NDArray[np.int64], count: int, data: Floats) -> sparse.csr_array:
        return sparse.csr_array((data, (row, n)), shape=(count, len(at)))

    parts = [
        Rows(by(to, columns, one), task.per_bid, task.per_bid),
        Rows(by(at, reviewers, one), task.min_load, task.max_load),
    ]
    for members, least, most in task.quotas:
        inside = members[at, to].astype(np.float64)
        parts.append(Rows(by(to, columns, inside), np.full(columns, least), np.full(columns, most)))
    if floor is not None:
        parts.append(Rows(by(to, columns, task.affinity[at, to]), floor - _EPS, np.full(columns, np.inf)))
    return Rows.stack(parts)


def _linear(task: Task, chosen: Pairs, floor: Floats | None) -> _Point | None:
    at, to = np.nonzero(chosen)
    rows = rows_of(task, at, to, floor)
    found = relaxed(task.gain[at, to], rows, np.ones(len(at)))
    if found.x is None:
        return None
    reviewers, columns = task.shape
    price = found.price[columns:]
    load, rest = price[:reviewers], price[reviewers:].reshape(-1, columns)
    quota = tuple(rest[: len(task.quotas)])
    extra = -rest[-1] if floor is not None else np.zeros(columns)
    used = np.zeros(task.shape, dtype=bool)
    used[at, to] = found.x > _EPS
    whole = bool(((found.x < _EPS) | (found.x > 1 - _EPS)).all())
    return _Point(found.value, _Prices(load, np.maximum(extra, 0.0), quota), used, whole)


def _worth(task: Task, prices: _Prices) -> Floats:
    """What each pair brings after paying for the seat; -infinity where it is barred."""
    worth = task.gain + task.affinity * prices.floor - prices.load[:, None]
    for (members, _, _), price in zip(task.quotas, prices.quota, strict=True):
        worth -= members * price
    worth[~task.allowed] = -np.inf
    return worth


def _bound(task: Task, worth: Floats, prices: _Prices, floor: Floats | None) -> float:
    """Lagrange: each column takes its best at these prices; no assignment can do better."""
    total = _best_sums(worth, task.per_bid)
    bound = float(total.sum())
    bound += float((task.max_load * np.maximum(prices.load, 0)).sum())
    bound += float((task.min_load * np.minimum(prices.load, 0)).sum())
    for (_, least, most), price in zip(task.quotas, prices.quota, strict=True):
        up = np.maximum(price, 0)
        bound += float((up[up > 0] * most).sum()) + float((least * np.minimum(price, 0)).sum())
    if floor is not None:
        bound -= float((prices.floor * floor).sum())
    return bound


def _best_sums(worth: Floats, per_bid: Floats) -> Floats:
    """The sum of the best `per_bid` of each column."""
    top = _top(worth, int(per_bid.max()))
    inside = np.arange(len(top))[:, None] < per_bid
    return np.asarray(np.where(inside, top, 0.0).sum(axis=0))


def _top(worth: Floats, deep: int) -> Floats:
    """The largest `deep` of each column, largest first."""
    negative = np.negative(worth.T, order="C")  # columns side by side in memory: three times faster
    negative.partition(deep - 1, axis=1)
    return np.asarray(-np.sort(negative[:, :deep], axis=1).T)


def _threshold(task: Task, worth: Floats) -> Floats:
    """Per column the worth of the last seat."""
    top = _top(worth, int(task.per_bid.max()))
    return np.asarray(top[task.per_bid.astype(np.int64) - 1, np.arange(task.shape[1])])


@dataclass(frozen=True, eq=False)
class _Search:
    """worth and bound at the same prices; tight: pairs of the linear optimum; gap: share of the total."""

    worth: Floats
    dual: float
    tight: Pairs
    floor: Floats | None
    gap: float


def _whole(task: Task, search: _Search, bound: float) -> Outcome:
    """The best whole assignment among pairs that are near enough to their threshold.

    Whoever uses a pair left out loses more than `slack` against the dual bound, so a total above that is
    the best of all; if it is not, and the problem is small, more pairs are let in.
    """
    slack = 0.002 * max(1.0, float(np.abs(task.affinity).max()))
    short = _threshold(task, search.worth) - search.worth
    while True:
        at, to = np.nonzero(((short <= slack) | search.tight) & task.allowed)
        complete = len(at) == task.allowed.sum()
        rows, whole = rows_of(task, at, to, search.floor), np.ones(len(at), dtype=bool)
        gain = task.gain[at, to]
        found = maximise(gain, rows, whole, np.ones(len(at)), gap=search.gap, nodes=_NODES)
        if found.x is None:
            if complete:
                return Outcome(None, -np.inf, -np.inf, found.infeasible)
            slack *= 8
            continue
        bound = min(bound, max(found.bound, -np.inf if complete else search.dual - slack))
        tolerance = 1e-7 * max(1.0, abs(bound))
        if search.gap > 0 or complete or found.value >= bound - tolerance or len(at) > _WIDE:
            break
        slack = (search.dual - found.value) * 1.001 + tolerance
    pairs = np.zeros(task.shape, dtype=bool)
    pairs[at, to] = found.x > 0.5
    return Outcome(pairs, found.value, max(bound, found.value), found.value >= bound - tolerance)
