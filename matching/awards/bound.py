"""What no choice can be worth more than, and what every option is short of.

The linear problem, sharpened round by round by the cliques and covers its optimum breaks. Its prices give
two things: a bound, and for each option the least the whole loses if that option wins. An option that
would lose more than bound minus value can be in no better choice and is left out of the proof: exact.
"""

import time
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from matching.awards.cliques import cliques
from matching.awards.covers import covers
from matching.awards.model import Ints, Problem
from matching.checks import Floats
from matching.solver import Relaxed, Rows, relaxed

_ROUNDS = 12
_TIGHT = 1e-6
_BROKEN = 1e-4
_STALLED = 1e-6  # of the bound: a round that brings less is the last


@dataclass(frozen=True, eq=False)
class Bound:
    """value: no choice is worth more. shares: of the linear optimum, per option. lost: what the whole loses
    at least if an option wins. rows: everything the choice must keep, and the cuts found."""

    value: float
    shares: Floats
    lost: Floats
    rows: Rows

    def within(self, slack: float) -> Ints:
        """Options that may be in a choice worth `slack` less than the bound."""
        return np.flatnonzero((self.lost <= slack) | (self.shares > _TIGHT))


def bound_of(problem: Problem, deadline: float) -> Bound:
    """The sharpest bound to be had by then; the first round is always gone through."""
    gain = problem.value.astype(np.float64)
    base, known = rows_of(problem), cliques(problem)
    found = _priced(gain, Rows.stack([base, _at_most_one(known)]))
    # Of the many cliques only those that hold something back are taken along.
    used = np.asarray(known @ found.shares).ravel() > 1 - _TIGHT
    made = [base, _at_most_one(known[used])]
    for _ in range(_ROUNDS):
        if time.monotonic() > deadline:
            break
        broken = (np.asarray(known @ found.shares).ravel() > 1 + _BROKEN) & ~used
        fresh = covers(problem, found.shares)
        if not broken.any() and not len(fresh.high):
            break
        used |= broken
        made += [_at_most_one(known[broken]), fresh]
        before, found = found.value, _priced(gain, Rows.stack(made))
        if before - found.value < _STALLED * before:
            break
    return found


def _priced(gain: Floats, rows: Rows) -> Bound:
    """Any prices give a bound: what the rows are worth, plus what options still earn."""
    solved: Relaxed = relaxed(gain, rows, np.ones(len(gain)))
    if solved.x is None:
        return Bound(float(gain.sum()), np.zeros(len(gain)), np.zeros(len(gain)), rows)
    price = np.where(rows.low == rows.high, solved.price, np.maximum(solved.price, 0.0))
    earn = gain - rows.matrix.T @ price
    value = float(price @ rows.high) + float(np.maximum(earn, 0.0).sum())
    return Bound(value, solved.x, np.maximum(-earn, 0.0), rows)


def rows_of(problem: Problem) -> Rows:
    """Resources, one per challenge, packs and groups."""
    n, free = len(problem), -np.inf
    each = sparse.csr_array((np.ones(n), (problem.challenge, np.arange(n))), shape=(problem.challenges, n))
    parts = [
        Rows(problem.use, np.full(len(problem.room), free), problem.room),
        Rows(each, np.full(problem.challenges, free), np.ones(problem.challenges)),
    ]
    for group in problem.exclusive:
        line = sparse.csr_array((np.ones(len(group)), ([0] * len(group), list(group))), shape=(1, n))
        parts.append(Rows(line, np.array([free]), np.ones(1)))
    for pack in problem.packs:
        for other in pack[1:]:
            line = sparse.csr_array((np.array([1.0, -1.0]), ([0, 0], [pack[0], other])), shape=(1, n))
            parts.append(Rows(line, np.zeros(1), np.zeros(1)))
    return Rows.stack(parts)


def _at_most_one(groups: sparse.csr_array) -> Rows:
    count = groups.shape[0]
    return Rows(groups, np.full(count, -np.inf), np.ones(count))
