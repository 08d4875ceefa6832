"""What the clock does to bids: what was not handed in is over once the challenge has gone on."""

from __future__ import annotations

from bidding.bids import actions, queries
from bidding.bids.models import Bid
from marketplace.core.db import find
from marketplace.core.jobs import due, each


@due
def end_spent() -> int:
    """Drafts and invalid bids of challenges that were opened without them, or ended."""
    return each(queries.spent(), lambda bid_id: actions.lapse(find(Bid, bid_id, lock=True)))
