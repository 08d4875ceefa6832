"""How stable a first place is: which weights would change it, and what each loser would have needed.

All of it in closed form on the published parts, plus draws of random weights (Lahdelma, Salminen 2001,
SMAA-2; Triantaphyllou, Sanchez 1997; Insua, French 1991).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.checks import Floats, first, numbers, refuse, weights_of, whole
from matching.results import Result

CONCENTRATION = 50.0  # draws round the stated weights: a weight of 0.2 moves by about 0.056
_TIE = 1e-12
_BLOCK = 50_000  # scores looked at together: they stay in the cache of the processor
_STEPS = 2.0**40  # of a score of 1: about as fine as what counts as level


@dataclass(frozen=True)
class BreakPoint(Result):
    """At `weight` of this criterion (the others keeping their proportions) the rival draws level with the
    winner; `change` is the way there from the stated weight. Nearest one in each direction."""

    criterion: int
    weight: float
    rival: int
    change: float


@dataclass(frozen=True, eq=False)
class Stability(Result):
    """winner: its row. margin: lead over the second, 0..1.
    break_points: single weights that would change the winner. least_change: per bid the least weight to
    be moved from some criteria to others until it draws level (0 for the winner, infinity if no weights
    can). dominated: bids that no weights can bring level. share: share of draws round the stated weights
    won by each bid, 1 in all; share_any: the same over all weights. rank_share: bids × places.
    needed: bids × criteria, by how much the value (0..1) of one criterion alone would have to rise for a
    draw (infinity if it cannot). spare: per criterion, by how much the winner's own value alone may fall
    until another bid draws level (infinity if it may fall to nothing).
    """

    winner: int
    margin: float
    break_points: tuple[BreakPoint, ...]
    least_change: Floats
    dominated: NDArray[np.bool_]
    share: Floats
    share_any: Floats
    rank_share: Floats
    needed: Floats
    spare: Floats


def stability(
    parts: ArrayLike,
    weights: ArrayLike,
    draws: int = 10_000,
    seed: int = 0,
    *,
    values: ArrayLike | None = None,
) -> Stability:
    """Examine the first place among the bids of one challenge.

    parts: bids × criteria, weight × value (`score_table(...).parts`). weights: per criterion, not
    negative, together 1. draws: random weightings (0: none, shares are then NaN). seed: same seed, same
    answer. values: bids × criteria in 0..1, wanted only to judge criteria of weight 0, whose parts say
    nothing. Equal totals: the bid with the larger parts (first criterion first) is taken as winner.
    Raises ValueError on NaN, shapes that differ, weights that do not sum to 1, parts above their weight.
    Source: Lahdelma, Salminen (2001); Triantaphyllou, Sanchez (1997).
    """
    table = numbers("parts", parts, ndim=2)
    if 0 in table.shape:
        raise refuse("parts", f"must hold at least one bid and one criterion, has shape {table.shape}")
    w = weights_of("weights", weights, table.shape[1])
    v = _values(table, w, values)
    draws, seed = whole("draws", draws, 0), whole("seed", seed, 0)
    order = np.lexsort(np.vstack([-table.T[::-1], -table.sum(axis=1).round(12)]))
    winner = int(order[0])
    gap, d = _gaps(table, v, w, winner)
    least = _least_change(gap, d, w, winner)
    share, share_any, ranks = _shares(v, w, draws, seed, order)
    return Stability(
        winner=winner,
        margin=float(np.delete(gap, winner).min(initial=np.inf)),
        break_points=_break_points(gap, d, w, winner),
        least_change=least,
        dominated=np.isinf(least),
        share=share,
        share_any=share_any,
        rank_share=ranks,
        needed=_needed(gap, v, w, winner),
        spare=_spare(gap, v, w, winner),
    )


def _values(table: Floats, w: Floats, values: ArrayLike | None) -> Floats:
    """v in 0..1 behind the parts."""
    high = table > w + 1e-9
    if high.any() or (table < 0).any():
        raise refuse("parts", "must lie between 0 and their weight", first(high | (table < 0)))
    if values is None:
        return np.divide(table, w, out=np.zeros_like(table), where=w > 0)
    v = numbers("values", values, ndim=2)
    if v.shape != table.shape:
        raise refuse("values", f"must have the shape of the parts {table.shape}, has {v.shape}")
    if ((v < 0) | (v > 1)).any():
        raise refuse("values", "must lie in 0..1", first((v < 0) | (v > 1)))
    return v


def _gaps(table: Floats, v: Floats, w: Floats, winner: int) -> tuple[Floats, Floats]:
    """Lead of the winner over each bid, and its lead per criterion."""
    difference = table[winner] - table
    return np.maximum(difference.sum(axis=1), 0.0), v[winner] - v


def _break_points(gap: Floats, d: Floats, w: Floats, winner: int) -> tuple[BreakPoint, ...]:
    """gap(t) = gap + t · (d[j] - (gap - d[j]·w[j]) / (1 - w[j])): the nearest roots on both sides."""
    rest = 1 - w
    others = np.divide(gap[:, None] - d * w, rest, out=np.zeros_like(d), where=rest > 1e-12)
    slope = d - others
    steep = (np.abs(slope) > 1e-15) & (rest > 1e-12)
    change = np.divide(-gap[:, None], slope, out=np.full_like(d, np.nan), where=steep)
    change[winner] = np.nan
    reach = (w + change >= -1e-15) & (w + change <= 1 + 1e-15)
    found = []
    for sign in (-1, 1):
        # On a level lead of 0 the side is that to which the lead turns negative.
        side = reach & (sign * slope < 0)
        far = np.where(side, np.abs(change), np.inf)
        for j in range(len(w)):
            rival = int(np.argmin(far[:, j]))
            if np.isfinite(far[rival, j]):
                step = float(change[rival, j])
                found.append(BreakPoint(j, min(1.0, max(0.0, float(w[j]) + step)), rival, step))
    return tuple(sorted(found, key=lambda point: (point.criterion, point.change)))


def _least_change(gap: Floats, d: Floats, w: Floats, winner: int) -> Floats:
    """Take weight where the winner leads most, give it where it leads least, until the lead is gone.

    Moving weight from j to the criterion of the smallest d lowers the lead by d[j] - min d per unit, so
    taking the largest first is exact (a fractional knapsack of equal costs).
    """
    order = np.argsort(-d, axis=1, kind="stable")
    gain = np.take_along_axis(d, order, axis=1) - d.min(axis=1, keepdims=True)
    movable = w[order]
    lowered = np.cumsum(gain * movable, axis=1)
    before = np.hstack([np.zeros((len(d), 1)), lowered[:, :-1]])
    moved = np.hstack([np.zeros((len(d), 1)), np.cumsum(movable, axis=1)[:, :-1]])
    enough = lowered >= gap[:, None] - _TIE
    at = np.argmax(enough, axis=1)
    rows = np.arange(len(d))
    left = np.maximum(gap - before[rows, at], 0.0)
    step = np.divide(left, gain[rows, at], out=np.zeros_like(left), where=gain[rows, at] > 0)
    least = np.where(enough.any(axis=1), moved[rows, at] + np.minimum(step, movable[rows, at]), np.inf)
    least[winner] = 0.0
    return np.asarray(least)


def _needed(gap: Floats, v: Floats, w: Floats, winner: int) -> Floats:
    need = np.divide(gap[:, None], w, out=np.full_like(v, np.inf), where=w > 0)
    need[v + need > 1 + _TIE] = np.inf
    need[winner] = 0.0
    return need


def _spare(gap: Floats, v: Floats, w: Floats, winner: int) -> Floats:
    margin = float(np.delete(gap, winner).min(initial=np.inf))
    fall = np.divide(margin, w, out=np.full_like(w, np.inf), where=w > 0)
    fall[fall > v[winner] + _TIE] = np.inf
    return fall


def _weight_draws(alpha: Floats, draws: int, seed: int) -> Floats:
    """Weights from a Dirichlet distribution, as gamma numbers brought to sum 1."""
    drawn = np.random.default_rng(seed).standard_gamma(alpha, size=(draws, len(alpha)))
    whole_of = drawn.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(drawn, whole_of, out=np.full_like(drawn, 1 / len(alpha)), where=whole_of > 0))


@dataclass(eq=False)
class _Tally:
    """Counts over draws, bids in their final order: nothing may depend on the order of the rows. won: draws
    won, a draw that ends level shared out; places: bids × places."""

    won: Floats
    places: NDArray[np.int64]

    @classmethod
    def of(cls, v: Floats, drawn: Floats, order: NDArray[np.int64], ranked: bool) -> "_Tally":
        bids, found = len(v), cls(np.zeros(len(v)), np.zeros((len(v), len(v)), np.int64))
        turned = np.ascontiguousarray(v[order].T)
        step = max(1, _BLOCK // bids)
        for block in np.split(drawn, range(step, len(drawn), step)):
            score = block @ turned
            found._wins(score)
            if ranked:
                found._ranks(score, bids)
        return found

    def _wins(self, score: Floats) -> None:
        at = np.flatnonzero(score >= score.max(axis=1, keepdims=True) - _TIE)
        draw, bid = np.divmod(at, len(self.won))
        self.won += np.bincount(bid, 1.0 / np.bincount(draw)[draw], minlength=len(self.won))

    def _ranks(self, score: Floats, bids: int) -> None:
        """Whole numbers sort many times faster than places by score: first the score in steps of 2^-40, then
        the bid. Level bids keep their final order."""
        bits = int(bids).bit_length()
        score -= 1.0
        score *= -_STEPS
        key = score.astype(np.int64)
        key <<= bits
        key |= np.arange(bids)
        key.sort(axis=1)
        key &= (1 << bits) - 1
        key += np.arange(bids) << bits
        counts = np.bincount(key.ravel(), minlength=bids << bits)
        self.places += counts.reshape(bids, 1 << bits)[:, :bids].T


def _shares(
    v: Floats, w: Floats, draws: int, seed: int, order: NDArray[np.int64]
) -> tuple[Floats, Floats, Floats]:
    """Shares of draws won round the stated weights and over all weights; of the former the share of each bid
    on each place (bids × places)."""
    bids = len(v)
    if not draws:
        none = np.full(bids, np.nan)
        return none, none, np.full((bids, bids), np.nan)
    near = _Tally.of(v, _weight_draws(w * CONCENTRATION, draws, seed), order, True)
    far = _Tally.of(v, _weight_draws(np.ones_like(w), draws, seed + 1), order, False)
    share, share_any, ranks = np.empty(bids), np.empty(bids), np.empty((bids, bids))
    share[order], share_any[order], ranks[order] = near.won / draws, far.won / draws, near.places / draws
    return share, share_any, ranks
