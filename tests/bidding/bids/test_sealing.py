"""A bid is sealed whole, in time, with everybody's word; or not at all."""

from datetime import timedelta

import pytest

from bidding.bids import actions, queries
from bidding.bids.models import Bid, BidState
from bidding.sealing import actions as sealing
from bidding.sealing import queries as sealed
from bidding.sealing.suite import read_receipt_file
from marketplace.core import clock
from marketplace.core.db import find, transaction
from marketplace.core.errors import WrongMoment
from marketplace.secondments.models import LoanState
from tests import make


def seal(bid):
    with transaction():
        found = find(Bid, bid.id, lock=True)
        return actions.seal(found, by=found.lead)


def test_a_complete_bid_is_sealed_and_its_receipt_is_ours(app):
    bid = make.ready_bid()
    handed = seal(bid)

    bid = find(Bid, bid.id)
    assert (bid.state, bid.sealed_version, bid.sealed_at) == (BidState.SEALED, 1, clock.now())
    receipt = read_receipt_file(sealed.receipt_text(bid.id, 1).encode(), sealed.server_keys().public)
    assert (str(receipt.receipt_no), receipt.digest) == (handed.receipt_no, handed.sha256)
    assert [m.loan.state for m in queries.team_of(bid) if m.loan] == [LoanState.HELD]


@pytest.mark.parametrize(("seconds", "sealed_then"), [(-1, True), (0, False), (1, False)])
def test_the_last_second_counts_and_the_first_one_after_does_not(app, seconds, sealed_then):
    bid = make.ready_bid()
    closes_at = bid.challenge.closes_at
    clock.freeze(closes_at + timedelta(seconds=seconds))

    if sealed_then:
        seal(bid)
    else:
        with pytest.raises(WrongMoment, match=r"closed|截止"):
            seal(bid)

    assert find(Bid, bid.id).state is (BidState.SEALED if sealed_then else BidState.DRAFT)
    assert len(sealed.receipts(bid.id)) == int(sealed_then)


def test_a_closed_box_opens_as_it_was_and_notices_what_was_dropped(app):
    first = make.sealed_bid()
    challenge = first.challenge
    second = make.sealed_bid(challenge)
    clock.freeze(challenge.closes_at)
    with transaction():
        challenge = find(type(challenge), challenge.id, lock=True)
        live = queries.live_versions_on(challenge)
        seal_ = sealing.close_box(challenge, live)
        assert (seal_.count, seal_.round) == (2, 1)
        assert sealed.box_holds(challenge.id, live)
        assert not sealed.box_holds(challenge.id, live[:1])

    opened = {one.live.bid_id: one for one in sealing.open_versions(challenge, live)}
    assert set(opened) == {first.id, second.id}
    assert opened[first.id].content["benefit_yearly"] == 700_000
    assert [one.failure for one in opened.values()] == ["", ""]


def test_nothing_opens_before_the_close(app):
    bid = make.sealed_bid()
    with pytest.raises(WrongMoment):
        sealing.open_versions(bid.challenge, queries.live_versions_on(bid.challenge))
