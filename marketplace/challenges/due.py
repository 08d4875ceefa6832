"""What the clock does: questions nobody answered in time become the head's business."""

from __future__ import annotations

from marketplace.challenges import actions, queries
from marketplace.challenges.models import Question
from marketplace.core.db import find
from marketplace.core.jobs import due, each


@due
def escalate_overdue() -> int:
    """Each overdue question or objection once."""
    return each(queries.overdue(), lambda key: actions.escalate(find(Question, key)))
