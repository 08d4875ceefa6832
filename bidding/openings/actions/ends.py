"""How a bid ends without winning: said why, and everybody it planned with is free again."""

from __future__ import annotations

from bidding.bids.actions import close_changes
from bidding.bids.models import Bid, BidState
from marketplace.core.lifecycle import move
from marketplace.people.models import Person
from marketplace.secondments.actions import drop_holds, free_all


def lose(bid: Bid, *, by: Person | None, why: str = "") -> None:
    """A bid is not chosen; whoever it planned with is free again."""
    _end(bid, BidState.LOST, by, why)


def reject(bid: Bid, *, by: Person | None, why: str) -> None:
    """A bid is out, with the reason."""
    _end(bid, BidState.REJECTED, by, why)


def _end(bid: Bid, state: BidState, by: Person | None, why: str) -> None:
    bid.decision = why
    move(bid, state, by=by, note=why)
    close_changes(bid)
    free_all(bid, by=by)
    drop_holds(bid)
