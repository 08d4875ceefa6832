"""What the clock does with panels."""

from __future__ import annotations

from bidding.panels import actions
from bidding.panels.queries.panels import without_panel
from marketplace.challenges.models import Challenge
from marketplace.core.db import find
from marketplace.core.jobs import due, each


@due
def draw_panels() -> int:
    """Opened challenges without a panel; where the pool is too small, the leading group is asked once."""
    each(ids := without_panel(), _draw)
    return len(ids) - len(without_panel())


def _draw(challenge_id: int) -> None:
    challenge = find(Challenge, challenge_id, lock=True)
    if not actions.call_for_pool(challenge):
        actions.draw(challenge, by=None)
