import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pymcdm.methods import WSM

from matching.scoring import score_table, shown

WEIGHTS = [0.35, 0.15, 0.15, 0.1, 0.1, 0.1, 0.05]
ANCHORS = [[(0, 0), (10, 1)]] * 5 + [[(0, 0), (3, 0.7), (10, 1)], [(0, 1), (10, 0)]]
TABLES = arrays(np.float64, st.tuples(st.integers(1, 8), st.just(7)), elements=st.floats(-2, 12))


@st.composite
def weightings(draw: st.DrawFn, length: int = 7) -> np.ndarray:
    raw = np.array(draw(st.lists(st.integers(0, 100), min_size=length, max_size=length)), dtype=float)
    raw[draw(st.integers(0, length - 1))] += 1
    return raw / raw.sum()


@given(TABLES, weightings())
def test_parts_add_exactly_to_the_score_in_every_order(values, weights):
    table = score_table(values, ANCHORS, weights)
    for row, total in zip(table.parts, table.totals, strict=True):
        for order in itertools.islice(itertools.permutations(range(7)), 0, 5040, 611):
            added = 0.0
            for column in order:
                added += row[column]
            assert added == total
        assert math.fsum(row) == total


@given(TABLES, weightings())
def test_score_lies_between_0_and_1(values, weights):
    totals = score_table(values, ANCHORS, weights).totals
    assert ((totals >= 0) & (totals <= 1)).all()


def test_best_of_everything_scores_1_and_worst_scores_0():
    table = score_table([[10] * 6 + [0], [0] * 6 + [10]], ANCHORS, WEIGHTS)
    assert table.totals.tolist() == [1.0, 0.0]


@given(TABLES, weightings(), st.integers(0, 5), st.floats(0, 5))
def test_more_of_a_good_thing_never_lowers_the_score(values, weights, criterion, more):
    better = values.copy()
    better[:, criterion] += more
    assert (
        score_table(better, ANCHORS, weights).totals >= score_table(values, ANCHORS, weights).totals
    ).all()


@given(TABLES, weightings())
def test_a_rival_that_joins_or_leaves_moves_nobody(values, weights):
    alone = score_table(values[:1], ANCHORS, weights).totals[0]
    assert score_table(values, ANCHORS, weights).totals[0] == alone


@given(TABLES, weightings(), st.sampled_from([0.001, 3.6, 10_000.0]))
def test_other_units_give_the_same_score(values, weights, unit):
    scaled = [[(x * unit, v) for x, v in points] for points in ANCHORS]
    totals = score_table(values * unit, scaled, weights).totals
    assert totals == pytest.approx(score_table(values, ANCHORS, weights).totals, abs=1e-12)


@given(TABLES, weightings(), st.randoms(use_true_random=False))
def test_order_of_bids_and_criteria_does_not_matter(values, weights, random):
    bids, criteria = list(range(len(values))), list(range(7))
    random.shuffle(bids)
    random.shuffle(criteria)
    turned = score_table(values[bids][:, criteria], [ANCHORS[c] for c in criteria], weights[criteria])
    assert turned.totals.tolist() == score_table(values, ANCHORS, weights).totals[bids].tolist()


@given(TABLES, weightings())
def test_weight_taken_from_a_criterion_all_are_equal_on_keeps_the_order(values, weights):
    values[:, 0] = 5.0
    kept = np.concatenate([[0.0], weights[1:]])
    if kept.sum() == 0:
        return
    before = score_table(values, ANCHORS, weights).totals
    after = score_table(values, ANCHORS, kept / kept.sum()).totals
    for a, b in itertools.combinations(range(len(values)), 2):
        if before[a] > before[b] + 1e-9:
            assert after[a] > after[b]


def test_equal_bids_have_equal_scores():
    totals = score_table([[3.3] * 7] * 5000, ANCHORS, WEIGHTS).totals
    assert len(set(totals.tolist())) == 1


@given(TABLES)
def test_linear_scores_are_those_of_pymcdm(values):
    inside = np.clip(values, 0, 10)
    ours = score_table(inside, [[(0, 0), (10, 1)]] * 7, WEIGHTS).totals
    method = WSM(normalization_function=lambda column, cost=False: column)
    theirs = method(inside / 10, np.array(WEIGHTS), np.ones(7), validation=False)
    assert ours == pytest.approx(theirs, abs=1e-12)


@given(arrays(np.float64, 7, elements=st.floats(0, 1 / 7)), st.integers(0, 3))
def test_shown_points_add_to_the_shown_total(parts, digits):
    points, total = shown(parts, digits)
    unit = 10**digits
    assert sum(round(point * unit) for point in points) == round(total * unit)
    assert all(abs(point - 100 * part) < 1.5 / unit for point, part in zip(points, parts, strict=True))


@pytest.mark.parametrize(
    ("values", "anchors", "weights", "words"),
    [
        ([[1, float("nan")]], [[(0, 0), (1, 1)]] * 2, [0.5, 0.5], "values, row 0"),
        ([[1, 2], [1, float("inf")]], [[(0, 0), (1, 1)]] * 2, [0.5, 0.5], "values, row 1"),
        ([[1, 2]], [[(0, 0), (1, 1)]] * 2, [1.5, -0.5], "weights, row 1: must not be negative"),
        ([[1, 2]], [[(0, 0), (1, 1)]] * 2, [0.5, 0.6], "weights: must sum to 1"),
        ([[1, 2]], [[(0, 0), (1, 1)]] * 2, [1.0], "weights: must have one weight for each of 2"),
        ([[1, 2]], [[(0, 0), (1, 1)]], [0.5, 0.5], "anchors: must have one list"),
        ([[1, 2]], [[(0, 0), (0, 1)]] * 2, [0.5, 0.5], "anchors, row 0: x must rise"),
        ([[1, 2]], [[(0, 0), (1, 2)]] * 2, [0.5, 0.5], "anchors, row 0: v must lie"),
        ([[1, 2]], [[(0, 0)]] * 2, [0.5, 0.5], "anchors, row 0: needs at least two"),
        ([1, 2], [[(0, 0), (1, 1)]] * 2, [0.5, 0.5], "values: must be bids"),
        ([["a", 2]], [[(0, 0), (1, 1)]] * 2, [0.5, 0.5], "values: must be numbers"),
    ],
)
def test_bad_input_is_refused_by_name_row_and_rule(values, anchors, weights, words):
    with pytest.raises(ValueError, match=words):
        score_table(values, anchors, weights)
