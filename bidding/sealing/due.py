"""What the clock does about opening keys: officers without one are asked, retired ones cleared away."""

from __future__ import annotations

from bidding.sealing import actions, queries
from bidding.sealing.models import OfficerKey
from marketplace.challenges.models import Challenge
from marketplace.core.db import find
from marketplace.core.jobs import due, each


@due
def ask_for_pairs() -> int:
    """A challenge waits for the keys of several holders and an officer has none."""
    return each(queries.waiting_for_pairs(), lambda key: actions.ask_for_pairs(find(Challenge, key)))


@due
def clear_retired() -> int:
    """Retired pairs nothing hangs on any more, after the time the settings name."""
    return each(queries.to_clear(), lambda key: actions.clear(find(OfficerKey, key, lock=True)))
