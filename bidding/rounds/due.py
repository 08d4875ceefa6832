"""What the clock does with joint rounds."""

from __future__ import annotations

from bidding.rounds import actions, queries
from bidding.rounds.models import JointRound
from marketplace.core.db import find, transaction
from marketplace.core.jobs import due, each


@due
def gather() -> int:
    """Rounds named by posted challenges get their row."""
    names = list(queries.unknown())
    for name in names:
        with transaction():
            actions.gather(name)
    return len(names)


@due
def work_out_ready() -> int:
    """Rounds whose last panel has signed."""
    return each(queries.ready(), lambda key: actions.work_out(find(JointRound, key, lock=True)))
