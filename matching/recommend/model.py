"""What a recommendation takes and gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.checks import Floats
from matching.results import Result

TOP_LEVEL = 5
Weights = Mapping[str, float]
DEFAULT_WEIGHTS: Weights = {"coverage": 0.7, "text": 0.2, "free": 0.1}
Block = Callable[[int, int], Any]
Gates = NDArray[np.bool_] | Block


@dataclass(frozen=True, eq=False)
class Needs(Result):
    """Challenges. level: challenges × skills, 0 (not needed) or 1..5; importance: the same shape, positive
    where a skill is needed (all alike if not given)."""

    level: ArrayLike
    importance: ArrayLike | None = None


@dataclass(frozen=True, eq=False)
class Profiles(Result):
    """Studios. level: studios × skills, 0..5, whole numbers; free: share of free days per studio, 0..1."""

    level: ArrayLike
    free: ArrayLike | None = None


@dataclass(frozen=True, eq=False)
class TopList(Result):
    """Row by row the best of the other side. index: rows × k, -1 where fewer were allowed; score: 0..1;
    parts: name → rows × k, weighted, adding to the score."""

    index: NDArray[np.int64]
    score: Floats
    parts: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Recommendation(Result):
    """for_needs: the best studios of each challenge; for_profiles: the best challenges of each studio."""

    for_needs: TopList
    for_profiles: TopList
