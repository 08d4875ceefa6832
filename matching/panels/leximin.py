"""The worst column first, then the next worst, and so on to the last: leximin, exactly.

The sum of the k worst columns is max k·t - Σ_j d_j with d_j ≥ t - s_j, d ≥ 0. So "the k worst together as
good as can be, for k = 1, 2, … without harm to those before" is a chain of small whole-number problems
(Ogryczak, Śliwiński 2006, On direct methods for lexicographic min-max optimization).
"""

import numpy as np
from scipy import sparse

from matching.checks import Floats, refuse
from matching.panels.model import Task
from matching.panels.solve import Outcome, rows_of
from matching.solver import Rows, maximise

LARGEST = 4_000  # pairs of reviewer and column
_GIVE = 1e-6


def leximin(task: Task) -> Outcome:
    """The assignment whose sorted column sums nobody can better, worst first."""
    pairs = task.shape[0] * task.shape[1]
    if pairs > LARGEST:
        raise refuse("leximin", f"is worked out for up to {LARGEST} pairs, reviewers × columns are {pairs}")
    at, to = np.nonzero(task.allowed)
    n, columns = len(at), task.shape[1]
    base = rows_of(task, at.astype(np.int64), to.astype(np.int64), None)
    shift = float(np.abs(task.affinity).max()) * float(task.per_bid.max())  # keeps t from being negative
    sums = sparse.csr_array((task.affinity[at, to], (to, np.arange(n))), shape=(columns, n))
    reached: list[float] = []
    chosen = np.zeros(n)
    for worst in range(1, columns + 1):
        rows, gain = _stage(base, sums, shift, reached)
        if worst == columns:
            gain[:n] += task.gain[at, to] - task.affinity[at, to]
        whole = np.arange(len(gain)) < n
        found = maximise(gain, rows, whole, np.where(whole, 1.0, np.inf))
        if found.x is None:
            return Outcome(None, -np.inf, -np.inf, True)
        chosen = found.x[:n]
        reached.append(float(np.sort(np.asarray(sums @ chosen))[:worst].sum()))
    pairs_of = np.zeros(task.shape, dtype=bool)
    pairs_of[at[chosen > 0.5], to[chosen > 0.5]] = True
    total = float(task.affinity[pairs_of].sum())
    return Outcome(pairs_of, total, total, True)


def _stage(base: Rows, sums: sparse.csr_array, shift: float, reached: list[float]) -> tuple[Rows, Floats]:
    """Rows and gain of the next stage: x, then t and one d per column for each stage so far."""
    (columns, n), stages = sums.shape, len(reached) + 1
    block = 1 + columns
    width = n + stages * block
    parts = [Rows(_wide(base.matrix, width), base.low, base.high)]
    gain = np.zeros(width)
    for stage in range(stages):
        first = n + stage * block
        # s_j + d_j - t ≥ -shift, with t counted from -shift
        beside = sparse.hstack([sums, sparse.csr_array((columns, stage * block))])
        own = sparse.hstack([sparse.csr_array(-np.ones((columns, 1))), sparse.eye_array(columns)])
        floor = _wide(sparse.csr_array(sparse.hstack([beside, own])), width)
        parts.append(Rows(floor, np.full(columns, -shift), np.full(columns, np.inf)))
        worth = np.zeros(width)
        worth[first] = stage + 1
        worth[first + 1 : first + block] = -1.0
        if stage < stages - 1:
            least = reached[stage] + (stage + 1) * shift - _GIVE * max(1.0, abs(reached[stage]))
            parts.append(Rows(sparse.csr_array(worth[None, :]), np.array([least]), np.array([np.inf])))
        else:
            gain = worth
    return Rows.stack(parts), gain


def _wide(matrix: sparse.csr_array, width: int) -> sparse.csr_array:
    """The same rows over more columns."""
    rows, columns = matrix.shape
    return sparse.csr_array(sparse.hstack([matrix, sparse.csr_array((rows, width - columns))]))
