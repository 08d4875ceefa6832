"""What the clock does to bids: what was not handed in ends, stand-ins take their place or the time passes."""

from __future__ import annotations

from bidding.bids import actions, queries
from bidding.bids.models import Bid, TeamChange
from marketplace.core.db import find
from marketplace.core.jobs import due, each


@due
def end_spent() -> int:
    """Drafts and invalid bids of challenges that were opened without them, or ended."""
    return each(queries.spent(), lambda bid_id: actions.lapse(find(Bid, bid_id, lock=True)))


@due
def swap_in() -> int:
    """Stand-ins whose home unit has released them; a release is only given in time."""
    return each(queries.released(), lambda key: actions.take_released(find(TeamChange, key, lock=True)))


@due
def end_swaps() -> int:
    """Three working days have passed and nobody stands in."""
    return each(queries.run_out(), lambda key: actions.keep_as_is(find(TeamChange, key, lock=True)))
