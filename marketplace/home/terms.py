"""What is filled in behind the counter."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from marketplace.core.terms import Terms


class CalendarTerms(Terms):
    """A day the calendar has wrong, or does not know yet."""

    day: date
    works: bool = False
    note: Annotated[str, Field(max_length=80)] = ""


class ViewTerms(Terms):
    """A list with its filters: its address here, and a name for it."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    path: Annotated[str, Field(pattern=r"^/[\w/-]*$", max_length=100)]
    query: Annotated[str, Field(max_length=1000)] = ""


class ClockTerms(Terms):
    """How far the clock goes ahead: by so many days, or to a day (its morning)."""

    days: Annotated[int, Field(ge=0, le=400)] = 0
    to: date | None = None
