"""What the clock does: keep the fit of open challenges fresh."""

from __future__ import annotations

from bidding.fit import actions, queries
from marketplace.core.jobs import due, each


@due
def renew() -> int:
    """Every open challenge once a day; the worker does the work."""
    return each(queries.stale(), actions.renew)
