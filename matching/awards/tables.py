"""Knapsack tables of all resources side by side, for choices in which each option draws on one of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.awards.model import Ints, Problem
from matching.checks import Floats

_UNITS = (1, 2, 10)  # whole days, half days, tenths
_CELLS = 300_000  # of all tables together
_EPS = 1e-9


@dataclass(frozen=True, eq=False)
class Tables:
    """One cell for each amount left of each resource; the last cell stands for "too little".

    step: challenges × places × cells, the cell that taking the option leads to; option: the same × resources
    (as many as there are options: none); of: resource of each cell; full: the cell of each resource of which
    nothing is used yet. An option that draws on nothing stands at a last resource of its own, without room.
    """

    step: Ints
    option: Ints
    of: Ints
    full: Ints

    @property
    def nowhere(self) -> int:
        return len(self.of) - 1

    def moves(self, at: int) -> Iterator[tuple[int, int, Ints]]:
        """(option, its resource, where each cell leads) of one challenge."""
        none = self.option[0, 0, -1]
        for place, step in enumerate(self.step[at]):
            for resource, option in enumerate(self.option[at, place, :-1].tolist()):
                if option != none:
                    yield option, resource, step

    def earn(self, profit: Floats) -> Floats:
        """What taking the option brings, in the shape of `step`."""
        return np.asarray(np.append(profit, 0.0)[self.option].take(self.of, axis=2))

    def most(self, earn: Floats) -> Floats:
        """From each challenge on (and none left), for each cell: the most the knapsack can bring."""
        count, cells = len(self.step), len(self.of)
        best = np.zeros((count + 1, cells))
        best[:, -1] = -np.inf
        taken = np.empty(cells)
        for at in range(count - 1, -1, -1):
            later, now = best[at + 1], best[at]
            now[:] = later
            for step, gain in zip(self.step[at], earn[at], strict=True):
                later.take(step, out=taken, mode="clip")
                np.add(taken, gain, out=taken)
                np.maximum(now, taken, out=now)
        return best

    def taken(self, earn: Floats, best: Floats) -> Ints:
        """How many resources take each challenge in the knapsacks behind `best`."""
        count, where = np.empty(len(self.step), dtype=np.int64), self.full
        for at, steps in enumerate(self.step):
            later, to, took = best[at + 1], where, np.zeros(len(where), dtype=bool)
            for step, gain in zip(steps, earn[at], strict=True):
                leads = step[where]
                same = (
                    ~took & (later[leads] + gain[where] >= best[at][where]) & (best[at][where] > later[where])
                )
                to, took = np.where(same, leads, to), took | same
            count[at] = np.count_nonzero(took)
            where = to
        return count


def tables_of(part: Problem) -> Tables | None:
    """The tables; None if options draw on several resources or hang on each other, or if it is too much."""
    if part.packs or part.exclusive or np.diff(part.use.tocsc().indptr).max(initial=0) > 1:
        return None
    uses = part.use.tocoo()
    near = (
        unit
        for unit in _UNITS
        if np.abs(uses.data * unit - np.rint(uses.data * unit)).max(initial=0.0) < _EPS
    )
    unit = next(near, 0)
    if not unit or float(part.room.sum() * unit + len(part.room) + 1) * part.challenges > _CELLS:
        return None
    room = np.append(np.floor(part.room * (1 + _EPS) * unit + _EPS), 0.0).astype(np.int64)
    resource, amount = np.full(len(part), len(room) - 1), np.zeros(len(part), dtype=np.int64)
    resource[uses.col], amount[uses.col] = uses.row, np.rint(uses.data * unit)
    return _filled(part, resource, amount, room)


def _filled(part: Problem, resource: Ints, amount: Ints, room: Ints) -> Tables:
    n, end = len(part), np.cumsum(room + 1)
    cells, place = int(end[-1]), _places(part.challenge * len(room) + resource)
    shape = (part.challenges, int(place.max(initial=0)) + 1)
    step, option = np.full((*shape, cells + 1), cells), np.full((*shape, len(room) + 1), n)
    option[part.challenge, place, resource] = np.arange(n)
    for at, (used, last) in enumerate(zip(amount.tolist(), end[resource].tolist(), strict=True)):
        first = last - int(room[resource[at]]) - 1
        step[part.challenge[at], place[at], first + used : last] = np.arange(first, last - used)
    of = np.append(np.repeat(np.arange(len(room)), room + 1), len(room))
    return Tables(step, option, of, end - 1)


def _places(key: Ints) -> Ints:
    """Each one's number among those of the same key."""
    order = np.argsort(key, kind="stable")
    place = np.empty(len(key), dtype=np.int64)
    place[order] = np.arange(len(key)) - np.searchsorted(key[order], key[order])
    return place
