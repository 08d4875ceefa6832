"""Some people at a few things in every state; `./manage trust moves` sends everybody everywhere."""

import pytest

from bidding.bids.models import Bid
from tests.trust import moves
from tests.trust.arena.lives import MAY
from tests.trust.arena.stages import STAGES
from tests.trust.arena.world import World


def test_only_the_steps_of_a_life_are_taken(app):
    found = moves.Moves()
    stage = STAGES["bidding"][0](World(app))
    moves.attack(stage, Bid, found, names=("rival", "poster"))
    assert found.faults == {}
    assert found.forms > 150
    assert found.moved == {}, "neither a rival nor the poster moves somebody's bid"


@pytest.mark.parametrize("name", ["rules", "screening", "evaluation"])
def test_who_is_in_the_table_and_nobody_else_moves_a_thing(name):
    found = moves.campaign("sqlite", [name])
    assert found["faults"] == {}
    assert len(found["moved"]) == len(MAY[name])
