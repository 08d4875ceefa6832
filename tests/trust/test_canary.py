"""A short search for canaries; the long one is `./manage trust canary`."""

from __future__ import annotations

import base64
from pathlib import Path

from tests.trust.arena.search import patterns
from tests.trust.canary import blind, campaign


def test_a_token_is_seen_in_every_spelling():
    for n in range(3):
        assert any(p in base64.b64encode(b"xyz"[:n] + b"QZXTOKEN and more") for p in patterns("QZXTOKEN"))


def test_no_clear_text_of_a_sealed_bid_anywhere(app):
    counts = campaign(app, Path(app.config["DATA"]), 8)
    assert counts["hits before the opening"] == 0
    assert (counts["sealed"], counts["opened"], counts["by mode"]) == (8, 8, {"clock": 4, "quorum": 4})
    assert counts["temporary files opened"] == 0
    assert blind(counts) == []
