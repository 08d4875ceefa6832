"""Chances instead of certainty: nobody can know beforehand who will sit where, however well they know all
the numbers.

The best panels under a cap on any pair's chance are a linear problem. Left-out pairs are priced and let in
until none would pay, so the optimum is that over all pairs. `rounding` turns chances into a draw.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from matching.checks import Floats, number, refuse, whole
from matching.panels.model import Quota, Task, task
from matching.panels.rounding import Ints, rounded
from matching.panels.solve import Pairs, rows_of
from matching.results import Result
from matching.solver import Rows, maximise, relaxed

_EPS = 1e-9
_FEW = 20_000  # pairs up to which none is left out at first
_STEPS = 10  # halvings of the least chance that can be kept: to a thousandth
_NODES = 2_000


@dataclass(frozen=True, eq=False)
class Lottery(Result):
    """chance: reviewers × columns, of a seat; kinds: the same shape, which quotas a reviewer counts for.
    total, worst: expected affinity of all columns and of the weakest one. bound: no lottery under this cap
    (in fair mode: none that keeps `worst`) has a larger total. most: the cap that is kept. proven: `total`
    and, in fair mode, `worst` are the best there are."""

    chance: Floats
    kinds: Ints
    total: float
    worst: float
    bound: float
    most: float
    proven: bool

    def draw(self, seed: int) -> NDArray[np.bool_]:
        """reviewers × columns, true where the seed seats somebody: each pair with exactly its chance, sizes,
        loads, quotas and conflicts kept. Same seed, same panels."""
        return rounded(self.chance, self.kinds, np.random.default_rng(whole("seed", seed, 0)))


def lottery(
    affinity: ArrayLike,
    conflict: ArrayLike,
    per_bid: ArrayLike,
    max_load: ArrayLike,
    min_load: ArrayLike = 0,
    fair: bool = True,
    *,
    most_chance: float = 0.7,
    quotas: Sequence[Quota] = (),
) -> Lottery:
    """The chances with which the panels of one or many columns are to be drawn.

    affinity, conflict, per_bid, max_load, min_load, quotas: as in `assign`. most_chance: over 0 to 1, no
    reviewer sits in a column with a greater one; where the pool is too small for that, the least that can be
    kept (to a thousandth) takes its place, see `.most`. fair: the weakest column can expect as much as
    possible, then all together; else the largest expected total. Reviewers of whom all numbers are equal
    have equal chances.
    Raises ValueError if shapes differ, a number is wrong, or no assignment exists.
    Source: Jecmen et al. (2020), Mitigating manipulation in peer review via randomized reviewer assignments;
    Budish, Che, Kojima, Milgrom (2013), Designing random allocation mechanisms.
    """
    asked = task(affinity, conflict, per_bid, max_load, min_load, quotas)
    wish = number("most_chance", most_chance, _EPS, 1.0)
    kinds = _kinds(asked)
    problem = _Problem(asked, wish, kinds)
    found = _best(problem, fair)
    if found is None:
        problem = replace(problem, cap=_least(problem))
        found = _best(problem, fair)
    if found is None:
        raise refuse("conflict", "no assignment keeps sizes, loads, quotas and conflicts")
    point, bound, proven = found
    chance = _alike(asked, point.chance)
    sums = (chance * asked.affinity).sum(axis=0)
    total = float(sums.sum())
    return Lottery(chance, kinds, total, float(sums.min()), max(bound, total), problem.cap, proven)


@dataclass(frozen=True, eq=False)
class _Problem:
    task: Task
    cap: float
    kinds: Ints


@dataclass(frozen=True, eq=False)
class _Point:
    """chance: reviewers × columns; value: what was to be as large as can be; gain: how much a pair would
    bring at the prices of this point (None: it was solved without prices)."""

    chance: Floats
    value: float
    gain: Floats | None = None


def _kinds(asked: Task) -> Ints:
    """Which quotas each reviewer counts for in each column, as one number."""
    kinds = np.zeros(asked.shape, dtype=np.int64)
    for n, (members, _least, _most) in enumerate(asked.quotas):
        kinds += members.astype(np.int64) << n
    return np.unique(kinds, return_inverse=True)[1].reshape(asked.shape).astype(np.int64)


def _best(problem: _Problem, fair: bool) -> tuple[_Point, float, bool] | None:
    """(point, bound of its total, is it the best). Quotas that overlap need whole numbers of each kind."""
    loose = _stages(problem, fair, counted=False)
    if loose is None:
        return None
    point, floor = loose
    if _safe(problem, point.chance):
        return point, point.value, True
    found = _stages(problem, fair, counted=True)
    if found is None:
        return None
    counted, kept = found
    bound = _optimum(problem, kept, counted=False)
    best = max(counted.value, bound.value if bound is not None else counted.value)
    near = 1e-6 * max(1.0, abs(best))
    level = floor is None or kept is None or bool((kept >= floor - near).all())
    return counted, best, level and counted.value >= best - near


def _stages(problem: _Problem, fair: bool, counted: bool) -> tuple[_Point, Floats | None] | None:
    """(the point, the floor it keeps)"""
    floor = None
    if fair:
        lifted = _optimum(problem, "worst", counted)
        if lifted is None:
            return None
        worst = float((lifted.chance * problem.task.affinity).sum(axis=0).min())
        floor = np.full(problem.task.shape[1], worst - 1e-7 * max(1.0, abs(worst)))
    point = _optimum(problem, floor, counted)
    return None if point is None else (point, floor)


def _optimum(problem: _Problem, floor: Floats | str | None, counted: bool) -> _Point | None:
    """Let in what pays until nothing does; who is needed to keep the rules at all comes first."""
    asked = problem.task
    chosen = _first(problem)
    while True:
        point = _solve(problem, chosen, floor, counted)
        if point is None:
            if (chosen == asked.allowed).all():
                return None
            chosen = asked.allowed
        elif point.gain is None:
            return point
        else:
            paying = (point.gain > 1e-8 * max(1.0, float(np.abs(asked.affinity).max()))) & ~chosen
            if not (paying & asked.allowed).any():
                return point
            chosen = chosen | (paying & asked.allowed)


def _first(problem: _Problem) -> Pairs:
    asked = problem.task
    if asked.affinity.size <= _FEW or asked.quotas or asked.min_load.any():
        return asked.allowed
    masked = np.where(asked.allowed, asked.affinity, -np.inf)
    deep = min(asked.shape[0], int(np.ceil(asked.per_bid.max() / problem.cap)) + 4)
    chosen = np.zeros(asked.shape, dtype=bool)
    np.put_along_axis(chosen, np.argpartition(-masked, deep - 1, axis=0)[:deep], True, axis=0)
    return np.asarray(chosen & asked.allowed)


def _solve(problem: _Problem, chosen: Pairs, floor: Floats | str | None, counted: bool) -> _Point | None:
    """The best chances over some pairs; `floor` "worst": the weakest column is what is lifted."""
    asked = problem.task
    at, to = np.nonzero(chosen)
    n, columns = len(at), asked.shape[1]
    plain = rows_of(asked, at, to, None if isinstance(floor, str) else floor)
    parts, gain, upper = [plain], asked.affinity[at, to], np.full(n, problem.cap)
    if isinstance(floor, str):
        sums = sparse.csr_array((gain, (to, np.arange(n))), shape=(columns, n))
        lowest = float(
            np.abs(asked.affinity).max() * asked.per_bid.max()
        )  # keeps the level from being negative
        level = sparse.csr_array(sparse.hstack([sums, sparse.csr_array(-np.ones((columns, 1)))]))
        parts = [_wider(plain, 1), Rows(level, np.full(columns, -lowest), np.full(columns, np.inf))]
        gain, upper = np.append(np.zeros(n), 1.0), np.append(upper, np.inf)
    if counted:
        return _counted(problem, (at, to), parts, gain, upper)
    found = relaxed(gain, Rows.stack(parts), upper)
    if found.x is None:
        return None
    chance = np.zeros(asked.shape)
    chance[at, to] = np.clip(found.x[:n], 0.0, problem.cap)
    return _Point(chance, found.value, _gain(asked, found.price, floor))


def _gain(asked: Task, price: Floats, floor: Floats | str | None) -> Floats:
    """What each pair would bring at these prices: over 0 it should be let in."""
    reviewers, columns = asked.shape
    seat, load, rest = np.split(price, [columns, columns + reviewers])
    rest = rest.reshape(-1, columns)
    own = np.zeros(asked.shape) if isinstance(floor, str) else asked.affinity
    gain = own - seat - load[:, None]
    for (members, _least, _most), paid in zip(asked.quotas, rest, strict=False):
        gain -= members * paid
    if floor is not None:
        gain -= asked.affinity * rest[-1]
    return np.asarray(gain)


def _counted(
    problem: _Problem, pairs: tuple[Ints, Ints], parts: list[Rows], gain: Floats, upper: Floats
) -> _Point | None:
    """The same with a whole number of seats for each kind in each column."""
    (at, to), asked, before = pairs, problem.task, len(gain)
    kinds, of = np.unique(to * (problem.kinds.max() + 1) + problem.kinds[at, to], return_inverse=True)
    own = sparse.csr_array((np.ones(len(at)), (of, np.arange(len(at)))), shape=(len(kinds), before))
    count = sparse.csr_array(sparse.hstack([own, -sparse.eye_array(len(kinds))]))
    rows = Rows.stack(
        [
            *(_wider(part, len(kinds)) for part in parts),
            Rows(count, np.zeros(len(kinds)), np.zeros(len(kinds))),
        ]
    )
    is_whole = np.arange(before + len(kinds)) >= before
    room = np.append(upper, np.full(len(kinds), asked.per_bid.max()))
    found = maximise(np.append(gain, np.zeros(len(kinds))), rows, is_whole, room, nodes=_NODES)
    if found.x is None:
        return None
    chance = np.zeros(asked.shape)
    chance[at, to] = np.clip(found.x[: len(at)], 0.0, problem.cap)
    return _Point(chance, found.value)


def _wider(rows: Rows, by: int) -> Rows:
    """The same rows over more columns."""
    count = rows.matrix.shape[0]
    return Rows(
        sparse.csr_array(sparse.hstack([rows.matrix, sparse.csr_array((count, by))])), rows.low, rows.high
    )


def _safe(problem: _Problem, chance: Floats) -> bool:
    """Does every quota hold, whichever way the kinds are rounded?"""
    asked, kinds = problem.task, problem.kinds
    count = int(kinds.max(initial=0)) + 1
    by_kind = np.array([np.where(kinds == kind, chance, 0.0).sum(axis=0) for kind in range(count)])
    down, up = np.floor(by_kind + 1e-6), np.ceil(by_kind - 1e-6)
    for members, least, most in asked.quotas:
        inside = np.array([(members & (kinds == kind)).any(axis=0) for kind in range(count)])
        if ((inside * down).sum(axis=0) < least).any() or ((inside * up).sum(axis=0) > most).any():
            return False
    return True


def _least(problem: _Problem) -> float:
    """The least cap that can be kept, to a thousandth; 1 if not even that can."""
    low, high = problem.cap, 1.0
    for _turn in range(_STEPS):
        middle = (low + high) / 2
        if _best(replace(problem, cap=middle), fair=False) is None:
            low = middle
        else:
            high = middle
    return high


def _alike(asked: Task, chance: Floats) -> Floats:
    """Equal chances for those who are equal in every number."""
    members = [members for members, _least, _most in asked.quotas]
    facts = [asked.affinity, asked.allowed, asked.max_load[:, None], asked.min_load[:, None], *members]
    _, group = np.unique(np.hstack([np.asarray(part, float) for part in facts]), axis=0, return_inverse=True)
    group = group.ravel()
    sums = np.zeros((int(group.max()) + 1, asked.shape[1]))
    np.add.at(sums, group, chance)
    return np.asarray(sums[group] / np.bincount(group)[group][:, None])
