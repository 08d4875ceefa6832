"""The panel's arithmetic, on numbers one can check by hand."""

from fractions import Fraction

import pytest

from bidding.panels.queries import totals

WEIGHTS = {
    "feasibility": 30,
    "response": 15,
    "novelty": 10,
    "team": 15,
    "value": 15,
    "milestones": 10,
    "risk": 5,
}


def test_full_marks_are_a_hundred_points_and_half_marks_fifty():
    assert totals.member_total(dict.fromkeys(WEIGHTS, 20), WEIGHTS) == 100
    assert totals.member_total(dict.fromkeys(WEIGHTS, 10), WEIGHTS) == 50
    assert totals.member_total({"feasibility": 20}, WEIGHTS) == 30


def test_up_to_six_members_the_plain_mean_counts():
    assert (
        totals.aggregate([Fraction(60), Fraction(70), Fraction(80), Fraction(90), Fraction(90), Fraction(90)])
        == 80
    )


def test_from_seven_members_the_outermost_two_are_dropped():
    assert (
        totals.aggregate(
            [Fraction(0), Fraction(70), Fraction(70), Fraction(70), Fraction(70), Fraction(80), Fraction(100)]
        )
        == 72
    )


def test_nobody_scored_is_zero():
    assert totals.aggregate([]) == 0


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Fraction(1, 3), 33), (Fraction("0.005"), 1), (Fraction("0.0049"), 0), (Fraction("71.345"), 7135)],
)
def test_two_decimals_are_rounded_half_up(value, shown):
    assert totals.half_up(value) == shown


def test_the_final_score_mixes_panel_and_matcher_by_the_presets_share():
    assert totals.final_score(8000, 6000, 30) == 7400
    assert totals.final_score(8000, 6000, 0) == 8000
    assert totals.final_score(7001, 5000, 30) == 6401  # 64.007 → 64.01


def test_more_than_twenty_points_from_the_median_is_far_off_and_twenty_is_not():
    assert totals.far_off({1: Fraction(70), 2: Fraction(70), 3: Fraction(90)}) == set()
    assert totals.far_off({1: Fraction(70), 2: Fraction(70), 3: Fraction("90.1")}) == {3}


def test_equal_values_share_a_place():
    assert totals.places({1: Fraction(5), 2: Fraction(7), 3: Fraction(5)}) == {2: 1, 1: 2, 3: 2}
