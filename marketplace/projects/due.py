"""What the clock does for projects."""

from __future__ import annotations

from marketplace.core.db import find
from marketplace.core.jobs import due, each
from marketplace.projects import actions, queries
from marketplace.projects.models import Project


@due
def escalate_overdue() -> int:
    """Acceptances nobody decided in time."""
    return each(queries.overdue_ids(), lambda key: actions.escalate(find(Project, key, lock=True)))
