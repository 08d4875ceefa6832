"""A panel problem, checked: who may sit where, how many, how often."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.checks import Floats, first, numbers, refuse, truths, whole
from matching.results import Result

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Quota(Result):
    """Of these reviewers at least `least` and at most `most` in every column.

    members: boolean per reviewer, or reviewers × columns (outside the posting unit, experts, seniors, one
    organisation).
    """

    members: ArrayLike
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, eq=False)
class Task:
    """reviewers × columns; everything else per reviewer, per column or per quota and column.

    gain is what the total counts: the affinity, and a trace of chance that decides between equals.
    """

    affinity: Floats
    gain: Floats
    allowed: Mask
    per_bid: Floats
    max_load: Floats
    min_load: Floats
    quotas: tuple[tuple[Mask, float, float], ...]

    @property
    def shape(self) -> tuple[int, int]:
        return self.affinity.shape[0], self.affinity.shape[1]


def task(
    affinity: ArrayLike,
    conflict: ArrayLike,
    per_bid: ArrayLike,
    max_load: ArrayLike,
    min_load: ArrayLike,
    quotas: Sequence[Quota],
) -> Task:
    """Check everything that can be said to be wrong before solving."""
    score = numbers("affinity", affinity, ndim=2)
    barred = truths("conflict", conflict)
    if barred.shape != score.shape:
        raise refuse("conflict", f"must have the shape of affinity {score.shape}, has {barred.shape}")
    if 0 in score.shape:
        raise refuse("affinity", f"must hold at least one reviewer and one column, has shape {score.shape}")
    reviewers, columns = score.shape
    size = _counts("per_bid", per_bid, columns, 1)
    most, least = _counts("max_load", max_load, reviewers, 0), _counts("min_load", min_load, reviewers, 0)
    if (least > most).any():
        raise refuse("min_load", "must not pass max_load", first(least > most))
    made = Task(score, score, ~barred, size, most, least, tuple(_quota(q, score.shape) for q in quotas))
    _check_room(made)
    return made


def _counts(argument: str, values: ArrayLike, length: int, least: int) -> Floats:
    counts = numbers(argument, values)
    counts = np.broadcast_to(counts, (length,)) if counts.ndim == 0 else counts
    if counts.shape != (length,):
        raise refuse(argument, f"must be one number or {length} of them, has shape {counts.shape}")
    wrong = (counts < least) | (counts != np.floor(counts))
    if wrong.any():
        raise refuse(argument, f"must be whole numbers of at least {least}", first(wrong))
    return counts.astype(np.float64)


def _quota(quota: Quota, shape: tuple[int, ...]) -> tuple[Mask, float, float]:
    members = truths("quotas", quota.members)
    members = members[:, None] if members.ndim == 1 else members
    if members.ndim != 2 or members.shape[0] != shape[0] or members.shape[1] not in (1, shape[1]):
        raise refuse(
            "quotas", f"members must be per reviewer or reviewers × columns, has shape {members.shape}"
        )
    most = np.inf if quota.most is None else whole("quotas", quota.most, 0)
    if most < whole("quotas", quota.least, 0):
        raise refuse("quotas", "needs 0 ≤ least ≤ most")
    return np.broadcast_to(members, shape), float(quota.least), float(most)


def _check_room(made: Task) -> None:
    free = made.allowed.sum(axis=0)
    if (free < made.per_bid).any():
        row = first(free < made.per_bid)
        raise refuse(
            "conflict", f"leaves {free[row]} reviewers for a panel of {made.per_bid[row]:g}", f"column {row}"
        )
    if made.per_bid.sum() > made.max_load.sum():
        raise refuse("max_load", f"allows {made.max_load.sum():g} seats, {made.per_bid.sum():g} are needed")
    if made.per_bid.sum() < made.min_load.sum():
        raise refuse("min_load", f"asks for {made.min_load.sum():g} seats, there are {made.per_bid.sum():g}")
