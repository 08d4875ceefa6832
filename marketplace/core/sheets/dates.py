"""Dates as rosters hold them: real dates, Excel's day numbers, and six ways of typing one."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

from marketplace.core.messages import Refused, say

DAY_ZERO = date(1899, 12, 30)  # Excel's day 0, its imagined 29 February 1900 allowed for
SERIALS = (20_000, 80_000)  # 1954 to 2119: a day number; a smaller number is a year or a slip
YEARS = (1900, 2200)
CLOCK = r"(?:[T\s]*\d{1,2}[:时]\d{1,2}.*)?"
FULL = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})[日号]?{CLOCK}", re.ASCII)
MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?", re.ASCII)
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)
DAY_FIRST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", re.ASCII)

NO_DATE = say("Must be a date such as 2024-03-05.")
YEAR_ONLY = say("A year alone is no date. Write 2024-03-05 or 2024-03.")
WHICH = say("Day, month and year cannot be told apart. Write the year first, with four digits: 2024-03-05.")
JANUARY_OR_OCTOBER = say(
    "January or October? Excel drops the last zero of a number. Write 2024-01 or 2024-10."
)


def as_date(cell: Any) -> date:
    """The day a cell means; a month alone means its first day."""
    if isinstance(cell, datetime):
        return _possible(cell.date())
    if isinstance(cell, date):
        return _possible(cell)
    if isinstance(cell, bool):
        raise Refused(NO_DATE)
    if isinstance(cell, (int, float)):
        return _from_number(float(cell))
    if isinstance(cell, str):
        return _from_text(cell)
    raise Refused(NO_DATE)


def _possible(found: date) -> date:
    if not YEARS[0] <= found.year <= YEARS[1]:
        raise Refused(NO_DATE)
    return found


def _day(year: str | int, month: str | int, day: str | int) -> date:
    try:
        return _possible(date(int(year), int(month), int(day)))
    except ValueError as error:
        if isinstance(error, Refused):
            raise
        raise Refused(say("There is no such day in the calendar.")) from None


def _from_number(found: float) -> date:
    if SERIALS[0] <= found < SERIALS[1]:
        return DAY_ZERO + timedelta(days=int(found))
    text = format(found, ".15g")
    if YEARS[0] <= found < YEARS[1] and "." in text:
        year, _, month = text.partition(".")
        if month == "1":
            raise Refused(JANUARY_OR_OCTOBER)
        return _day(year, month, 1) if len(month) <= 2 else _from_text(text)
    return _from_text(text)


def _from_text(text: str) -> date:
    said = unicodedata.normalize("NFKC", text).strip()
    tight = re.sub(r"\s+(?!\d{1,2}[:时])", "", said)
    if whole := FULL.fullmatch(tight):
        return _day(whole[1], whole[2], whole[3])
    if month := MONTH.fullmatch(tight):
        return _day(month[1], month[2], 1)
    if DAY_FIRST.fullmatch(tight):
        raise Refused(WHICH)
    if tight.isdigit() and len(tight) == 5 and SERIALS[0] <= int(tight) < SERIALS[1]:
        return DAY_ZERO + timedelta(days=int(tight))
    if re.fullmatch(r"(?:19|20|21)\d{2}年?", tight):
        raise Refused(YEAR_ONLY)
    if digits := DIGITS.fullmatch(tight):
        return _day(digits[1], digits[2], digits[3] or 1)
    raise Refused(NO_DATE)
