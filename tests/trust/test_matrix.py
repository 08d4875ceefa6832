"""A short walk of the access matrix."""

from __future__ import annotations

from tests.trust import matrix


def test_every_route_has_a_rule(app):
    assert matrix.unruled(app) == []


def test_a_share_of_the_cells_leaks_nothing_and_blocks_nobody(app):
    tally = matrix.run(app, share=0.01)
    assert (tally.leaks, tally.blocked, tally.unruled, tally.unlogged) == ([], [], [], [])
    assert tally.firm > 100
