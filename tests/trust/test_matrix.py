"""A short walk of the access matrix; `./manage trust matrix` walks all of it."""

from __future__ import annotations

from tests.trust import matrix
from tests.trust.arena import routes

SOME = {("internal", "awarded"), ("core", "awarded"), ("ordinary", "open"), ("core", "secrecy")}


def test_every_route_has_a_rule(app):
    assert routes.unruled(app) == []


def test_a_share_of_the_cells_leaks_nothing_and_blocks_nobody(app):
    tally = matrix.run(app, share=0.05, only=SOME)
    assert (tally.leaks, tally.blocked, tally.unruled, tally.unlogged) == ([], [], [], [])
    assert tally.firm > 300
