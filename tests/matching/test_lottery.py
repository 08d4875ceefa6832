import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from matching.panels import Quota, assign, lottery

SCORES = st.integers(0, 20).map(lambda n: n / 20)


@st.composite
def small(draw: st.DrawFn):
    """7 reviewers, 4 columns, panels of 2, loads up to 3, some conflicts."""
    affinity = draw(arrays(np.float64, (7, 4), elements=SCORES))
    conflict = draw(arrays(np.bool_, (7, 4), elements=st.integers(0, 5).map(lambda n: n == 0)))
    return affinity, conflict


def plain(affinity, conflict, cap, floor=None):
    """The same linear problem, dense, by another door: the largest expected total above a floor."""
    reviewers, columns = affinity.shape
    sizes, loads = np.kron(np.ones(reviewers), np.eye(columns)), np.kron(np.eye(reviewers), np.ones(columns))
    floors = -np.kron(np.ones(reviewers), np.eye(columns)) * affinity.ravel()
    upper, room = (loads, [3] * reviewers) if floor is None else (
        np.vstack([loads, floors]), [3] * reviewers + [-floor] * columns
    )  # fmt: skip
    found = linprog(
        -affinity.ravel(), A_ub=upper, b_ub=room, A_eq=sizes, b_eq=[2] * columns,
        bounds=[(0, 0 if barred else cap) for barred in conflict.ravel()],
    )  # fmt: skip
    return -found.fun if found.status == 0 else None


@given(small())
def test_chances_are_the_best_under_the_cap(problem):
    affinity, conflict = problem
    best = plain(affinity, conflict, 0.6)
    assume(best is not None)
    made = lottery(affinity, conflict, 2, 3, fair=False, most_chance=0.6)
    assert made.total == pytest.approx(best, abs=1e-6)
    assert made.proven
    assert made.most == 0.6
    assert made.chance.max() <= 0.6 + 1e-9
    assert (made.chance[conflict] == 0).all()


@given(small())
def test_the_fair_way_lifts_the_weakest_column_as_far_as_it_goes(problem):
    affinity, conflict = problem
    assume(plain(affinity, conflict, 0.6) is not None)
    made = lottery(affinity, conflict, 2, 3, most_chance=0.6)
    assert plain(affinity, conflict, 0.6, made.worst + 1e-4) is None
    assert made.total == pytest.approx(plain(affinity, conflict, 0.6, made.worst - 1e-7), abs=1e-4)


@given(small(), st.integers(0, 1000))
def test_every_draw_keeps_sizes_loads_and_conflicts(problem, seed):
    affinity, conflict = problem
    try:
        made = lottery(affinity, conflict, 2, 3)
    except ValueError:
        with pytest.raises(ValueError, match=r"no assignment|leaves"):
            assign(affinity, conflict, 2, 3)
        return
    drawn = made.draw(seed)
    assert drawn.sum(axis=0).tolist() == [2] * 4
    assert drawn.sum(axis=1).max() <= 3
    assert not (drawn & conflict).any()
    assert (drawn == made.draw(seed)).all()


def field(reviewers, columns, seed=0):
    rng = np.random.default_rng(seed)
    return rng.random((reviewers, columns)) ** 2, rng.random((reviewers, columns)) < 0.05


def test_over_many_seeds_everybody_sits_as_often_as_their_chance_says():
    made = lottery(*field(12, 5), 3, 2, most_chance=0.5)
    often = np.mean([made.draw(seed) for seed in range(4000)], axis=0)
    # Four standard deviations of a frequency over 4,000 draws.
    assert np.abs(often - made.chance).max() < 4 * np.sqrt(0.25 / 4000)
    assert (often[made.chance == 0] == 0).all()


def test_quotas_that_overlap_hold_in_every_draw():
    affinity, conflict = field(30, 4, seed=3)
    rng = np.random.default_rng(4)
    expert, outside = rng.random(30) < 0.5, rng.random((30, 4)) < 0.3
    made = lottery(affinity, conflict, 5, 2, quotas=[Quota(expert, 4), Quota(outside, 1, 2)])
    assert made.total <= made.bound
    for seed in range(200):
        drawn = made.draw(seed)
        assert (drawn[expert].sum(axis=0) >= 4).all()
        assert set((drawn & outside).sum(axis=0).tolist()) <= {1, 2}
        assert (drawn.sum(axis=0) == 5).all()
        assert drawn.sum(axis=1).max() <= 2


def test_a_pool_too_small_for_the_cap_gets_the_least_that_can_be_kept():
    made = lottery(np.ones((6, 2)), np.zeros((6, 2), dtype=bool), 5, 2, most_chance=0.7)
    assert made.most == pytest.approx(5 / 6, abs=1e-3)
    assert made.chance == pytest.approx(np.full((6, 2), 5 / 6))


def test_who_is_equal_in_every_number_has_the_same_chance():
    affinity = np.repeat([[0.9, 0.1], [0.5, 0.6], [0.2, 0.8]], 3, axis=0)
    made = lottery(affinity, np.zeros((9, 2), dtype=bool), 3, 1)
    for n in range(0, 9, 3):
        assert made.chance[n] == pytest.approx(made.chance[n + 2])
    order = np.random.default_rng(0).permutation(9)
    turned = lottery(affinity[order], np.zeros((9, 2), dtype=bool), 3, 1)
    assert turned.chance == pytest.approx(made.chance[order], abs=1e-6)


def test_without_a_cap_nothing_is_lost_against_the_best_assignment():
    affinity, conflict = field(20, 12, seed=5)
    made = lottery(affinity, conflict, 3, 3, fair=False, most_chance=1)
    assert made.total == pytest.approx(assign(affinity, conflict, 3, 3, fair=False).total, abs=1e-4)


def test_a_large_problem_is_as_good_as_with_every_pair_in_it():
    affinity, conflict = field(180, 120, seed=6)
    made = lottery(affinity, conflict, 3, 3, fair=False, most_chance=0.5)
    reviewers, columns = affinity.shape
    rows = [np.kron(np.ones(reviewers), np.eye(columns)), np.kron(np.eye(reviewers), np.ones(columns))]
    best = linprog(
        -affinity.ravel(), A_eq=rows[0], b_eq=[3] * columns, A_ub=rows[1], b_ub=[3] * reviewers,
        bounds=[(0, 0 if barred else 0.5) for barred in conflict.ravel()],
    )  # fmt: skip
    assert made.total == pytest.approx(-best.fun, rel=1e-7)
    assert made.total > 0.9 * assign(affinity, conflict, 3, 3, fair=False).total


@pytest.mark.parametrize("chance", [0, 1.1, float("nan"), "0.5"])
def test_a_chance_that_is_none_is_refused(chance):
    with pytest.raises(ValueError, match="most_chance"):
        lottery(np.ones((4, 1)), np.zeros((4, 1), dtype=bool), 1, 1, most_chance=chance)


def test_what_cannot_be_done_at_all_is_refused():
    crowded = np.array(list(itertools.product([False, True], repeat=2)))
    with pytest.raises(ValueError, match="no assignment"):
        lottery(np.ones((4, 2)), crowded, 2, [0, 1, 1, 2])
