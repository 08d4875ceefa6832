"""How each member marks, and the ranks with that taken out, beside the ranks as they are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import matching  # its parts are loaded when first named: a web process pays for numbers only here
from bidding.panels.queries import totals as sums
from bidding.panels.queries.board import Board, Seat, Standing

DIGITS = 6  # of levelled points: equal bids stay equal whatever the order of adding


@dataclass(frozen=True)
class Habit:
    """How one member marks: mean and spread of their totals; what levelling took off every total, and by how
    much it stretched the distance from the mean (0 and 1: nothing was done)."""

    seat: Seat
    mean: Fraction
    spread: float
    offset: float
    scale: float


@dataclass(frozen=True)
class SideBySide:
    """A bid by the totals as given and as levelled: points of 100 and rank."""

    bid: Standing
    points: Fraction
    rank: int
    levelled_points: Fraction
    levelled_rank: int


@dataclass(frozen=True)
class Calibration:
    """levelled: whether anybody's habit could be told from chance and was taken out."""

    habits: list[Habit]
    rows: list[SideBySide]
    levelled: bool


def calibration(found: Board) -> Calibration:
    """Everything on the calibration page; nothing of it changes a score."""
    bids = [one for one in found.standings if found.totals.get(one.bid_id)]
    seats = [seat for seat in found.seats if any(seat.id in found.totals[one.bid_id] for one in bids)]
    if not bids:
        return Calibration([], [], levelled=False)
    given = [[found.totals[one.bid_id].get(seat.id) for one in bids] for seat in seats]
    made = matching.scoring.level(
        [[float(total or 0) for total in row] for row in given],
        [[total is not None for total in row] for row in given],
    )
    habits = [
        _habit(seat, [total for total in row if total is not None], float(offset), float(scale))
        for seat, row, offset, scale in zip(seats, given, made.offset, made.scale, strict=True)
    ]
    levelled = any(one.offset or one.scale != 1 for one in habits)
    raw = {one.bid_id: sums.aggregate(list(found.totals[one.bid_id].values())) for one in bids}
    fair = _levelled(bids, given, made.marks.tolist()) if levelled else raw
    place, fair_place = sums.places(raw), sums.places(fair)
    rows = [
        SideBySide(one, raw[one.bid_id], place[one.bid_id], fair[one.bid_id], fair_place[one.bid_id])
        for one in bids
    ]
    return Calibration(habits, rows, levelled)


def _habit(seat: Seat, own: list[Fraction], offset: float, scale: float) -> Habit:
    return Habit(seat, sums.mean(own), sums.spread(own), offset, scale)


def _levelled(
    bids: list[Standing], given: list[list[Fraction | None]], marks: list[list[float]]
) -> dict[int, Fraction]:
    """Brought together like the totals themselves: from seven members on without the outermost two."""
    return {
        one.bid_id: sums.aggregate(
            [
                Fraction(round(line[n], DIGITS))
                for row, line in zip(given, marks, strict=True)
                if row[n] is not None
            ]
        )
        for n, one in enumerate(bids)
    }
