import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matching.scoring import level

MARKS = arrays(np.float64, (4, 6), elements=st.integers(0, 100))
GOOD = np.array([60.0, 70, 80, 65, 75, 90])
NOISE = np.array([[1, -1, 2, 0, -2, 0], [0, 2, -1, -1, 1, -1], [-2, 0, 0, 2, 1, -1], [1, -1, -1, -1, 0, 2.0]])


def test_those_who_mark_alike_are_left_alone():
    made = level(np.vstack([GOOD] * 4))
    assert made.adjusted.tolist() == made.raw.tolist() == GOOD.tolist()
    assert (made.offset == 0).all()
    assert (made.scale == 1).all()


def test_fewer_than_five_marks_say_nothing_about_a_habit():
    marks = np.vstack([GOOD, GOOD - 30])[:, :4]
    made = level(marks)
    assert made.marks.tolist() == marks.tolist()
    assert made.adjusted.tolist() == made.raw.tolist()


def test_a_harsh_reviewer_is_lifted_to_the_others():
    marks = GOOD + NOISE
    marks[0] -= 25
    made = level(marks)
    assert made.offset[0] == pytest.approx(
        -18.7, abs=1.5
    )  # three quarters of 25: the others' mean moves, too
    assert np.abs(made.marks.mean(axis=1) - made.marks.mean()).max() < 2


def test_whoever_got_the_poor_bids_is_not_harsh():
    # Two reviewers of the same habit, one of whom was given the poor half, tied together by common bids.
    quality = np.array([40.0, 42, 44, 46, 48, 80, 82, 84, 86, 88])
    seen = np.array([[1] * 6 + [0] * 4, [0] * 4 + [1] * 6, [1] * 10], dtype=bool)
    made = level(np.vstack([quality] * 3), seen)
    assert made.offset == pytest.approx(np.zeros(3), abs=1e-6)


def test_a_bold_range_is_drawn_in_and_a_timid_one_widened():
    marks = np.vstack([75 + 3.0 * (GOOD - 75), GOOD, 75 + 0.3 * (GOOD - 75), GOOD + 1]) + NOISE
    made = level(marks)
    assert made.scale[0] < 1 < made.scale[2]
    spread = made.marks.std(axis=1)
    assert spread.max() / spread.min() < marks.std(axis=1).max() / marks.std(axis=1).min() / 2


@given(MARKS, st.permutations(range(4)), st.permutations(range(6)))
def test_the_order_of_reviewers_and_bids_changes_nothing(marks, rows, columns):
    made, turned = level(marks), level(marks[rows][:, columns])
    assert turned.adjusted == pytest.approx(made.adjusted[columns], abs=1e-6)


@given(MARKS, st.floats(-50, 50), st.floats(0.1, 10))
def test_another_unit_gives_the_same_in_that_unit(marks, shift, stretch):
    made, other = level(marks), level(shift + stretch * marks)
    assert other.adjusted == pytest.approx(shift + stretch * made.adjusted, abs=1e-4)


@given(MARKS)
def test_where_all_marked_all_bids_offsets_change_no_order(marks):
    made, shifted = level(marks), level(marks + np.array([[0.0], [15], [-20], [5]]))
    apart = np.subtract.outer(made.adjusted, made.adjusted)
    assert np.subtract.outer(shifted.adjusted, shifted.adjusted) == pytest.approx(apart, abs=1e-9)


def study(offset: float, spread: float, trials: int = 60) -> tuple[float, float]:
    """Mean correlation with the true worth, raw and levelled: 20 reviewers, 40 bids, three marks each."""
    rng = np.random.default_rng(11)
    found = np.zeros((trials, 2))
    for trial in range(trials):
        worth, habit = rng.normal(0, 8, 40), rng.normal(0, offset, 20)
        width = np.exp(rng.normal(0, spread, 20))
        seen = np.zeros((20, 40), dtype=bool)
        for bid in range(40):
            seen[rng.choice(20, 3, replace=False), bid] = True
        marks = 70 + width[:, None] * (worth + rng.normal(0, 5, (20, 40))) + habit[:, None]
        made = level(marks, seen)
        found[trial] = np.corrcoef(made.raw, worth)[0, 1], np.corrcoef(made.adjusted, worth)[0, 1]
    return float(found[:, 0].mean()), float(found[:, 1].mean())


def test_levelling_comes_nearer_to_the_truth_where_habits_differ_and_loses_nothing_where_not():
    raw, levelled = study(offset=8, spread=0.3)
    assert levelled > raw + 0.05
    raw, levelled = study(offset=0, spread=0)
    assert levelled > raw - 0.01


def test_the_result_is_json():
    assert json.loads(json.dumps(level(GOOD + NOISE).to_json()))["raw"][1] == 70.0


@pytest.mark.parametrize(
    ("marks", "scored", "words"),
    [
        ([[1, float("nan")]], None, "marks, row 0: must be finite"),
        ([[1, 2]], [[1]], "scored: must have the shape of marks"),
        ([[1, 2]], [[1, 0]], "scored, row column 1: every bid needs a mark"),
        ([[1, 2]], [[1, 2]], "scored, row 0: must be true or false"),
        (np.zeros((0, 3)), None, "marks: must hold at least one"),
    ],
)
def test_bad_input_is_named(marks, scored, words):
    with pytest.raises(ValueError, match=words):
        level(marks, scored)
