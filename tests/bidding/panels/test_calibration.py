"""Habits taken out beside the totals as they are: only from five bids on, only where there is evidence."""

from fractions import Fraction

from bidding.panels.queries.board import Board, Seat, Standing
from bidding.panels.queries.calibration import calibration

GOOD = {1: 60, 2: 70, 3: 80, 4: 65, 5: 75, 6: 90}
NOISE = ((1, -1, 2, 0, -2, 0), (0, 2, -1, -1, 1, -1), (-2, 0, 0, 2, 1, -1))


def found(habits) -> Board:
    """A board of six bids; habit: (points off every total, how wide the range is)."""
    seats = [Seat(n, n, f"评委{n}", True, None, "", "") for n in range(len(habits))]
    totals = {
        bid: {
            n: Fraction(75 - off) + Fraction(wide) * (good - 75) + NOISE[n][bid - 1]
            for n, (off, wide) in enumerate(habits)
        }
        for bid, good in GOOD.items()
    }
    standings = [Standing(bid, "ABCDEF"[bid - 1], 0, 0, 0, {}, None, None, False, 0) for bid in GOOD]
    return Board({}, 30, tuple(seats), {}, totals, tuple(standings))


def test_a_harsh_member_is_named_with_what_levelling_took_off():
    made = calibration(found([(0, 1), (0, 1), (30, 1)]))
    assert made.levelled
    off = [one.offset for one in made.habits]
    assert off[2] < -15 < 0 < min(off[:2])
    # All marked all bids: no order changes by it.
    assert [one.rank for one in made.rows] == [one.levelled_rank for one in made.rows]


def test_a_bold_member_no_longer_decides_alone():
    made = calibration(found([(0, 1), (0, 1), (0, 4)]))
    assert made.habits[2].scale < 0.8
    raw = [float(one.points) for one in made.rows]
    levelled = [float(one.levelled_points) for one in made.rows]
    assert max(levelled) - min(levelled) < max(raw) - min(raw)


def test_without_habits_both_columns_are_the_same():
    made = calibration(found([(0, 1), (0, 1), (0, 1)]))
    assert not made.levelled
    assert [one.points for one in made.rows] == [one.levelled_points for one in made.rows]


def test_without_bids_there_is_nothing_to_show():
    assert calibration(Board({}, 30, (), {}, {}, ())).rows == []
