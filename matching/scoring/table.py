"""The additive score: many bids at once, parts that add to the total exactly.

v(x) is piecewise linear between anchors fixed when the challenge is posted, so no bid can move the
score of another (Keeney, Raiffa 1976, Decisions with Multiple Objectives).

Exactness: every weight and every part is a whole multiple of 2^-50. Sums of such numbers up to 1 need
no rounding in float64, so the parts add to the total exactly *in every order of summation*, and the
total of a bid depends neither on the order of the criteria nor on the machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from matching.checks import Floats, first, listed, numbers, refuse, weights_of, whole
from matching.results import Result

GRID = 2.0**50
_SNAP = 4.0  # numbers in [4, 8) are spaced 2^-50: adding and taking away 4 rounds to the grid
_BLOCK = 1024  # rows that fit into the inner caches with all their constants

Anchors = Sequence[Sequence[tuple[float, float]]] | Floats


@dataclass(frozen=True, eq=False)
class ScoreTable(Result):
    """parts: bids × criteria, each weight × value; totals: one per bid, 0..1, exact sums of the parts."""

    parts: Floats
    totals: Floats


def score_table(values: ArrayLike, anchors: Anchors | ArrayLike, weights: ArrayLike) -> ScoreTable:
    """Score all bids on all criteria.

    values: bids × criteria, any unit, finite. anchors: for each criterion at least two points (x, v),
    x in the unit of the values and strictly rising (or falling), v in 0..1; criteria × points × 2, or
    lists of different length; beyond the outer anchors v stays level. weights: one per criterion, not
    negative, together 1 (to 1e-9).
    Answers `.parts` (bids × criteria) and `.totals` (bids), float64 in 0..1.
    Raises ValueError on NaN or infinity (with the row), shapes that differ, wrong weights or anchors.
    Source: Keeney, Raiffa (1976).
    """
    table = np.ascontiguousarray(_table(values))
    scale = _Scale.of(anchors, on_grid(weights_of("weights", weights, table.shape[1])))
    parts, totals = np.empty_like(table), np.empty(len(table))
    ones, flat_in, flat_out = np.ones(table.shape[1]), table.reshape(-1), parts.reshape(-1)
    step = _BLOCK * table.shape[1]
    for start in range(0, len(flat_in), step):
        scale.apply(flat_in[start : start + step], flat_out[start : start + step])
    # The grid makes every order of adding exact, so the fastest one may be taken.
    np.dot(parts, ones, out=totals)
    if np.isnan(totals).any():
        raise refuse("values", "must be finite numbers, no NaN and no infinity", first(np.isnan(totals)))
    return ScoreTable(parts, totals)


def on_grid(weights: Floats) -> Floats:
    """The weights as multiples of 2^-50 that sum to 1 and never pass it, whatever their order.

    What rounding leaves over goes to the largest weight that no other equals, so that turning equal
    criteria round changes nothing. If all are equal in pairs the sum may stay some 2^-50 below 1.
    """
    whole_of = float(np.sort(weights).sum())
    units = np.rint(weights / whole_of * GRID)
    over = float(units.sum()) - GRID
    values, place, count = np.unique(weights, return_index=True, return_counts=True)
    single = place[(count == 1) & (values > 0)]
    if over and len(single):
        units[single[-1]] -= over
    elif over > 0:
        units = np.maximum(units - 1, 0)
    return np.asarray(units / GRID)


def shown(parts: ArrayLike, digits: int = 1) -> tuple[tuple[float, ...], float]:
    """Parts and total as the page prints them: points of 100, rounded so that they still add up.

    parts: one bid's parts (0..1). The total is rounded half up, then the parts by largest remainder
    (ties: the earlier criterion). Answers (parts in points, total in points).
    """
    row, digits = numbers("parts", parts, ndim=1), whole("digits", digits, 0)
    scale = 10**digits
    units = row * 100 * scale
    total = int(np.floor(float(row.sum()) * 100 * scale + 0.5))
    floors = np.floor(units + 1e-9).astype(np.int64)
    spare = total - int(floors.sum())
    order = np.lexsort((np.arange(len(row)), -(units - floors)))
    floors[order[:spare]] += 1
    return tuple(int(unit) / scale for unit in floors), total / scale


def _table(values: ArrayLike) -> Floats:
    """Two dimensions of float64; whether all are finite shows in the totals, which is cheaper."""
    try:
        table = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise refuse("values", f"must be numbers in a full rectangle ({error})") from None
    if table.ndim != 2 or table.shape[1] == 0:
        raise refuse(
            "values", f"must be bids × criteria with at least one criterion, has shape {table.shape}"
        )
    return table


@dataclass(frozen=True, eq=False)
class _Scale:
    """Anchors and weights as flat constants, repeated for one block of rows.

    A part is base + Σ over segments of slope × (clip(x, low, high) - low): rising anchors give a
    function that rounding cannot make fall.
    """

    low: Floats  # segments × (block · criteria)
    high: Floats
    slope: Floats
    base: Floats  # snap + weight × first v
    weight: Floats

    @classmethod
    def of(cls, anchors: Anchors | ArrayLike, weights: Floats) -> "_Scale":
        points = _points(anchors, len(weights))
        x, v = points[:, :, 0], points[:, :, 1]
        width = np.diff(x, axis=1)
        rise = np.diff(v, axis=1) * weights[:, None]
        slope = np.divide(rise, width, out=np.zeros_like(rise), where=width > 0)
        base = _SNAP + np.rint(v[:, 0] * weights * GRID) / GRID

        def flat(columns: Floats) -> Floats:
            return np.tile(columns, _BLOCK)

        layers = [np.ascontiguousarray([flat(a) for a in part.T]) for part in (x[:, :-1], x[:, 1:], slope)]
        return cls(layers[0], layers[1], layers[2], flat(base), flat(weights))

    def apply(self, x: Floats, out: Floats) -> None:
        """The parts of one block of rows, in place."""
        size = len(x)
        for layer in range(len(self.low)):
            step = out if layer == 0 else np.empty(size)
            np.maximum(x, self.low[layer, :size], out=step)
            np.minimum(step, self.high[layer, :size], out=step)
            step -= self.low[layer, :size]
            step *= self.slope[layer, :size]
            if layer:
                out += step
        out += self.base[:size]
        out -= _SNAP
        if len(self.low) > 1:
            np.clip(out, 0.0, self.weight[:size], out=out)
        if not np.isfinite(np.add.reduce(x)):
            # A sum is the cheapest test; only when it fails is the row looked for.
            bad = ~np.isfinite(x)
            out[bad] = np.nan


def _points(anchors: Anchors | ArrayLike, criteria: int) -> Floats:
    """criteria × points × 2, x rising; shorter lists are filled with their last point."""
    rows = [
        numbers(f"anchors[{row}]", points, ndim=2) for row, points in enumerate(listed("anchors", anchors))
    ]
    if len(rows) != criteria:
        raise refuse(
            "anchors", f"must have one list of points for each of {criteria} criteria, has {len(rows)}"
        )
    length = max(len(row) for row in rows)
    filled = np.empty((criteria, length, 2))
    for index, given in enumerate(rows):
        if given.shape[1] != 2 or len(given) < 2:
            raise refuse("anchors", "needs at least two points (x, v)", index)
        row = given[::-1] if given[0, 0] > given[-1, 0] else given
        if (np.diff(row[:, 0]) <= 0).any():
            raise refuse("anchors", "x must rise (or fall) from point to point", index)
        if (row[:, 1] < 0).any() or (row[:, 1] > 1).any():
            raise refuse("anchors", "v must lie in 0..1", index)
        filled[index] = row[np.minimum(np.arange(length), len(row) - 1)]
    return filled
