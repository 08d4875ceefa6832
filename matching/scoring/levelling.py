"""Harsh and mild reviewers: what is theirs is taken out of the marks, as far as there is evidence for it.

mark = bid + reviewer's offset + noise. Whoever marks lower than the others *on the same bids* has an offset;
whoever uses a wider range has a wider spread. Both are estimates from few marks, so both are shrunk: what
could as well be chance stays in the mark. A reviewer with fewer than five marks is left as they are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.checks import Floats, first, numbers, refuse, truths
from matching.results import Result

FEWEST = 5  # marks of a reviewer below which nothing is known about their habit


@dataclass(frozen=True, eq=False)
class Levelled(Result):
    """raw, adjusted: per bid the mean of the marks as given and as levelled, in their unit. marks: reviewers
    × bids, levelled; 0 where nothing was marked. offset: per reviewer how much was taken off every mark;
    scale: by how much the distance from the reviewer's own mean was stretched; 0 and 1: nothing changed."""

    raw: Floats
    adjusted: Floats
    marks: Floats
    offset: Floats
    scale: Floats


def level(marks: ArrayLike, scored: ArrayLike | None = None) -> Levelled:
    """Level the marks of harsh and mild, of careful and bold reviewers.

    marks: reviewers × bids, finite, any one unit. scored: the same shape, true where there is a mark
    (default: everywhere); every bid needs one. Offsets are those of the additive model by least squares,
    times the share of their variance that chance does not explain; spreads likewise on the logarithmic
    scale. Where all mark alike nothing changes; where all marked all bids, offsets change no order, spreads
    may.
    Raises ValueError if shapes differ, a number is not finite, or a bid has no mark.
    Source: Robinson (1991), That BLUP is a good thing: the estimation of random effects; Searle, Casella,
    McCulloch (1992), Variance components.
    """
    given = numbers("marks", marks, ndim=2)
    seen = np.ones(given.shape, dtype=bool) if scored is None else truths("scored", scored)
    if seen.shape != given.shape:
        raise refuse("scored", f"must have the shape of marks {given.shape}, has {seen.shape}")
    if 0 in given.shape:
        raise refuse("marks", f"must hold at least one reviewer and one bid, has shape {given.shape}")
    lonely = np.asarray(~seen.any(axis=0))
    if lonely.any():
        raise refuse("scored", "every bid needs a mark", f"column {first(lonely)}")
    count = seen.sum(axis=1)
    known = count >= FEWEST
    middle = np.where(seen, given, 0.0).sum(axis=1) / np.maximum(count, 1)
    offset = np.where(known, _offsets(given, seen), 0.0)
    scale = _scales(given - middle[:, None], seen, known)
    moved = middle[:, None] - offset[:, None] + scale[:, None] * (given - middle[:, None])
    moved = np.where(known[:, None], moved, given)  # exactly as given, not by way of a mean
    return Levelled(_means(given, seen), _means(moved, seen), np.where(seen, moved, 0.0), offset, scale)


def _means(marks: Floats, seen: NDArray[np.bool_]) -> Floats:
    return np.asarray(np.where(seen, marks, 0.0).sum(axis=0) / seen.sum(axis=0))


def _offsets(marks: Floats, seen: NDArray[np.bool_]) -> Floats:
    """mark = bid + offset by least squares, offsets summing to 0, each shrunk by n·τ² / (n·τ² + σ²)."""
    reviewers, bids = marks.shape
    at, to = np.nonzero(seen)
    design = np.zeros((len(at), reviewers + bids))
    design[np.arange(len(at)), at] = 1.0
    design[np.arange(len(at)), reviewers + to] = 1.0
    found, _residues, rank, _singular = np.linalg.lstsq(design, marks[at, to], rcond=None)
    offset = found[:reviewers] - found[:reviewers].mean()
    count = seen.sum(axis=1)
    rest = float(((marks[at, to] - design @ found) ** 2).sum())
    free = len(at) - int(rank)
    if free <= 0 or reviewers < 2:
        return np.zeros(reviewers)
    noise = rest / free
    # The mean square of what was estimated holds the offsets' own variance and the noise of the estimate.
    marked = count > 0
    between = float((offset[marked] ** 2).sum()) / max(1, int(marked.sum()) - 1)
    own = max(0.0, between - noise * float((1.0 / count[marked]).mean()))
    return np.asarray(offset * own / np.where(own > 0, own + noise / np.maximum(count, 1), 1.0))


def _scales(distance: Floats, seen: NDArray[np.bool_], known: NDArray[np.bool_]) -> Floats:
    """From each reviewer's spread to the common one, as far as the spreads differ by more than chance."""
    count = seen.sum(axis=1)
    variance = np.where(seen, distance**2, 0.0).sum(axis=1) / np.maximum(count - 1, 1)
    tell = known & (variance > 1e-12 * max(1.0, float(variance.max(initial=0.0))))
    scale = np.ones(len(count))
    if int(tell.sum()) < 2:
        return scale
    logs, chance = 0.5 * np.log(variance[tell]), 0.5 / (count[tell] - 1)
    away = logs - logs.mean()
    own = max(0.0, float((away**2).sum()) / (len(logs) - 1) - float(chance.mean()))
    scale[tell] = np.exp(-away * own / np.where(own > 0, own + chance, 1.0))
    return scale
