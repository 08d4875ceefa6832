"""Bids: the head, the team, the shares, what changes in a team after sealing."""

from bidding.bids.models.bid import (
    ENDED,
    LIVE,
    READERS,
    Bid,
    BidBar,
    BidContent,
    BidShare,
    BidState,
    Consent,
    TeamMember,
    TeamPlan,
    TeamRole,
)
from bidding.bids.models.changes import SWAPPABLE, ChangeState, TeamChange

__all__ = [
    "ENDED",
    "LIVE",
    "READERS",
    "SWAPPABLE",
    "Bid",
    "BidBar",
    "BidContent",
    "BidShare",
    "BidState",
    "ChangeState",
    "Consent",
    "TeamChange",
    "TeamMember",
    "TeamPlan",
    "TeamRole",
]
