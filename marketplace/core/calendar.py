"""Working days with this installation's corrections (holidays and make-up days nobody published in time)."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from marketplace.core.db import remember, rows
from marketplace.core.models import CalendarDay
from marketplace.core.workdays import add_workdays


def overrides() -> dict[date, bool]:
    """Days the administrator has set: works or not."""
    found: dict[date, bool] = remember("calendar", lambda: dict(rows(_DAYS).all()), also_in_deeds=True)
    return found


_DAYS = sa.select(CalendarDay.day, CalendarDay.works)


def after_workdays(moment: datetime, n: int) -> datetime:
    """The end (24:00) of the n-th working day after this moment's day."""
    return add_workdays(moment, n, overrides())
