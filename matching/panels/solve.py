"""The two optimisations behind a panel: the largest total, and the largest total above a floor.

Only a few reviewers per column can matter. The linear problem is solved on those, every other pair is
priced with the dual prices found, and whoever would pay enters; when nobody does, the optimum of the few
is the optimum of all (column generation). Pairs that cannot be part of any better solution, because their
price alone already loses more than the gap, are left out of the whole-number problem.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.checks import Floats
from matching.panels.model import Task
from matching.solver import Rows, maximise, relaxed

_EPS = 1e-9
_ROUNDS = 30
_NODES = 2_000
_EXTRA = 6  # reviewers per column beyond the panel size to begin with

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


def largest(task: Task, floor: Floats | None = None, gap: float = 0.0) -> Outcome:
    """The assignment of largest total in which no column's sum falls below its floor."""
    chosen = _start(task)
    for _ in range(_ROUNDS):
        value, prices, tight = _linear(task, chosen, floor)
        if prices is None:
            if chosen.sum() >= task.allowed.sum():
                return Outcome(None, -np.inf, -np.inf, True)
            chosen = _widen(task, chosen)
            continue
        worth = _worth(task, prices)
        bound = _bound(task, worth, prices, floor)
        entering = _entering(task, worth, chosen)
        if bound <= value + _EPS * max(1.0, abs(value)) or not entering.any():
            break
        chosen |= entering
    if prices is None:
        return Outcome(None, -np.inf, np.inf, False)
    return _whole(task, chosen, worth, tight, floor, min(bound, np.inf), gap)


def _start(task: Task) -> Pairs:
    """For every column its best reviewers, for every reviewer the best columns."""
    masked = np.where(task.allowed, task.gain, -np.inf)
    reviewers, columns = task.shape
    deep = min(reviewers, int(task.per_bid.max()) + _EXTRA)
    chosen = np.zeros(task.shape, dtype=bool)
    best = np.argpartition(-masked, deep - 1, axis=0)[:deep]
    np.put_along_axis(chosen, best, True, axis=0)
    wide = min(columns, int(task.min_load.max()) + 3)
    best = np.argpartition(-masked, wide - 1, axis=1)[:, :wide]
    np.put_along_axis(chosen, best, True, axis=1)
    return chosen & task.allowed


def _widen(task: Task, chosen: Pairs) -> Pairs:
    """Twice as many reviewers per column, best first."""
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


def _linear(task: Task, chosen: Pairs, floor: Floats | None) -> tuple[float, _Prices | None, Pairs]:
    at, to = np.nonzero(chosen)
    rows = rows_of(task, at, to, floor)
    found = relaxed(task.gain[at, to], rows, np.ones(len(at)))
    if found.x is None:
        return -np.inf, None, chosen
    reviewers, columns = task.shape
    price = found.price[columns:]
    load, rest = price[:reviewers], price[reviewers:].reshape(-1, columns)
    quota = tuple(rest[: len(task.quotas)])
    extra = -rest[-1] if floor is not None else np.zeros(columns)
    used = np.zeros(task.shape, dtype=bool)
    used[at, to] = found.x > _EPS
    return found.value, _Prices(load, np.maximum(extra, 0.0), quota), used


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
    return -np.sort(np.partition(-worth, deep - 1, axis=0)[:deep], axis=0)


def _threshold(task: Task, worth: Floats) -> Floats:
    """Per column the worth of the last seat."""
    top = _top(worth, int(task.per_bid.max()))
    return np.asarray(top[task.per_bid.astype(np.int64) - 1, np.arange(task.shape[1])])


def _entering(task: Task, worth: Floats, chosen: Pairs) -> Pairs:
    return np.asarray((worth >= _threshold(task, worth) - _EPS) & ~chosen)


def _whole(
    task: Task, chosen: Pairs, worth: Floats, tight: Pairs, floor: Floats | None, bound: float, gap: float
) -> Outcome:
    """The best whole assignment among pairs that are near enough to their threshold."""
    slack = 0.002 * max(1.0, float(np.abs(task.affinity).max()))
    short = _threshold(task, worth) - worth
    while True:
        near = (short <= slack) | tight
        at, to = np.nonzero(near & task.allowed)
        rows = rows_of(task, at, to, floor)
        whole, upper = np.ones(len(at), dtype=bool), np.ones(len(at))
        found = maximise(task.gain[at, to], rows, whole, upper, gap=gap, nodes=_NODES)
        if found.x is not None or len(at) >= task.allowed.sum():
            break
        slack *= 8
    if found.x is None:
        return Outcome(None, -np.inf, -np.inf, found.infeasible)
    pairs = np.zeros(task.shape, dtype=bool)
    pairs[at, to] = found.x > 0.5
    total = float(task.gain[pairs].sum())
    proven = total >= bound - 1e-7 * max(1.0, abs(bound))
    return Outcome(pairs, total, max(bound, total), proven)
