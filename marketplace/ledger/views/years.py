"""Which year a page speaks of."""

from __future__ import annotations

from flask import request

from marketplace.core import clock

FIRST = 2020


def year_asked() -> int:
    """The year in the address; nonsense is this year."""
    typed = request.args.get("year", "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else clock.year()
    return year if FIRST <= year <= clock.year() + 1 else clock.year()


def years_offered() -> list[tuple[int, int]]:
    """The last years for the switch, newest first."""
    return [(year, year) for year in range(clock.year(), clock.year() - 5, -1)]
