"""Two people at one bid, in every state; `./manage trust moves` sends everybody everywhere."""

from bidding.bids.models import Bid
from tests.trust import moves
from tests.trust.arena.world import World


def test_only_the_steps_of_a_life_are_taken(app):
    found = moves.Moves()
    stage = moves.bidding_stage(World(app))
    moves.attack(stage, Bid, found, names=("rival", "poster"))
    assert found.faults == {}
    assert found.forms > 150
    assert found.moved == {}, "neither a rival nor the poster moves somebody's bid"
