"""Leaving people out before the solver sees them loses no team."""

import itertools

import numpy as np
import pytest

from bidding.bids.jobs.pool import smaller

SEATS = 3


def best(rows, able, cost, homes, per_home):
    """The cheapest team, by both measures, that covers every gap; by trying all of them."""
    found = [
        cost[list(team)].sum(axis=0)
        for size in range(1, SEATS + 1)
        for team in itertools.combinations(rows, size)
        if able[list(team)].any(axis=0).all() and np.bincount(homes[list(team)]).max() <= per_home
    ]
    return (
        [min(found, key=lambda sums: (sums * turn).sum()).tolist() for turn in ((1, 0.01), (0.01, 1))]
        if found
        else []
    )


@pytest.mark.parametrize("seed", range(30))
def test_the_best_team_is_still_there_with_so_many_of_one_home(seed):
    rng = np.random.default_rng(seed)
    able = rng.random((12, 3)) < 0.5
    able[:, 0] |= ~able.any(axis=1)
    cost, homes = rng.integers(1, 5, (12, 2)).astype(float), rng.integers(0, 4, 12)
    per_home = int(rng.integers(1, 3))
    kept = smaller(able, cost, SEATS, homes, per_home).tolist()
    sums = [best(rows, able, cost, homes, per_home) for rows in (range(12), kept)]
    weights = np.array([[1, 0.01], [0.01, 1]])
    assert (np.array(sums[0]) * weights).sum() == pytest.approx((np.array(sums[1]) * weights).sum())


def test_of_many_alike_only_as_many_stay_as_a_team_could_need():
    able, cost = np.ones((100, 1), dtype=bool), np.ones((100, 1))
    assert smaller(able, cost, 3, np.zeros(100, int), 2).tolist() == [0, 1]
    assert len(smaller(able, cost, 3, np.arange(100), 2)) == 3
    assert len(smaller(able, cost, 3, np.repeat(np.arange(10), 10), 2)) in (3, 4)
