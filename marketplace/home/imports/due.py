"""What the clock does: files nobody took in are forgotten after a day."""

from __future__ import annotations

from marketplace.core.db import find
from marketplace.core.jobs import due, each
from marketplace.home.imports import actions, queries
from marketplace.home.imports.models import Intake


def _drop(intake_id: int) -> None:
    actions.drop(find(Intake, intake_id, lock=True), by=None)


@due
def forget_old_files() -> int:
    """Drop what is a day old."""
    return each(queries.expired(), _drop)
