import itertools
import json

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from ortools.sat.python import cp_model
from scipy.optimize import linprog

from matching.panels import Quota, assign

SCORES = st.integers(0, 20).map(lambda n: n / 20)


@st.composite
def small(draw: st.DrawFn):
    """6 reviewers, 4 columns, panels of 2, loads up to 2, some conflicts."""
    affinity = draw(arrays(np.float64, (6, 4), elements=SCORES))
    conflict = draw(arrays(np.bool_, (6, 4), elements=st.integers(0, 4).map(lambda n: n == 0)))
    return affinity, conflict


def possible(affinity, conflict, size, load, least=0):
    """Every assignment, the plain way."""
    choices = [
        [
            set(pair)
            for pair in itertools.combinations(range(len(affinity)), size)
            if not conflict[list(pair), j].any()
        ]
        for j in range(affinity.shape[1])
    ]
    for panel in itertools.product(*choices):
        seats = [sum(i in members for members in panel) for i in range(len(affinity))]
        if max(seats) <= load and min(seats) >= least:
            yield panel


def sums(affinity, panel):
    return [sum(affinity[i, j] for i in members) for j, members in enumerate(panel)]


@given(small())
def test_fair_panels_are_those_of_brute_force(problem):
    affinity, conflict = problem
    found = [sums(affinity, panel) for panel in possible(affinity, conflict, 2, 2)]
    assume(found)
    worst = max(min(row) for row in found)
    total = max(sum(row) for row in found if min(row) >= worst - 1e-9)
    made = assign(affinity, conflict, 2, 2)
    assert made.worst == pytest.approx(worst, abs=1e-6)
    assert made.total == pytest.approx(total, rel=1e-3)
    assert made.total <= made.bound + 1e-6
    assert made.worst_bound >= worst - 1e-6


@given(small())
def test_leximin_is_that_of_brute_force(problem):
    affinity, conflict = problem
    found = [sorted(sums(affinity, panel)) for panel in possible(affinity, conflict, 2, 2)]
    assume(found)
    made = assign(affinity, conflict, 2, 2, leximin=True)
    assert sorted((affinity * made.pairs).sum(axis=0)) == pytest.approx(max(found), abs=1e-5)
    assert made.proven


def test_leximin_lifts_the_next_worst_where_the_fair_way_looks_at_the_total():
    # Nobody knows the first column well; the other three share three reviewers, one of them good at all.
    affinity = np.array([[0.1, 0, 0, 0], [0, 0.9, 0.4, 0.4], [0, 0.5, 0.3, 0.3], [0, 0.5, 0.3, 0.3]])
    made = assign(affinity, affinity == 0, 1, 1, leximin=True)
    assert sorted((affinity * made.pairs).sum(axis=0)) == pytest.approx([0.1, 0.3, 0.4, 0.5])
    assert assign(affinity, affinity == 0, 1, 1).total == pytest.approx(1.6)


def test_leximin_of_too_many_pairs_is_refused():
    with pytest.raises(ValueError, match="leximin: is worked out for up to 4000 pairs"):
        assign(*field(80, 60), 3, 3, leximin=True)


@given(small(), st.integers(0, 1))
def test_the_largest_total_is_that_of_brute_force(problem, least):
    affinity, conflict = problem
    found = [sum(sums(affinity, panel)) for panel in possible(affinity, conflict, 2, 2, least)]
    assume(found)
    made = assign(affinity, conflict, 2, 2, least, fair=False)
    assert made.total == pytest.approx(max(found), abs=1e-5)
    assert made.proven


@given(small(), st.booleans())
def test_no_conflict_exact_sizes_and_loads(problem, fair):
    affinity, conflict = problem
    try:
        made = assign(affinity, conflict, 2, 3, fair=fair)
    except ValueError:
        assert not any(possible(affinity, conflict, 2, 3))
        return
    assert not (made.pairs & conflict).any()
    assert made.pairs.sum(axis=0).tolist() == [2] * 4
    assert made.pairs.sum(axis=1).max() <= 3
    assert made.worst == pytest.approx(min((affinity * made.pairs).sum(axis=0)))
    assert made.total == pytest.approx((affinity * made.pairs).sum())


def field(reviewers: int, columns: int, seed: int = 0):
    rng = np.random.default_rng(seed)
    return rng.random((reviewers, columns)) ** 2, rng.random((reviewers, columns)) < 0.05


def greedy_worst(affinity, conflict, size, load):
    """Column after column takes the best that are left."""
    left, worst = np.full(len(affinity), load), np.inf
    for j in range(affinity.shape[1]):
        order = [i for i in np.argsort(-affinity[:, j]) if left[i] and not conflict[i, j]][:size]
        left[order] -= 1
        worst = min(worst, affinity[order, j].sum())
    return worst


def test_the_worst_is_no_worse_than_greedys_and_the_total_under_the_linear_bound():
    affinity, conflict = field(20, 15)
    made = assign(affinity, conflict, 3, 3)
    assert made.worst >= greedy_worst(affinity, conflict, 3, 3)
    sizes, loads = np.kron(np.ones(20), np.eye(15)), np.kron(np.eye(20), np.ones(15))
    linear = linprog(
        -affinity.ravel(), A_eq=sizes, b_eq=[3] * 15, A_ub=loads, b_ub=[3] * 20,
        bounds=[(0, 0 if barred else 1) for barred in conflict.ravel()],
    )  # fmt: skip
    assert made.total <= -linear.fun + 1e-6
    assert assign(affinity, conflict, 3, 3, fair=False).total == pytest.approx(-linear.fun, abs=1e-5)


def test_cp_sat_finds_nothing_better():
    affinity, conflict = field(12, 8, seed=3)
    whole = np.rint(affinity * 1000).astype(int)
    model = cp_model.CpModel()
    seat = {(i, j): model.new_bool_var("") for i in range(12) for j in range(8) if not conflict[i, j]}
    for j in range(8):
        model.add(sum(seat[i, j] for i in range(12) if (i, j) in seat) == 3)
    for i in range(12):
        model.add(sum(seat[i, j] for j in range(8) if (i, j) in seat) <= 2)
    least = model.new_int_var(0, 3000, "")
    for j in range(8):
        model.add(sum(int(whole[i, j]) * seat[i, j] for i in range(12) if (i, j) in seat) >= least)
    model.maximize(least)
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    assert assign(whole, conflict, 3, 2).worst == pytest.approx(solver.objective_value, abs=0.01)


def test_order_of_reviewers_changes_no_value():
    affinity, conflict = field(15, 10, seed=5)
    order = np.random.default_rng(0).permutation(15)
    before, after = assign(affinity, conflict, 3, 3), assign(affinity[order], conflict[order], 3, 3)
    assert after.worst == pytest.approx(before.worst, abs=1e-5)
    assert after.total == pytest.approx(before.total, rel=1e-3)


def test_the_seed_decides_between_equals_and_nothing_else():
    affinity, conflict = np.ones((10, 2)), np.zeros((10, 2), dtype=bool)
    panels = {assign(affinity, conflict, 3, 1, seed=seed).pairs.tobytes() for seed in range(6)}
    assert len(panels) > 1
    first, again = (assign(affinity, conflict, 3, 1, seed=4) for _ in range(2))
    assert first.pairs.tolist() == again.pairs.tolist()
    assert first.total == 6.0


def test_quotas_hold_in_every_panel():
    affinity, conflict = field(14, 6, seed=8)
    outside, same_unit = np.arange(14) >= 11, np.arange(14) < 4
    made = assign(affinity, conflict, 3, 3, quotas=[Quota(outside, least=1), Quota(same_unit, most=1)])
    assert (made.pairs[outside].sum(axis=0) >= 1).all()
    assert (made.pairs[same_unit].sum(axis=0) <= 1).all()
    assert made.pairs.sum(axis=0).tolist() == [3] * 6


def test_sizes_and_loads_may_differ_by_column_and_reviewer():
    affinity, conflict = field(8, 3, seed=2)
    made = assign(affinity, conflict, [3, 5, 1], [2, 1, 1, 1, 1, 1, 1, 2], [1] * 8)
    assert made.pairs.sum(axis=0).tolist() == [3, 5, 1]
    assert made.pairs.sum(axis=1).min() == 1


def test_the_result_is_json():
    made = assign(np.eye(3), np.zeros((3, 3), dtype=bool), 1, 1)
    assert json.loads(json.dumps(made.to_json()))["pairs"] == np.eye(3, dtype=bool).tolist()
    assert (made.total, made.worst, made.proven) == (3.0, 1.0, True)


NONE = np.zeros((2, 2), dtype=bool)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: assign([[1, float("nan")]], [[0, 0]], 1, 1), "affinity, row 0: must be finite"),
        (lambda: assign(np.ones((2, 2)), NONE[:1], 1, 1), "conflict: must have the shape"),
        (lambda: assign(np.ones((2, 2)), ~NONE, 1, 1), "conflict, row column 0: leaves 0 reviewers"),
        (lambda: assign(np.ones((2, 2)), NONE, 2, 1), "max_load: allows 2 seats, 4 are needed"),
        (lambda: assign(np.ones((2, 2)), NONE, 1, [2, 0], [0, 1]), "min_load, row 1: must not pass max_load"),
        (lambda: assign(np.ones((2, 2)), NONE, 0, 1), "per_bid, row 0: must be whole numbers of at least 1"),
        (
            lambda: assign(np.ones((2, 2)), NONE, 1, 2, quotas=[Quota([1, 0], 2, 1)]),
            "quotas: needs 0 ≤ least",
        ),
        (lambda: assign(np.ones((2, 2)), NONE, 1, 2, quotas=[Quota([0, 0], 1)]), "no assignment keeps"),
        (lambda: assign(np.ones((2, 2)), [[0, 0], [1, 1]], 1, 1), "conflict: no assignment keeps"),
    ],
)
def test_bad_input_is_refused_by_name_row_and_rule(call, words):
    with pytest.raises(ValueError, match=words):
        call()
