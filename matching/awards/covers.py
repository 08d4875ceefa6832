"""Covers: options that together ask for more of one resource than there is, so not all of them can win.

A minimal cover C of a resource gives Σ over C ≤ |C| - 1. Every other option of the resource is then lifted:
it gets the largest factor with which the row still holds for all sets that fit (Padberg 1975, A note on
zero-one programming). A resource is touched by few options, so this is cheap.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.awards.model import Problem
from matching.checks import Floats
from matching.solver import Rows

_LARGEST = 5  # options of a cover; larger ones hardly ever cut
_WIDE = 10  # options with a share that are looked at on one resource
_MOST = 60  # options on one resource beyond which lifting would take long
_BY = 1e-3  # a row is wanted if the shares break it by as much
_EPS = 1e-6

Lifted = tuple[list[int], int]  # factor per option, and what their sum may reach


def covers(problem: Problem, shares: Floats) -> Rows:
    """For each resource the lifted cover that these shares (0..1 per option) break most, if any."""
    use = problem.use.tocsr()
    options: list[NDArray[np.int32]] = []
    found: list[Lifted] = []
    for resource, room in enumerate(problem.room.tolist()):
        where = slice(use.indptr[resource], use.indptr[resource + 1])
        share = shares[use.indices[where]]
        split = ((share > _EPS) & (share < 1 - _EPS)).any()
        if split and share.sum() > 1 + _EPS and len(share) <= _MOST:
            lifted = _most_broken(use.data[where], room + 1e-9, share)
            if lifted is not None:
                options.append(use.indices[where])
                found.append(lifted)
    high = np.array([most for _, most in found], dtype=np.float64)
    row = np.repeat(np.arange(len(found)), [len(each) for each in options])
    column = np.concatenate([np.zeros(0, np.int32), *options])
    data = np.array([factor for factors, _ in found for factor in factors], dtype=np.float64)
    matrix = sparse.csr_array((data, (row, column)), shape=(len(found), len(problem)))
    return Rows(matrix, np.full(len(high), -np.inf), high)


def _most_broken(amount: Floats, room: float, share: Floats) -> Lifted | None:
    """The lifted cover whose sum of shares passes its limit by most."""
    order = np.argsort(-share, kind="stable").tolist()
    shared = [at for at in order if share[at] > _EPS][:_WIDE]
    best, best_by = None, _BY
    for size in range(2, min(_LARGEST, len(shared)) + 1):
        for cover in combinations(shared, size):
            asked = amount[list(cover)]
            if room < asked.sum() <= room + asked.min():
                factors = _lifted(cover, amount, room, order)
                by = float(np.dot(factors, share)) - (size - 1)
                if by > best_by:
                    best, best_by = (factors, size - 1), by
    return best


def _lifted(cover: tuple[int, ...], amount: Floats, room: float, order: list[int]) -> list[int]:
    """Factors of all options, those of the largest share lifted first."""
    most = len(cover) - 1
    factors = [0] * len(amount)
    least = [0.0] + [np.inf] * (most + 1)  # least amount that brings each sum of factors
    for at in cover:
        factors[at] = 1
        least = _with_one_more(least, 1, float(amount[at]))
    for at in order:
        if factors[at]:
            continue
        left = room - float(amount[at])
        beside = max((reached for reached, asked in enumerate(least) if asked <= left), default=most)
        factors[at] = max(0, most - beside) if left >= 0 else most
        if factors[at] and left >= 0:
            least = _with_one_more(least, factors[at], float(amount[at]))
    return factors


def _with_one_more(least: list[float], factor: int, amount: float) -> list[float]:
    """The table when one more option may be taken; sums beyond its end count as its end."""
    fresh = list(least)
    for reached, asked in enumerate(least):
        to = min(reached + factor, len(least) - 1)
        fresh[to] = min(fresh[to], asked + amount)
    return fresh
