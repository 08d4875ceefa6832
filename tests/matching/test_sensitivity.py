import json

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from matching.scoring import score_table
from matching.sensitivity import stability

VALUES = arrays(
    np.float64, st.tuples(st.integers(2, 6), st.just(4)), elements=st.integers(0, 20).map(lambda n: n / 20)
)
WEIGHTS = st.lists(st.integers(1, 20), min_size=4, max_size=4).map(lambda raw: np.array(raw) / sum(raw))
ANCHORS = [[(0, 0), (1, 1)]] * 4


def parts_of(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return score_table(values, ANCHORS, weights).parts


def moved(weights: np.ndarray, criterion: int, weight: float) -> np.ndarray:
    """One weight set, the others keeping their proportions."""
    fresh = weights * (1 - weight) / (1 - weights[criterion])
    fresh[criterion] = weight
    return fresh


@given(VALUES, WEIGHTS)
def test_at_a_break_point_two_bids_tie_and_just_before_it_the_winner_stays(values, weights):
    found = stability(parts_of(values, weights), weights, draws=0)
    for point in found.break_points:
        scores = values @ moved(weights, point.criterion, point.weight)
        assert scores[found.winner] == pytest.approx(scores[point.rival], abs=1e-9)
        before = values @ moved(weights, point.criterion, weights[point.criterion] + point.change * 0.999)
        assert before[found.winner] >= before.max() - 1e-9


@given(VALUES, WEIGHTS)
def test_without_a_break_point_no_single_weight_changes_the_winner(values, weights):
    found = stability(parts_of(values, weights), weights, draws=0)
    assume(found.margin > 1e-6)
    for criterion in range(4):
        changes = [point.change for point in found.break_points if point.criterion == criterion]
        for weight in np.linspace(0, 1, 21):
            change = weight - weights[criterion]
            if all(change * other <= 0 or abs(change) < abs(other) - 1e-9 for other in changes):
                scores = values @ moved(weights, criterion, weight)
                assert scores[found.winner] >= scores.max() - 1e-9


@given(VALUES, WEIGHTS)
def test_the_least_change_is_that_of_a_linear_program(values, weights):
    found = stability(parts_of(values, weights), weights, draws=0)
    for rival in range(len(values)):
        if rival == found.winner:
            assert found.least_change[rival] == 0
            continue
        d = values[found.winner] - values[rival]
        # take a ≥ 0 (at most the weight), give g ≥ 0, as much given as taken, lead gone
        best = linprog(
            np.concatenate([np.ones(4), np.zeros(4)]),
            A_ub=[np.concatenate([-d, d])],
            b_ub=[-(d @ weights)],
            A_eq=[np.concatenate([np.ones(4), -np.ones(4)])],
            b_eq=[0],
            bounds=[(0, w) for w in weights] + [(0, 1)] * 4,
        )
        if best.status == 2:
            assert np.isinf(found.least_change[rival]) or d.min() == pytest.approx(0, abs=1e-9)
        else:
            assert found.least_change[rival] == pytest.approx(best.fun, abs=1e-7)


@given(VALUES, WEIGHTS)
def test_shares_sum_to_1(values, weights):
    found = stability(parts_of(values, weights), weights, draws=200)
    assert found.share.sum() == pytest.approx(1)
    assert found.share_any.sum() == pytest.approx(1)
    assert found.rank_share.sum(axis=0) == pytest.approx(1)
    assert found.rank_share.sum(axis=1) == pytest.approx(1)


@given(VALUES, WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_bids_does_not_matter(values, weights, random):
    order = list(range(len(values)))
    random.shuffle(order)
    before = stability(parts_of(values, weights), weights, draws=100)
    after = stability(parts_of(values[order], weights), weights, draws=100)
    assert after.share == pytest.approx(before.share[order])
    assert values[order][after.winner].tolist() == values[before.winner].tolist()


@given(VALUES, WEIGHTS)
def test_at_what_was_needed_and_at_what_was_to_spare_two_bids_tie(values, weights):
    found = stability(parts_of(values, weights), weights, draws=0)
    scores = values @ weights
    for rival, criterion in np.ndindex(values.shape):
        if rival == found.winner:
            continue
        lifted = scores[rival] + weights[criterion] * found.needed[rival, criterion]
        if np.isinf(lifted):
            full = scores[rival] + weights[criterion] * (1 - values[rival, criterion])
            assert full < scores[found.winner] + 1e-9
        else:
            assert lifted == pytest.approx(scores[found.winner], abs=1e-9)
    second = max((score for row, score in enumerate(scores) if row != found.winner), default=0)
    for criterion, fall in enumerate(found.spare):
        if np.isinf(fall):
            assert scores[found.winner] - weights[criterion] * values[found.winner, criterion] > second - 1e-9
        else:
            assert scores[found.winner] - weights[criterion] * fall == pytest.approx(second, abs=1e-9)


def test_a_dominated_rival_is_reported_as_such():
    found = stability(
        parts_of(np.array([[1, 0.5, 0.5, 0.5], [0.5, 0.4, 0.4, 0.4]]), np.full(4, 0.25)), [0.25] * 4
    )
    assert found.dominated.tolist() == [False, True]
    assert found.break_points == ()
    assert found.share.tolist() == [1.0, 0.0]
    assert found.to_json()["least_change"] == [0.0, None]


def test_what_a_loser_would_have_needed():
    values, weights = np.array([[0.8, 0.5, 0, 0], [0.6, 0.5, 0, 0]]), np.array([0.5, 0.5, 0, 0])
    found = stability(parts_of(values, weights), weights, values=values, draws=0)
    assert found.needed[1].tolist() == [pytest.approx(0.2), pytest.approx(0.2), np.inf, np.inf]
    assert found.margin == pytest.approx(0.1)


def test_same_seed_same_answer_and_json_holds_it():
    parts = parts_of(np.array([[0.9, 0.1, 0.5, 0.5], [0.1, 0.8, 0.5, 0.5]]), np.full(4, 0.25))
    first, second = (stability(parts, [0.25] * 4, seed=7).to_json() for _ in range(2))
    assert json.dumps(first) == json.dumps(second)
    assert first["share"] != stability(parts, [0.25] * 4, seed=8).to_json()["share"]


@pytest.mark.parametrize(
    ("parts", "weights", "words"),
    [
        ([[0.2, float("nan")]], [0.5, 0.5], "parts, row 0: must be finite"),
        ([[0.2, 0.6]], [0.5, 0.5], "parts, row 0: must lie between 0 and their weight"),
        ([[0.2, 0.2]], [0.5, 0.4], "weights: must sum to 1"),
        ([[0.2, 0.2]], [1.0], "weights: must have one weight"),
        (np.zeros((0, 2)), [0.5, 0.5], "parts: must hold at least one bid"),
    ],
)
def test_bad_input_is_refused_by_name_row_and_rule(parts, weights, words):
    with pytest.raises(ValueError, match=words):
        stability(parts, weights)
