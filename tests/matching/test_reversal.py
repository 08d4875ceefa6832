"""The study behind the choice of method: fixed anchors never turn a ranking round."""

import numpy as np

from matching.scoring import score_table

PANELS, BIDS, CRITERIA = 400, 6, 7
ANCHORS = [[(0.0, 0.0), (1.0, 1.0)]] * CRITERIA


def totals(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return score_table(values, ANCHORS, weights).totals


def test_the_winner_stays_when_a_loser_withdraws():
    rng, reversals = np.random.default_rng(1), 0
    for _ in range(PANELS):
        values, weights = rng.random((BIDS, CRITERIA)), rng.dirichlet(np.ones(CRITERIA))
        best = int(np.argmax(totals(values, weights)))
        for loser in rng.permutation([bid for bid in range(BIDS) if bid != best])[:2]:
            rest = np.delete(values, loser, axis=0)
            reversals += not np.array_equal(rest[np.argmax(totals(rest, weights))], values[best])
    assert reversals == 0


def test_a_hopeless_cheap_bid_swaps_nobody():
    rng, swaps = np.random.default_rng(2), 0
    for _ in range(PANELS):
        values, weights = rng.random((BIDS, CRITERIA)), rng.dirichlet(np.ones(CRITERIA))
        hopeless = np.zeros((1, CRITERIA))
        hopeless[0, 0] = 5.0  # far cheaper than the floor: the anchor ends at 1
        before = np.argsort(-totals(values, weights))[:2]
        after = totals(np.vstack([values, hopeless]), weights)[:BIDS]
        swaps += not np.array_equal(np.argsort(-after)[:2], before)
    assert swaps == 0
