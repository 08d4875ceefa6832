"""Challenges for a studio and studios for a challenge: both directions out of one pass, by blocks.

coverage(c, s) = Σ_k u[c,k] · min(1, level[s,k] / need[c,k]). Levels are whole numbers, so
min(1, level/need) = Σ_{l=1..need} [level ≥ l] / need, and coverage is one sparse product of a matrix over
(skill, step) with zeros and ones: exact and fast. (Charlin, Zemel 2013, The Toronto paper matching
system, does the same for reviewers; Carbonell, Goldstein 1998, MMR, the spreading.)
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.checks import Floats, number, whole
from matching.recommend.job import UNIT, Job
from matching.recommend.model import Gates, Needs, Profiles, Recommendation, Weights
from matching.recommend.spread import spread_out

_BLOCK = 128  # challenges handled at a time
_ROOM = 21  # bits for the place of a studio or challenge beside its score
_DEEPER = 4  # how many times k is looked at where lists are spread out


def top(
    needs: Needs | ArrayLike,
    profiles: Profiles | ArrayLike,
    k: int = 10,
    *,
    text: Floats | None = None,
    allowed: Gates | None = None,
    weights: Weights | None = None,
    cap: int | None = None,
    spread: float = 0.0,
) -> Recommendation:
    """The k best studios of every challenge and the k best challenges of every studio.

    needs: `Needs`, or its levels alone (challenges × skills). profiles: `Profiles`, or its levels alone
    (studios × skills). text: likeness 0..1, challenges × studios (`text.Index.similarity`). allowed: gates
    (open, not own, not conflicted), challenges × studios boolean, or a function (from, to) giving these
    rows. weights: of the parts "coverage", "text" and "free"; default 0.7, 0.2, 0.1, brought to sum 1 over
    the parts there are data for. cap: how many challenges one studio may be listed for, so that newcomers
    get a share. spread: 0..1, how much a list prefers studios unlike those already in it (maximal marginal
    relevance on their skills). Both change the lists of challenges only. Equal scores: lower index first.
    Raises ValueError on shapes that differ, levels outside 0..5, a challenge without any need, NaN.
    Source: Charlin, Zemel (2013); Stelmakh et al. (2025).
    """
    k = whole("k", k, 1)
    if cap is not None:
        whole("cap", cap, 1)
    number("spread", spread, 0, 1)
    job = Job.of(needs, profiles, text, allowed, weights)
    spreads = cap is not None or spread > 0
    by_need, by_profile = _best_keys(job, k * _DEEPER if spreads else k, k)
    for_need = _places(by_need)
    if spreads:
        score = np.where(for_need < 0, -1.0, (by_need >> _ROOM) * UNIT)
        for_need = spread_out(for_need, score, job.level, k, cap, spread)
    return Recommendation(
        job.explain(np.repeat(np.arange(job.needs), k).reshape(-1, k), for_need, False),
        job.explain(np.repeat(np.arange(job.profiles), k).reshape(-1, k), _places(by_profile), True),
    )


def _best_keys(job: Job, deep: int, k: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Score and place in one integer: the `deep` largest of each challenge, the k largest of each studio."""
    by_need = np.full((job.needs, deep), -1, dtype=np.int64)
    by_profile = np.full((job.profiles, k), -1, dtype=np.int64)
    last = (1 << _ROOM) - 1
    for begin in range(0, job.needs, _BLOCK):
        end = min(begin + _BLOCK, job.needs)
        score = job.block(begin, end)
        key = np.rint(score * np.float32(1 / UNIT)).astype(np.int64) << _ROOM
        key[score < 0] = -1 - last
        rows = key + (last - np.arange(job.profiles))
        by_need[begin:end, : min(deep, job.profiles)] = _largest(rows, deep)
        columns = key.T + (last - np.arange(begin, end))
        by_profile = _largest(np.hstack([by_profile, columns]), k)
    return by_need, by_profile


def _largest(keys: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """The k largest of each row, largest first."""
    if keys.shape[1] > k:
        keys = np.partition(keys, keys.shape[1] - k, axis=1)[:, -k:]
    return np.sort(keys, axis=1)[:, ::-1]


def _places(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    last = (1 << _ROOM) - 1
    return np.where(keys < 0, -1, last - (keys & last))
