"""The close, the ceremony, and what follows too few bids."""

from bidding.openings.actions.ceremony import confirm, start
from bidding.openings.actions.close import close, extend
from bidding.openings.actions.ends import lose, reject
from bidding.openings.actions.review import after_review
from bidding.openings.actions.too_few import accept_single, end_without_bid, entrust, rewrite

__all__ = [
    "accept_single",
    "after_review",
    "close",
    "confirm",
    "end_without_bid",
    "entrust",
    "extend",
    "lose",
    "reject",
    "rewrite",
    "start",
]
