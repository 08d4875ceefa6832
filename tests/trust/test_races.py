"""One round of every race, on the engine of this run; `./manage trust races` runs five hundred."""

import pytest

from tests.trust.arena.rounds import race
from tests.trust.arena.scenes import SCENES
from tests.trust.arena.world import World
from tests.trust.deadline import deadline

ALL = {**SCENES, "deadline": deadline}


@pytest.mark.parametrize("name", ALL)
def test_nothing_happens_twice_is_lost_or_breaks(app, name):
    found = race(World(app), ALL[name](app, 8), 1)
    assert (found["faults"], found["unexplained"]) == ({}, {})
    assert found["told"]["done"] >= 1
