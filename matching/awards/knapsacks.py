"""The exact choice where no option draws on more than one scarce resource (generalised assignment).

With a price on every challenge each resource is a knapsack of its own. The tables of these knapsacks say, for
every amount left of every resource, what the challenges still to be decided can bring at most. Going through
the challenges one after the other, only states survive that can still reach the target, and of states with
the same amounts left the best one. The target starts at the bound and falls until a choice reaches it: the
best one found then is the best of all, and among equals the one most in favour.
Source: Fisher, Jaikumar, Van Wassenhove (1986), A multiplier adjustment method for the generalized assignment
problem; Martello, Toth (1990), Knapsack problems, chapter 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.awards.model import Ints, Problem
from matching.awards.tables import Tables, tables_of
from matching.checks import Floats
from matching.solver import Rows, relaxed

_STATES = 10_000  # alive at one time
_ROUNDS = 15
_REST = 2  # rounds without a better bound before the step is halved
_TARGETS = 12  # values tried below the bound, twice as far each time

Chosen = NDArray[np.bool_]


def separate(part: Problem, rows: Rows) -> Chosen | None:
    """The best choice; None if the part is not of this kind, or too hard.

    rows: everything the choice must keep, with one row a challenge after the resources.
    """
    tables = tables_of(part)
    if tables is None:
        return None
    price, best, bound = _priced(part, tables, _first_prices(part, rows))
    later = np.append(np.cumsum(price[::-1])[::-1], 0.0)
    slack = 1e-6 + 1e-9 * bound
    for target in _targets(bound + slack):
        search = _Search(part, tables, best, later, target - slack)
        found = search.run()
        if found is not None:
            return found
        if search.gave_up:
            return None
    return None


def _targets(bound: float) -> Iterator[float]:
    top = float(np.floor(bound))
    for at in range(_TARGETS):
        yield max(top - (2**at - 1), 0.0)


def _first_prices(part: Problem, rows: Rows) -> Floats:
    """What the linear problem says a challenge is worth."""
    solved = relaxed(part.value.astype(np.float64), rows, np.ones(len(part)))
    at = len(part.room)
    return np.maximum(solved.price[at : at + part.challenges], 0.0)


def _priced(part: Problem, tables: Tables, price: Floats) -> tuple[Floats, Floats, float]:
    """(prices, tables at these prices, bound): a few steps of the subgradient from the first prices.

    A step is measured by how far the values of one challenge lie apart: no price is wrong by more.
    """
    high, low = np.full(part.challenges, -np.inf), np.full(part.challenges, np.inf)
    np.maximum.at(high, part.challenge, part.value)
    np.minimum.at(low, part.challenge, part.value)
    reach, rest = float((high - low).mean()) or float(high.mean()), 0
    best: tuple[Floats, Floats, float] = (price, np.zeros((0, 0)), np.inf)
    for _ in range(_ROUNDS + part.challenges // 2):
        earn = tables.earn(part.value - price[part.challenge])
        most = tables.most(earn)
        bound = float(price.sum() + most[0][tables.full].sum())
        rest = 0 if bound < best[2] - 1e-9 else rest + 1
        if not rest:
            best = price, most, bound
        surplus = 1.0 - tables.taken(earn, most)
        off = float(surplus @ surplus)
        if not off:
            break
        if rest == _REST:
            reach, rest, price = reach / 2, 0, best[0]
        price = np.maximum(price - reach / off * surplus, 0.0)
    return best


@dataclass(frozen=True, eq=False)
class _States:
    """Choices among the challenges so far: the cell of each resource, value, favour, and per state the one
    before it and the option taken last (-1: none)."""

    where: Ints
    value: Ints
    favour: Floats
    before: Ints
    option: Ints

    def only(self, rows: NDArray[np.bool_] | Ints) -> "_States":
        parts = (getattr(self, name)[rows] for name in ("where", "value", "favour", "before", "option"))
        return _States(*parts)

    def merged(self) -> "_States":
        """Of states with the same amounts left the one worth most, then the one most in favour."""
        order = np.lexsort((-self.favour, -self.value, *self.where.T))
        some = self.where[order]
        fresh = np.ones(len(order), dtype=bool)
        fresh[1:] = (some[1:] != some[:-1]).any(axis=1)
        return self.only(order[fresh])


@dataclass(eq=False)
class _Search:
    """All choices worth at least `target`, challenge by challenge. later: what the prices of the challenges
    still to come add up to; best: the tables at these prices."""

    part: Problem
    tables: Tables
    best: Floats
    later: Floats
    target: float
    gave_up: bool = False

    def run(self) -> Chosen | None:
        """The best of them, or None: there is none, or too many lead on."""
        none, one = np.zeros(1, np.int64), np.full(1, -1)
        layers = [_States(self.tables.full[None, :], none, np.zeros(1), none, one)]
        for at in range(self.part.challenges):
            now = self._after(layers[-1], at)
            most = now.value + self.later[at + 1] + self.best[at + 1][now.where].sum(axis=1)
            now = now.only(most >= self.target)
            if not len(now.value):
                return None
            layers.append(now.merged())
            if len(layers[-1].value) > _STATES:
                self.gave_up = True
                return None
        return self._path(layers)

    def _after(self, now: _States, at: int) -> _States:
        """Every state without the challenge, and with each option there is room for."""
        tables, rows = self.tables, np.arange(len(now.value))
        made = [(now.where, now.value, now.favour, rows, np.full(len(rows), -1))]
        for option, resource, step in tables.moves(at):
            to = step[now.where[:, resource]]
            can = np.flatnonzero(to != tables.nowhere)
            where = now.where[can]
            where[:, resource] = to[can]
            value, favour = self.part.value[option], self.part.favour[option]
            made.append(
                (where, now.value[can] + value, now.favour[can] + favour, can, np.full(len(can), option))
            )
        return _States(*(np.concatenate(some) for some in zip(*made, strict=True)))

    def _path(self, layers: list[_States]) -> Chosen:
        last = layers[-1]
        at = int(np.lexsort((-last.favour, -last.value))[0])
        chosen = np.zeros(len(self.part), dtype=bool)
        for layer in reversed(layers):
            if layer.option[at] >= 0:
                chosen[layer.option[at]] = True
            at = int(layer.before[at])
        return chosen
