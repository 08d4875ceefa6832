"""What the clock does with panels."""

from __future__ import annotations

from functools import partial

from bidding.panels import actions
from bidding.panels.models import JointDraw, Panel
from bidding.panels.queries.panels import joint_draws, waits_for_joint, with_stand_ins, without_panel
from marketplace.challenges.models import Challenge
from marketplace.core.db import find, transaction
from marketplace.core.jobs import due, each


@due
def draw_panels() -> int:
    """Opened challenges without a panel; where the pool is too small, the leading group is asked once.

    Several at once are given to the worker, which seats them together in fair mode. Should it not answer
    within the hour, each is drawn by itself.
    """
    ids = without_panel()
    together = joint_draws(ids)
    waiting = waits_for_joint([key for key in ids if key not in together])
    if waiting:
        with transaction():
            actions.draw_together(waiting)
    now = [key for key in ids if key not in waiting]
    each(now, partial(_draw, together))
    return len(ids) - len(without_panel())


@due
def look_at_stand_ins() -> int:
    """Somebody stands in on a team after the draw: members in conflict with them leave."""
    return each(with_stand_ins(), _look_again)


def _look_again(panel_id: int) -> None:
    find(Challenge, find(Panel, panel_id).challenge_id, lock=True)
    actions.look_again(find(Panel, panel_id, lock=True))


def _draw(together: dict[int, JointDraw], challenge_id: int) -> None:
    challenge = find(Challenge, challenge_id, lock=True)
    if not actions.call_for_pool(challenge):
        actions.draw(challenge, by=None, together=together.get(challenge_id))
