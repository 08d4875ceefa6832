"""The best joint choice: split, bounded, searched, proven.

1. Resources that can never run out are dropped; what then hangs together is solved together.
2. A small part goes to HiGHS whole. Values are whole numbers, so a bound less than 1 above is a proof.
3. A large part is searched first: a greedy start, then one neighbourhood of challenges after the other
   solved exactly. If time allows HiGHS then proves the optimum, helped by cliques (two bids that ask too
   much of one person exclude each other); if not, the linear problem with these cliques gives the bound.
"""

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from matching.awards.cliques import cliques
from matching.awards.model import Ints, Problem, binding
from matching.solver import Rows, maximise, relaxed

SMALL = 1_500  # options that HiGHS takes whole
_ROUNDS = 3  # of sharpening the bound
_NEAR = 2_000  # options of a neighbourhood
_STEPS = 400  # neighbourhoods looked at, if time allows

Chosen = NDArray[np.bool_]


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
    active = _lean(problem)
    chosen = np.zeros(len(problem), dtype=bool)
    bound = 0.0
    parts = _parts(active, problem)
    for at, rows in enumerate(sorted(parts, key=len)):
        share = (deadline - time.monotonic()) / (len(parts) - at)
        found = _part(active.some(rows), time.monotonic() + max(share, 0.05))
        chosen[rows[found.chosen]] = True
        bound += found.bound
    return Answer(chosen, int(problem.value[chosen].sum()), bound)


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


def whole(problem: Problem, seconds: float, sharp: bool = False) -> Answer:
    """HiGHS on everything, if `sharp` with all cliques. Its bound counts only when it has come to its end."""
    gain = problem.value.astype(np.float64)
    gap = 0.999 / max(1.0, float(gain.sum()))
    all_whole, one = np.ones(len(gain), dtype=bool), np.ones(len(gain))
    rows = Rows.stack([rows_of(problem), _at_most_one(cliques(problem))]) if sharp else rows_of(problem)
    found = maximise(gain, rows, all_whole, one, gap=gap, seconds=seconds)
    if found.x is None:
        nothing = np.zeros(len(gain), dtype=bool)
        return Answer(nothing, 0, np.inf)
    chosen = found.x > 0.5
    value = int(problem.value[chosen].sum())
    return Answer(chosen, value, float(value) if found.ended else np.inf)


def _lean(problem: Problem) -> Problem:
    """Without the resources that cannot run out."""
    kept = binding(problem)
    names = tuple(name for name, keep in zip(problem.names, kept, strict=True) if keep)
    return replace(problem, use=problem.use[kept], room=problem.room[kept], names=names)


def _parts(active: Problem, problem: Problem) -> list[Ints]:
    """Options that hang together through a challenge, a resource, a pack or a group."""
    n = len(problem)
    links = [active.use, sparse.csr_array((np.ones(n), (problem.challenge, np.arange(n))), shape=(n, n))]
    links.extend(
        sparse.csr_array((np.ones(len(group)), ([0] * len(group), list(group))), shape=(1, n))
        for group in (*problem.packs, *problem.exclusive)
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
    if len(part) <= SMALL:
        found = whole(part, deadline - time.monotonic())
        if found.proven:
            return found
    return _large(part, deadline)


def _alone(part: Problem) -> Answer:
    """One challenge: its best option that fits at all."""
    use = part.use.tocoo()
    value = part.value.copy()
    value[use.col[use.data > part.room[use.row] + 1e-9]] = -1
    chosen = np.zeros(len(part), dtype=bool)
    at = int(np.argmax(value))
    chosen[at] = value[at] > 0
    top = max(0, int(value[at]))
    return Answer(chosen, top, float(top))


def _large(part: Problem, deadline: float) -> Answer:
    """Search first, then prove if there is time for it, else bound."""
    linked = bool(part.packs or part.exclusive)
    left = deadline - time.monotonic()
    proof_time = len(part) / 1000.0  # seconds under which a proof of this size is not worth beginning
    tries = linked or left > 1.2 * proof_time + 2.0
    chosen = np.zeros(len(part), dtype=bool)
    if not linked:
        search = min(0.15 * left, 2.0) if tries else 0.55 * left
        chosen = improve(part, start(part), time.monotonic() + search)
    value = int(part.value[chosen].sum())
    if tries:
        reserve = min(0.3 * left, 0.3 * proof_time)
        found = whole(part, deadline - time.monotonic() - reserve, sharp=True)
        if found.value >= value:
            chosen, value = found.chosen, found.value
        if found.proven:
            return found
    return Answer(chosen, value, float(np.floor(bounded(part) + 1e-6)))


def bounded(part: Problem) -> float:
    """No choice is worth more: the linear problem, sharpened by the cliques its optimum violates."""
    rows, gain, upper = rows_of(part), part.value.astype(np.float64), np.ones(len(part))
    known = cliques(part)
    used = np.zeros(known.shape[0], dtype=bool)
    bound = float(gain.sum())
    made = rows
    for _ in range(_ROUNDS):
        found = relaxed(gain, made, upper, method="highs-ipm")
        if found.x is None:
            break
        price = np.where(made.low == made.high, found.price, np.maximum(found.price, 0.0))
        # Any prices give a bound: what the rows are worth, plus what options still earn.
        earn = gain - made.matrix.T @ price
        bound = min(bound, float(price @ made.high) + float(np.maximum(earn, 0.0).sum()))
        fresh = (np.asarray(known @ found.x).ravel() > 1 + 1e-4) & ~used
        if not fresh.any():
            break
        used |= fresh
        made = Rows.stack([rows, _at_most_one(known[used])])
    return bound


def _at_most_one(groups: sparse.csr_array) -> Rows:
    count = groups.shape[0]
    return Rows(groups, np.full(count, -np.inf), np.ones(count))


def start(part: Problem) -> Chosen:
    """The best of three greedy choices: by value, and by value for what it takes from everybody."""
    size = np.asarray((part.use * (1 / np.maximum(part.room, 1e-9))[:, None]).sum(axis=0)).ravel()
    nothing = np.zeros(len(part), dtype=bool)
    if part.packs:
        return nothing
    keys = (part.value, part.value / np.sqrt(size + 0.3), part.value / (size + 0.1))
    tried = [fill(part, nothing.copy(), np.argsort(-key, kind="stable")) for key in keys]
    return max(tried, key=lambda chosen: int(part.value[chosen].sum()))


def fill(part: Problem, chosen: Chosen, order: Ints) -> Chosen:
    """Take options in this order as long as they fit."""
    use = part.use.tocsc()
    room = part.room - part.use @ chosen.astype(np.float64)
    done = np.zeros(part.challenges, dtype=bool)
    done[part.challenge[chosen]] = True
    shut = {o: g for g, group in enumerate(part.exclusive) for o in group}
    closed = {shut[int(o)] for o in np.flatnonzero(chosen) if int(o) in shut}
    for option in order.tolist():
        group = shut.get(option)
        if done[part.challenge[option]] or (group is not None and group in closed):
            continue
        where = slice(use.indptr[option], use.indptr[option + 1])
        at, amount = use.indices[where], use.data[where]
        if (amount <= room[at] + 1e-9).all():
            room[at] -= amount
            chosen[option] = done[part.challenge[option]] = True
            if group is not None:
                closed.add(group)
    return chosen


def improve(part: Problem, chosen: Chosen, deadline: float) -> Chosen:
    """Free the challenges around one of them, keep the rest, solve that exactly; go on to the next."""
    if part.packs or part.exclusive:
        return chosen
    near = _neighbours(part)
    rng = np.random.default_rng(0)
    count = max(10, int(_NEAR * part.challenges / len(part)))
    for _ in range(_STEPS):
        if time.monotonic() > deadline:
            break
        chosen = _again(part, chosen, _around(near, rng, count))
    return chosen


def _neighbours(part: Problem) -> sparse.csr_array:
    """challenges × challenges: how many resources they share."""
    member = sparse.csr_array(
        (np.ones(len(part)), (part.challenge, np.arange(len(part)))), shape=(part.challenges, len(part))
    )
    touch = (member @ (part.use > 0).astype(np.float64).T).tocsr()
    touch.data[:] = 1.0
    return sparse.csr_array(touch @ touch.T)


def _around(near: sparse.csr_array, rng: np.random.Generator, count: int) -> Ints:
    """Challenges around a random one: those that share most, a little at random."""
    seed = int(rng.integers(near.shape[0]))
    row = np.asarray(near[[seed]].toarray()).ravel()
    row = row + rng.random(len(row)) * (1 + row)
    row[seed] = np.inf
    return np.sort(np.argsort(-row, kind="stable")[:count])


def _again(part: Problem, chosen: Chosen, free: Ints) -> Chosen:
    inside = np.isin(part.challenge, free)
    rows = np.flatnonzero(inside)
    kept = chosen & ~inside
    small = part.some(rows)
    room = np.maximum(part.room - part.use @ kept.astype(np.float64), 0.0)
    small = _lean(replace(small, room=room))
    found = whole(small, 2.0)
    if found.value <= int(part.value[chosen & inside].sum()):
        return chosen
    kept[rows[found.chosen]] = True
    return kept
