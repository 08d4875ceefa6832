"""Working days of the Chinese calendar, make-up days (调休) included.

The State Council publishes holidays and make-up days year by year. `chinesecalendar` knows the published
years; for the others Monday to Friday are working days. Both give way to `overrides`, the table the
leading group edits: a day marked True is worked, one marked False is not.

Days are days in China, wherever the server stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

CHINA = ZoneInfo("Asia/Shanghai")
NO_OVERRIDES: Mapping[date, bool] = {}
FARTHEST = 3_660  # days looked ahead: ten years without enough working days means a broken table


def china_day(moment: datetime) -> date:
    """The date on a calendar in China at this moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(CHINA).date()


def is_published(day: date) -> bool:
    """Whether the holidays of that year are known, or only guessed by the weekday."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def is_workday(day: date, overrides: Mapping[date, bool] = NO_OVERRIDES) -> bool:
    """Is this day worked?"""
    if isinstance(day, datetime):
        day = china_day(day)
    if day in overrides:
        return overrides[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def add_workdays(moment: datetime, n: int, overrides: Mapping[date, bool] = NO_OVERRIDES) -> datetime:
    """The end of a period of `n` working days that begins at `moment`.

    The day it begins does not count, at whatever hour: a notice of 3 working days put up on day D ends at
    24:00 (China) of the third working day after D, which is 00:00 of the day after. `n` = 0 ends with D.
    """
    if n < 0:
        raise ValueError("a period cannot be shorter than nothing")
    day = start = china_day(moment)
    left = n
    while left:
        day += timedelta(days=1)
        left -= is_workday(day, overrides)
        if (day - start).days > FARTHEST + n * 3:
            raise ValueError("the calendar has no working days left")
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=CHINA)


def workdays_between(
    start: datetime | date, end: datetime | date, overrides: Mapping[date, bool] = NO_OVERRIDES
) -> int:
    """Working days after the day of `start`, up to and with the day of `end`; 0 if `end` is not later.

    An `end` at exactly 00:00 (China) is the 24:00 of the day before, so that
    `workdays_between(m, add_workdays(m, n)) == n`.
    """
    first = china_day(start) if isinstance(start, datetime) else start
    last = china_day(end - timedelta(microseconds=1)) if isinstance(end, datetime) else end
    return sum(is_workday(first + timedelta(days=i), overrides) for i in range(1, (last - first).days + 1))
