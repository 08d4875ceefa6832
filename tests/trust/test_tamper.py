"""A short run of the thief; the long one is `./manage trust tamper`."""

from __future__ import annotations

from tests.trust.tamper import campaign


def test_every_edit_of_a_sealed_row_is_named_and_bidders_see_what_they_can(app):
    counts = campaign(60, seed=7)
    assert counts["missed"] == []
    assert counts["it saw nothing of"] == []
    assert (counts["found and named"], counts["visible in public"] > 5) == (60, True)
