"""What the clock does to studios without a lead."""

from __future__ import annotations

from marketplace.core.db import find
from marketplace.core.jobs import due, each
from marketplace.studios import actions, queries
from marketplace.studios.actions.leads import DAYS_WITHOUT
from marketplace.studios.models import Studio


@due
def miss_leads() -> int:
    """The home unit is asked for a new lead the day the old one has gone."""
    return each(queries.leaderless(0), lambda key: actions.ask_for_lead(find(Studio, key, lock=True)))


@due
def suspend_leaderless() -> int:
    """After 90 calendar days without a lead the studio is suspended."""
    return each(queries.leaderless(DAYS_WITHOUT), lambda key: actions.suspend(find(Studio, key, lock=True)))
