"""The best joint choice: split, bounded, searched, proven.

1. Options that fit nowhere and resources that can never run out are dropped; what then hangs together is
   solved together.
2. Where no option draws on more than one scarce resource, tables of knapsacks decide (`knapsacks`). Else a
   small part goes to HiGHS whole. Values are whole numbers, so a bound less than 1 above is a proof.
   Among equals the choice nearest to the stand-alone winners is taken, where not too many hang together.
3. A large part is bounded by a linear problem with cuts. Its shares lead to a good choice, and options that
   lose more than bound minus value are left out of the proof.
"""

import time
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from matching.awards.bound import Bound, bound_of, rows_of
from matching.awards.knapsacks import separate
from matching.awards.model import Ints, Problem, lean, unfit
from matching.awards.search import Chosen, best_of, improve, rounded, start
from matching.solver import Rows, Solved, maximise

SMALL = 1_500  # options that HiGHS takes whole
SETTLED = 60  # options up to which the choice among equals is itself the best one
_TIES = 300  # nodes for that choice
_CORE = 50.0  # what an option of the core may lose at most
_FIRST = 6e-5  # of the bound: what the first proof leaves aside


@dataclass(frozen=True, eq=False)
class Answer:
    """bound: no choice is worth more."""

    chosen: Chosen
    value: int
    bound: float

    @property
    def proven(self) -> bool:
        return self.bound < self.value + 1 - 1e-6


def best(problem: Problem, deadline: float) -> Answer:
    """The best choice of all, part by part."""
    able = np.flatnonzero(~unfit(problem))
    active = lean(problem.some(able))
    chosen = np.zeros(len(problem), dtype=bool)
    bound = 0.0
    parts = _parts(active)
    for at, rows in enumerate(sorted(parts, key=len)):
        share = (deadline - time.monotonic()) / (len(parts) - at)
        found = _part(active.some(rows), time.monotonic() + max(share, 0.05))
        chosen[able[rows[found.chosen]]] = True
        bound += found.bound
    return Answer(chosen, int(problem.value[chosen].sum()), bound)


def _parts(active: Problem) -> list[Ints]:
    """Options that hang together through a challenge, a resource, a pack or a group."""
    n = len(active)
    links = [active.use, sparse.csr_array((np.ones(n), (active.challenge, np.arange(n))), shape=(n, n))]
    links.extend(
        sparse.csr_array((np.ones(len(group)), ([0] * len(group), list(group))), shape=(1, n))
        for group in (*active.packs, *active.exclusive)
    )
    one_sided = sparse.vstack(links).tocoo()
    size = n + one_sided.shape[0]
    graph = sparse.csr_array((one_sided.data, (one_sided.col, n + one_sided.row)), shape=(size, size))
    label = connected_components(graph, directed=False)[1][:n]
    order = np.argsort(label, kind="stable")
    return list(np.split(order, np.flatnonzero(np.diff(label[order])) + 1)) if n else []


def _part(part: Problem, deadline: float) -> Answer:
    if part.challenges == 1 and not part.packs and not part.exclusive:
        return _alone(part)
    rows = rows_of(part)
    apart = separate(part, rows)
    if apart is not None:
        return _answer(part, apart)
    if len(part) <= SMALL:
        left = deadline - time.monotonic()
        found = whole(part, rows, 0.7 * left)
        if found.proven:
            left = deadline - time.monotonic()
            return _nearest(part, found, left) if len(part) <= SETTLED else found
    return _large(part, deadline)


def _answer(part: Problem, chosen: Chosen) -> Answer:
    value = int(part.value[chosen].sum())
    return Answer(chosen, value, float(value))


def _alone(part: Problem) -> Answer:
    """One challenge: its best option; all left fit."""
    chosen = np.zeros(len(part), dtype=bool)
    at = int(np.lexsort((-part.favour, -part.value))[0])
    chosen[at] = part.value[at] > 0
    top = int(part.value[at])
    return Answer(chosen, top, float(top))


def _solved(part: Problem, rows: Rows, seconds: float) -> Solved:
    gain = part.value.astype(np.float64)
    gap = 0.999 / max(1.0, float(gain.sum()))
    one = np.ones(len(gain))
    return maximise(gain, rows, one > 0, one, gap=gap, seconds=seconds)


def whole(part: Problem, rows: Rows, seconds: float) -> Answer:
    """HiGHS on everything. Its bound counts only when it has come to its end."""
    found = _solved(part, rows, seconds)
    if found.x is None:
        return Answer(np.zeros(len(part), dtype=bool), 0, np.inf)
    chosen = found.x > 0.5
    value = int(part.value[chosen].sum())
    return Answer(chosen, value, float(value) if found.ended else np.inf)


def _nearest(part: Problem, found: Answer, seconds: float) -> Answer:
    """Of the choices worth as much, the one that keeps most stand-alone winners, then goes by the ties."""
    gain, n = part.value.astype(np.float64), len(part)
    worth = Rows(sparse.csr_array(gain[None, :]), np.array([found.value - 0.5]), np.array([np.inf]))
    one = np.ones(n)
    rows = Rows.stack([rows_of(part), worth])
    again = maximise(part.favour, rows, one > 0, one, gap=1e-9, nodes=_TIES, seconds=seconds)
    if again.x is None:
        return found
    chosen = again.x > 0.5
    same = int(part.value[chosen].sum()) == found.value
    better = part.favour[chosen].sum() > part.favour[found.chosen].sum()
    return Answer(chosen, found.value, found.bound) if same and better else found


def _large(part: Problem, deadline: float) -> Answer:
    """Bound and search; then prove, if there is time for it."""
    left = deadline - time.monotonic()
    bound = bound_of(part, time.monotonic() + 0.25 * left)
    first = best_of(part, [start(part), rounded(part, bound.shares, bound.lost)])
    worthwhile = len(part) / 2000.0 < 0.5 * left
    search = (0.15 if worthwhile else 0.9) * (deadline - time.monotonic())
    chosen = _search(part, bound, first, time.monotonic() + search)
    most = float(np.floor(bound.value + 1e-6))
    found = Answer(chosen, int(part.value[chosen].sum()), most)
    return _prove(part, bound, found, deadline) if worthwhile else found


def _prove(part: Problem, bound: Bound, found: Answer, deadline: float) -> Answer:
    """The best choice among options that lose little; if it comes near enough to the bound, the best of all.

    Whoever is left out loses more than `slack`, so a choice with one of them is worth less than the bound
    less that.
    """
    slack = min(found.bound - found.value, _FIRST * found.bound) + 1.0
    for _ in range(2):
        again = _some(part, bound.rows, bound.within(slack), deadline - time.monotonic())
        if again.value >= found.value:
            found = Answer(again.chosen, again.value, found.bound)
        if not again.proven:
            break
        if found.bound - slack <= found.value:
            return Answer(found.chosen, found.value, float(found.value))
        slack = found.bound - found.value + 1.0
    return found


def _search(part: Problem, bound: Bound, chosen: Chosen, deadline: float) -> Chosen:
    """Improve the choice among the options that the bound says matter."""
    rows = np.union1d(bound.within(_CORE), np.flatnonzero(chosen))
    if part.packs or part.exclusive:
        return chosen
    core = lean(part.some(rows))
    better = improve(
        core, chosen[rows], deadline, lambda some, seconds: whole(some, rows_of(some), seconds).chosen
    )
    fresh = np.zeros(len(part), dtype=bool)
    fresh[rows[better]] = True
    return best_of(part, [chosen, fresh])


def _some(part: Problem, cuts: Rows, rows: Ints, seconds: float) -> Answer:
    """The best choice among some options, with the cuts found for all."""
    inner = cuts.matrix[:, rows]
    reach = np.asarray(inner.maximum(0.0).sum(axis=1)).ravel()
    kept = (reach > cuts.high + 1e-9) | (cuts.low == cuts.high)
    some = Rows(inner[kept], cuts.low[kept], cuts.high[kept])
    gain = part.value[rows].astype(np.float64)
    one = np.ones(len(rows))
    gap = 0.999 / max(1.0, float(gain.sum()))
    found = maximise(gain, some, one > 0, one, gap=gap, seconds=seconds)
    chosen = np.zeros(len(part), dtype=bool)
    if found.x is not None:
        chosen[rows[found.x > 0.5]] = True
    value = int(part.value[chosen].sum())
    return Answer(chosen, value, float(value) if found.ended else np.inf)
