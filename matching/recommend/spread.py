"""Lists that differ from each other: no studio everywhere, no twins in one list."""

import numpy as np
from numpy.typing import NDArray

from matching.checks import Floats

Ints = NDArray[np.int64]


def spread_out(index: Ints, score: Floats, level: Floats, k: int, cap: int | None, spread: float) -> Ints:
    """Choose k of the pool of each challenge, place by place, the strongest challenge first.

    index, score: challenges × pool, best first, -1 where the pool ends. Each place takes the studio with
    the largest (1 - spread) · score - spread · likeness to those already listed (Carbonell, Goldstein
    1998), if it is not listed `cap` times yet.
    """
    length = np.linalg.norm(level, axis=1, keepdims=True)
    unit = np.divide(level, length, out=np.zeros_like(level), where=length > 0)
    left = np.full(len(level), np.iinfo(np.int64).max if cap is None else cap)
    chosen = np.full((len(index), k), -1, dtype=np.int64)
    open_still = index >= 0
    likeness = np.zeros(index.shape)
    turn = np.lexsort((np.arange(len(index)), -score.max(axis=1, initial=-1)))
    for place in range(k):
        for row in turn.tolist():
            pool = index[row]
            free = open_still[row] & (left[pool] > 0)
            if not free.any():
                continue
            worth = np.where(free, (1 - spread) * score[row] - spread * likeness[row], -np.inf)
            at = int(np.argmax(worth))
            chosen[row, place] = pool[at]
            left[pool[at]] -= 1
            open_still[row, at] = False
            if spread:
                likeness[row] = np.maximum(likeness[row], unit[pool] @ unit[pool[at]])
    return chosen
