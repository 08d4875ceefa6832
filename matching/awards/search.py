"""Good choices quickly: greedy fills, then one neighbourhood of challenges after the other solved exactly."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.awards.model import Ints, Problem, lean
from matching.checks import Floats

_STEPS = 400  # neighbourhoods looked at, if time allows
_NEAR = 500  # options of a neighbourhood

Chosen = NDArray[np.bool_]
Solve = Callable[[Problem, float], Chosen]


def start(part: Problem) -> Chosen:
    """The best of three greedy choices: by value, and by value for what it takes from everybody."""
    size = np.asarray((part.use * (1 / np.maximum(part.room, 1e-9))[:, None]).sum(axis=0)).ravel()
    keys = (part.value, part.value / np.sqrt(size + 0.3), part.value / (size + 0.1))
    return best_of(part, [fill(part, np.argsort(-key, kind="stable")) for key in keys])


def rounded(part: Problem, shares: Floats, lost: Floats) -> Chosen:
    """What a linear optimum suggests: the largest shares first, then what loses least."""
    return fill(part, np.lexsort((-part.value, lost, -shares.round(6))))


def best_of(part: Problem, tried: list[Chosen]) -> Chosen:
    """The first of those worth most."""
    return max(tried, key=lambda chosen: int(part.value[chosen].sum()))


def fill(part: Problem, order: Ints) -> Chosen:
    """Take options in this order as long as they fit; packs are left alone."""
    use = part.use.tocsc()
    room, chosen = part.room.copy(), np.zeros(len(part), dtype=bool)
    done = np.zeros(part.challenges, dtype=bool)
    shut = {o: g for g, group in enumerate(part.exclusive) for o in group}
    closed: set[int] = set()
    packed = {o for pack in part.packs for o in pack}
    for option in order.tolist():
        group = shut.get(option)
        if done[part.challenge[option]] or option in packed or (group is not None and group in closed):
            continue
        where = slice(use.indptr[option], use.indptr[option + 1])
        at, amount = use.indices[where], use.data[where]
        if (amount <= room[at] + 1e-9).all():
            room[at] -= amount
            chosen[option] = done[part.challenge[option]] = True
            if group is not None:
                closed.add(group)
    return chosen


def improve(part: Problem, chosen: Chosen, deadline: float, solve: Solve) -> Chosen:
    """Free the challenges around one of them, keep the rest, solve that exactly; go on to the next."""
    if part.packs or part.exclusive:
        return chosen
    near = _neighbours(part)
    rng = np.random.default_rng(0)
    count = max(10, int(_NEAR * part.challenges / len(part)))
    for _ in range(_STEPS):
        if time.monotonic() > deadline or count >= part.challenges:
            break
        chosen = _again(part, chosen, _around(near, rng, count), solve)
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


def _again(part: Problem, chosen: Chosen, free: Ints, solve: Solve) -> Chosen:
    inside = np.isin(part.challenge, free)
    rows = np.flatnonzero(inside)
    kept = chosen & ~inside
    room = np.maximum(part.room - part.use @ kept.astype(np.float64), 0.0)
    small = lean(replace(part.some(rows), room=room))
    found = solve(small, 2.0)
    if part.value[rows[found]].sum() <= part.value[chosen & inside].sum():
        return chosen
    kept[rows[found]] = True
    return kept
