"""Reading the market and what fits."""

from bidding.fit.queries.alike import alike
from bidding.fit.queries.fits import (
    best_studios,
    fits_for,
    my_studios,
    reasons,
    reasons_in,
    renewal_key,
    stale,
)
from bidding.fit.queries.market import Filters, choices, exported, market

__all__ = [
    "Filters", "alike", "best_studios", "choices", "exported", "fits_for", "market", "my_studios", "reasons",
    "reasons_in", "renewal_key", "stale",
]  # fmt: skip
