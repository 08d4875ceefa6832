"""The scores of some challenges with all studios, and the parts behind them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from matching.checks import Floats, first, numbers, refuse
from matching.recommend.model import DEFAULT_WEIGHTS, TOP_LEVEL, Gates, Needs, Profiles, TopList, Weights

UNIT = 2.0**-22  # float32 adds multiples of it up to 1 exactly, in every order


@dataclass(frozen=True, eq=False)
class Job:
    """Everything checked and in the shape the blocks need."""

    need: Floats
    share: Floats
    level: Floats
    steps: sparse.csr_array
    reach: NDArray[np.float32]
    weights: Weights
    text: Floats | None
    free: Floats | None
    allowed: Gates | None

    @property
    def needs(self) -> int:
        return len(self.need)

    @property
    def profiles(self) -> int:
        return len(self.level)

    @classmethod
    def of(
        cls,
        needs: Needs | ArrayLike,
        profiles: Profiles | ArrayLike,
        text: Floats | None,
        allowed: Gates | None,
        weights: Weights | None,
    ) -> "Job":
        needs = needs if isinstance(needs, Needs) else Needs(needs)
        profiles = profiles if isinstance(profiles, Profiles) else Profiles(profiles)
        need, level = _levels("needs", needs.level), _levels("profiles", profiles.level)
        if need.shape[1] != level.shape[1]:
            raise refuse(
                "profiles", f"must have the {need.shape[1]} skills of the needs, has {level.shape[1]}"
            )
        share = _shares(need, needs.importance)
        free = None if profiles.free is None else _unit_range("profiles.free", profiles.free, (len(level),))
        if text is not None:
            text = _unit_range("text", text, (len(need), len(level)))
        if isinstance(allowed, np.ndarray) and allowed.shape != (len(need), len(level)):
            raise refuse("allowed", f"must be challenges × studios, has shape {allowed.shape}")
        chosen = _weights(weights, {"coverage": True, "text": text is not None, "free": free is not None})
        steps, reach = _product(need, share, level)
        return cls(need, share, level, steps, reach, chosen, text, free, allowed)

    def block(self, begin: int, end: int) -> NDArray[np.float32]:
        """Scores of some challenges with all studios; -1 where a gate is shut."""
        score = self.steps[begin:end] @ self.reach
        score *= np.float32(self.weights["coverage"])
        if self.text is not None:
            score += (self.text[begin:end] * self.weights["text"]).astype(np.float32)
        if self.free is not None:
            score += (self.free * self.weights["free"]).astype(np.float32)
        if self.allowed is not None:
            gate = self.allowed(begin, end) if callable(self.allowed) else self.allowed[begin:end]
            score[~gate] = -1
        return np.asarray(score)

    def explain(self, own: NDArray[np.int64], other: NDArray[np.int64], turned: bool) -> TopList:
        """Parts of the top lists only, in full precision."""
        challenge, studio = (other, own) if turned else (own, other)
        real = other >= 0
        parts = {"coverage": self._coverage(challenge, studio) * self.weights["coverage"]}
        if self.text is not None:
            parts["text"] = self.text[challenge, studio] * self.weights["text"]
        if self.free is not None:
            parts["free"] = self.free[studio] * self.weights["free"]
        parts = {name: np.where(real, part, 0.0) for name, part in parts.items()}
        return TopList(other, np.sum(list(parts.values()), axis=0), parts)

    def _coverage(self, challenge: NDArray[np.int64], studio: NDArray[np.int64]) -> Floats:
        covered = np.empty(challenge.shape)
        for column in range(challenge.shape[1]):
            need = self.need[challenge[:, column]]
            met = np.minimum(self.level[studio[:, column]], need)
            met = np.divide(met, need, out=np.zeros_like(met), where=need > 0)
            covered[:, column] = (met * self.share[challenge[:, column]]).sum(axis=1)
        return covered


def _product(need: Floats, share: Floats, level: Floats) -> tuple[sparse.csr_array, NDArray[np.float32]]:
    """The factors of the coverage matrix: challenges × (step, skill) and (step, skill) × studios."""
    ladder = range(1, TOP_LEVEL + 1)
    per_step = np.divide(share, need, out=np.zeros_like(share), where=need > 0)
    per_step = np.rint(per_step / UNIT) * UNIT
    steps = sparse.csr_array(
        np.hstack([np.where(need >= step, per_step, 0.0) for step in ladder]).astype(np.float32)
    )
    return steps, np.vstack([step <= level.T for step in ladder]).astype(np.float32)


def _levels(argument: str, values: ArrayLike) -> Floats:
    levels = numbers(argument, values, ndim=2)
    wrong = (levels < 0) | (levels > TOP_LEVEL) | (levels != np.floor(levels))
    if wrong.any():
        raise refuse(argument, f"levels must be whole numbers in 0..{TOP_LEVEL}", first(wrong))
    return levels


def _shares(need: Floats, importance: ArrayLike | None) -> Floats:
    """Importance of each needed skill, 1 in all."""
    given = np.ones_like(need) if importance is None else numbers("needs.importance", importance, ndim=2)
    if given.shape != need.shape:
        raise refuse("needs.importance", f"must have the shape of the levels {need.shape}, has {given.shape}")
    if (given < 0).any():
        raise refuse("needs.importance", "must not be negative", first(given < 0))
    given = np.where(need > 0, given, 0.0)
    whole_of = given.sum(axis=1, keepdims=True)
    if (whole_of == 0).any():
        raise refuse("needs", "must ask for at least one skill", first(whole_of == 0))
    return np.asarray(given / whole_of)


def _unit_range(argument: str, values: ArrayLike, shape: tuple[int, ...]) -> Floats:
    array = numbers(argument, values)
    if array.shape != shape:
        raise refuse(argument, f"must have shape {shape}, has {array.shape}")
    wrong = (array < 0) | (array > 1)
    if wrong.any():
        raise refuse(argument, "must lie in 0..1", first(wrong))
    return array


def _weights(given: Weights | None, there: Mapping[str, bool]) -> Weights:
    weights = DEFAULT_WEIGHTS if given is None else given
    for name, weight in weights.items():
        if name not in there:
            raise refuse("weights", f"unknown part {name!r}; known: {', '.join(there)}")
        if not 0 <= weight < float("inf"):
            raise refuse("weights", f"must be finite and not negative, {name} is {weight!r}")
    kept = {name: float(weights.get(name, 0.0)) for name, known in there.items() if known}
    whole_of = sum(kept.values())
    if whole_of <= 0:
        raise refuse("weights", "must leave weight to a part there are data for")
    return {name: weight / whole_of for name, weight in kept.items()}
