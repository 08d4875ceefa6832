"""A draft lies on the server encrypted, and opens only as itself."""

import dataclasses

import pytest

from bidding.sealing import suite
from bidding.sealing.suite import Binding, BrokenSeal, DraftBinding
from marketplace.core.canonical import NotCanonical
from marketplace.core.envelope import new_key

KEK = new_key()
HERE = DraftBinding(challenge=7, bid=21, studio=5)
CONTENT = {"price": 480_000, "plan": "先探伤，后补焊"}
WRAPPED = suite.new_draft_key(HERE, KEK)
DEK = suite.draft_key(WRAPPED, HERE, KEK)
CT = suite.lock_draft(CONTENT, HERE, DEK)


def test_a_draft_saved_over_and_over_keeps_its_key_and_its_files():
    file = suite.seal_file(b"sketch", DEK, HERE, 0)
    later = suite.lock_draft({**CONTENT, "price": 1}, HERE, suite.draft_key(WRAPPED, HERE, KEK))
    assert suite.open_draft(CT, HERE, DEK) == CONTENT
    assert suite.open_draft(later, HERE, DEK) == {**CONTENT, "price": 1}
    assert suite.unseal_file(file, DEK, HERE, 0) == b"sketch"


def test_nothing_of_it_stands_in_the_clear_and_its_length_tells_little():
    assert "探伤".encode() not in CT
    assert len(suite.lock_draft({"plan": "x" * 50_000}, HERE, DEK)) == len(CT)


def test_floats_are_refused():
    with pytest.raises(NotCanonical, match="float"):
        suite.lock_draft({"days": 1.5}, HERE, DEK)


@pytest.mark.parametrize("column", ["challenge", "bid", "studio"])
def test_a_draft_moved_to_another_bid_does_not_open(column):
    elsewhere = dataclasses.replace(HERE, **{column: 99})
    with pytest.raises(BrokenSeal):
        suite.draft_key(WRAPPED, elsewhere, KEK)
    with pytest.raises(BrokenSeal):
        suite.open_draft(CT, elsewhere, DEK)


def test_neither_another_servers_key_nor_a_changed_draft_opens():
    with pytest.raises(BrokenSeal):
        suite.draft_key(WRAPPED, HERE, new_key())
    for place in (0, 12, 5000, len(CT) - 1):
        changed = bytearray(CT)
        changed[place] ^= 1
        with pytest.raises(BrokenSeal):
            suite.open_draft(bytes(changed), HERE, DEK)


def test_a_bidders_view_is_no_draft_key():
    view = suite.lock_for_bidder(DEK, Binding(7, 21, 1, 5), KEK)
    with pytest.raises(BrokenSeal):
        suite.draft_key(view, HERE, KEK)
