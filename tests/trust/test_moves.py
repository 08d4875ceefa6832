"""Some people at a few things in every state; `./manage trust moves` sends everybody everywhere."""

from bidding.bids.models import Bid
from marketplace.studios.models import LeadChange
from marketplace.suggestions.models import Suggestion
from tests.trust import moves
from tests.trust.arena import stages
from tests.trust.arena.world import World


def test_only_the_steps_of_a_life_are_taken(app):
    found = moves.Moves()
    stage = stages.bidding_stage(World(app))
    moves.attack(stage, Bid, found, names=("rival", "poster"))
    assert found.faults == {}
    assert found.forms > 150
    assert found.moved == {}, "neither a rival nor the poster moves somebody's bid"


def test_who_is_in_the_table_and_nobody_else_moves_a_thing_of_the_year(app):
    found = moves.Moves()
    stage = stages.year_stage(World(app))
    moves.attack(stage, Suggestion, found, names=("rival", "chair", "studio lead"))
    moves.attack(stage, LeadChange, found, names=("rival", "new lead", "leading group"))
    assert (found.faults, dict(found.moved)) == ({}, {})
