"""What the clock does for the workbench of the secrecy officers."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.jobs import due
from marketplace.secrecy import actions
from marketplace.secrecy.models import ReadWeek


@due
def count_reads() -> int:
    """On Monday the reads of the week before are counted and the secrecy officers told."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday() + 7)
    if db.session.scalar(sa.select(ReadWeek.id).where(ReadWeek.monday == monday)) is not None:
        return 0
    with transaction():
        return 1 if actions.count_week(monday) is not None else 0
