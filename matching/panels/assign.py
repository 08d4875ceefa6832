"""Who reviews what: conflicts kept, sizes and loads exact, the worst panel first, then the total."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.checks import refuse, whole
from matching.panels.leximin import leximin as in_order
from matching.panels.model import Quota, Task, task
from matching.panels.solve import Outcome, largest
from matching.panels.worst import ceilings, column_sums, fairest
from matching.results import Result

_NOISE = 1e-7  # of the largest affinity: decides between equals, changes nothing else


@dataclass(frozen=True, eq=False)
class Panels(Result):
    """pairs: reviewers × columns, true where a reviewer sits. total: sum of affinity over the pairs; worst:
    the least column sum. bound: no assignment (in fair mode: none that keeps `worst`) has a larger total;
    worst_bound: none has a better worst column. proven: both are reached (to 1e-6)."""

    pairs: NDArray[np.bool_]
    total: float
    worst: float
    bound: float
    worst_bound: float
    proven: bool


def assign(
    affinity: ArrayLike,
    conflict: ArrayLike,
    per_bid: ArrayLike,
    max_load: ArrayLike,
    min_load: ArrayLike = 0,
    fair: bool = True,
    seed: int = 0,
    *,
    quotas: Sequence[Quota] = (),
    leximin: bool = False,
) -> Panels:
    """Choose the panels of one or many columns (in the product a column is a challenge).

    affinity: reviewers × columns, finite, any fixed scale. conflict: the same shape, true where a reviewer
    must not sit. per_bid: panel size, one number or one per column. max_load, min_load: seats per
    reviewer, one number or one per reviewer. fair: make the worst column as good as can be, then the total
    as large as it can be without lowering it; else the largest total. seed: decides between equally good
    reviewers; same seed, same panels. quotas: at least or at most so many of a group in every column.
    leximin: not only the worst column: the next worst, too, is then as good as can be, and so on; for up to
    4,000 pairs of reviewer and column.
    Raises ValueError if shapes differ, a number is wrong, or no assignment exists.
    Source: Kobren, Saha, McCallum (2019), Paper matching with local fairness constraints; Stelmakh, Shah,
    Singh (2021), PeerReview4All; Ogryczak, Śliwiński (2006), On direct methods for lexicographic min-max
    optimization; Goldsmith, Sloan (2007), The AI conference paper assignment problem.
    """
    asked = task(affinity, conflict, per_bid, max_load, min_load, quotas)
    scale = max(1.0, float(np.abs(asked.affinity).max()))
    noise = np.random.default_rng(whole("seed", seed, 0)).random(asked.shape) * _NOISE * scale
    asked = replace(asked, gain=asked.affinity + noise)
    if leximin:
        made = in_order(asked)
        floor = -np.inf if made.pairs is None else float(column_sums(asked, made.pairs).min())
        return _panels(asked, made, floor, fair=True)
    if not fair:
        return _panels(asked, largest(asked), float(ceilings(asked).min()), fair=False)
    return _panels(asked, *fairest(asked), fair=True)


def _panels(asked: Task, found: Outcome, ceiling: float, fair: bool) -> Panels:
    if found.pairs is None:
        raise refuse("conflict", "no assignment keeps sizes, loads, quotas and conflicts")
    total = float(asked.affinity[found.pairs].sum())
    worst = float(column_sums(asked, found.pairs).min())
    reached = worst >= ceiling - 1e-6 * max(1.0, abs(ceiling))
    proven = found.proven and (reached or not fair)
    return Panels(found.pairs, total, worst, max(found.bound, total), max(ceiling, worst), proven)
