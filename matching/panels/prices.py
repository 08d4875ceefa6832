"""What a seat of each reviewer is worth, found by bidding.

Every column takes its best reviewers at the present prices; who is asked for too often becomes dearer, who
is free cheaper. That is a subgradient step on the Lagrange dual of the loads, whose value bounds every
assignment. Once the value of a good assignment is known, steps of Polyak's length towards it reach the
best prices in a few dozen rounds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.checks import Floats
from matching.panels.model import Task

_DEEP = 12  # candidates per column beyond its size
_ROUNDS = 120
_COOL = 15.0
_PULL = 3.0  # most seats too many or too few that move a price
_POLYAK = 120
_PATIENCE = 15


@dataclass(frozen=True, eq=False)
class Bidding:
    """The best reviewers of each column: columns × candidates, their gain, and which places are seats."""

    index: NDArray[np.int64]
    gain: Floats
    seats: NDArray[np.bool_]
    room: Floats

    @classmethod
    def of(cls, task: Task) -> "Bidding":
        deep = min(task.shape[0], int(task.per_bid.max()) + _DEEP)
        masked = np.where(task.allowed, task.gain, -np.inf).T.copy()
        index = np.argpartition(-masked, deep - 1, axis=1)[:, :deep]
        seats = np.arange(deep) < task.per_bid[:, None]
        return cls(index, np.take_along_axis(masked, index, axis=1), seats, task.max_load)

    def rough(self) -> Floats:
        """Prices from nothing, by steps that become smaller; 0 where nobody is asked for too often."""
        price, best_price, best = np.zeros(len(self.room)), np.zeros(len(self.room)), np.inf
        step = self._first_step()
        for turn in range(_ROUNDS):
            value, over = self._round(price)
            if value < best:
                best, best_price = value, price
            if turn == 0 and (over <= 0).all():
                break
            price = np.maximum(0.0, price + step / (1 + turn / _COOL) * np.clip(over, -_PULL, _PULL))
        return best_price

    def towards(self, target: float, price: Floats) -> Floats:
        """Better prices, when an assignment of this total is known to exist."""
        best, best_price, scale, waited = np.inf, price, 1.0, 0
        for _ in range(_POLYAK):
            value, over = self._round(price)
            waited += 1
            if value < best - 1e-12 * max(1.0, abs(target)):
                best, best_price, waited = value, price, 0
            elif waited > _PATIENCE:
                scale, waited = scale * 0.6, 0
            over[(price == 0) & (over < 0)] = 0.0
            length = float(over @ over)
            if value <= target or length == 0:
                break
            price = np.maximum(0.0, price + scale * (value - target) / length * over)
        return best_price

    def _round(self, price: Floats) -> tuple[float, Floats]:
        """(value of the dual, seats asked for beyond the room of each reviewer)."""
        worth = self.gain - price[self.index]
        order = np.argsort(-worth, axis=1, kind="stable")
        taken = np.take_along_axis(self.index, order, axis=1)[self.seats]
        value = float(np.take_along_axis(worth, order, axis=1)[self.seats].sum() + self.room @ price)
        return value, np.bincount(taken, minlength=len(price)) - self.room

    def _first_step(self) -> float:
        """A few times what the next reviewer in line is usually behind."""
        ranked = -np.sort(-self.gain, axis=1)
        last = min(int(self.seats.sum(axis=1).max()), ranked.shape[1] - 1)
        if last == 0:
            return 0.0
        behind = ranked[:, last - 1] - ranked[:, last]
        behind = behind[np.isfinite(behind)]
        return 3.0 * float(np.median(behind)) if len(behind) else 0.0
