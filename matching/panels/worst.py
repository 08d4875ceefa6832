"""The best worst column, and then the largest total that keeps it."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.checks import Floats
from matching.panels.model import Task
from matching.panels.solve import Outcome, largest, rows_of
from matching.solver import Rows, maximise

_EXACT = 4_000  # pairs up to which the best worst column is solved for as one problem
_STEPS = 14
_GAP = 1e-4  # of the total, for large problems
_TOLERANCE = 1e-7


def ceilings(task: Task) -> Floats:
    """Per column the sum of its best reviewers: no floor can lie above the least of these."""
    masked = np.where(task.allowed, task.affinity, -np.inf)
    deep = int(task.per_bid.max())
    top = -np.sort(np.partition(-masked, deep - 1, axis=0)[:deep], axis=0)
    inside = np.arange(deep)[:, None] < task.per_bid
    return np.asarray(np.where(inside, top, 0.0).sum(axis=0))


def column_sums(task: Task, pairs: NDArray[np.bool_]) -> Floats:
    """The affinity each column has got."""
    return np.asarray(np.where(pairs, task.affinity, 0.0).sum(axis=0))


def fairest(task: Task) -> tuple[Outcome, float]:
    """(the assignment, the best the worst column could be).

    The highest floor anything could reach is tried first and usually kept. If nobody can keep it, small
    problems are solved for the floor itself, large ones close in on it from both sides.
    """
    size = task.shape[0] * task.shape[1]
    gap = 0.0 if size <= _EXACT else _GAP
    ceiling = float(ceilings(task).min())
    found = _above(task, ceiling, gap)
    if found.pairs is not None:
        return found, ceiling
    if size <= _EXACT:
        floor = _best_floor(task)
        if floor is None:
            return Outcome(None, -np.inf, -np.inf, True), ceiling
        return _above(task, floor, gap), floor
    return _close_in(task, ceiling)


def _above(task: Task, floor: float, gap: float) -> Outcome:
    lowest = floor - _TOLERANCE * max(1.0, abs(floor))
    return largest(task, np.full(task.shape[1], lowest), gap=gap)


def _best_floor(task: Task) -> float | None:
    """max t, every column's sum ≥ t: one variable more."""
    at, to = np.nonzero(task.allowed)
    plain = rows_of(task, at, to, None)
    columns, n = task.shape[1], len(at)
    lowest = float(np.where(task.allowed, task.affinity, 0.0).min()) * float(task.per_bid.max())
    sums = sparse.csr_array((task.affinity[at, to], (to, np.arange(n))), shape=(columns, n))
    # t is counted from the lowest thinkable sum, so that it is not negative
    with_t = sparse.csr_array(sparse.hstack([sums, sparse.csr_array(-np.ones((columns, 1)))]))
    wider = sparse.csr_array(sparse.hstack([plain.matrix, sparse.csr_array((plain.matrix.shape[0], 1))]))
    floors = Rows(with_t, np.full(columns, lowest), np.full(columns, np.inf))
    gain = np.append(np.zeros(n), 1.0)
    whole = np.append(np.ones(n, dtype=bool), False)
    upper = np.append(np.ones(n), np.inf)
    found = maximise(gain, Rows.stack([Rows(wider, plain.low, plain.high), floors]), whole, upper)
    if found.x is None:
        return None
    pairs = np.zeros(task.shape, dtype=bool)
    pairs[at, to] = found.x[:n] > 0.5
    return float(column_sums(task, pairs).min())


def _close_in(task: Task, ceiling: float) -> tuple[Outcome, float]:
    best = largest(task)
    if best.pairs is None:
        return best, ceiling
    low, high = float(column_sums(task, best.pairs).min()), ceiling
    for _ in range(_STEPS):
        if high - low <= _TOLERANCE * max(1.0, abs(high)):
            break
        middle = (low + high) / 2
        found = _above(task, middle, _GAP)
        if found.pairs is None:
            high = middle
        else:
            best, low = found, max(middle, float(column_sums(task, found.pairs).min()))
    return best, high
