"""Tables out, row by row: Excel and CSV in which no text can act as a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

CHINA = ZoneInfo("Asia/Shanghai")
FONT = "微软雅黑"
MAX_TEXT = 32_767  # characters Excel keeps in a cell
MEASURED = 200  # rows looked at for the column widths
WIDEST = 60
GUARDED = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
    "default_format_properties": {"font_name": FONT, "font_size": 10},
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of an export: its words, if need be its width (in characters) and Excel's number format
    ("0.0" for 万元, "0%" for shares)."""

    title: str
    width: int = 0
    number_format: str = ""


def headings(columns: Iterable[Heading | str]) -> list[Heading]:
    """Columns given as words or as headings, as headings."""
    return [column if isinstance(column, Heading) else Heading(str(column)) for column in columns]


def write_xlsx(
    title: str, columns: Sequence[Heading | str], rows: Iterable[Sequence[Any]], file: str | IO[bytes]
) -> int:
    """Write one sheet and answer the number of rows. Only one row is held in memory at a time, so `rows`
    may be a query that is read while it is written. Text is always written as text."""
    heads = headings(columns)
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet(sheet_name(title))
        pen = Pen(sheet, book)
        pen.head([head.title for head in heads])
        formats = [
            book.add_format({"num_format": h.number_format}) if h.number_format else None for h in heads
        ]
        widths = [head.width or display_width(head.title) + 4 for head in heads]
        count = 0
        for count, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                pen.write(count, place, value, formats[place] if place < len(formats) else None)
                if count <= MEASURED and place < len(heads) and not heads[place].width:
                    widths[place] = max(widths[place], display_width(value) + 2)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width, WIDEST))
        if heads:
            sheet.autofilter(0, 0, max(count, 1), len(heads) - 1)
    return count


class Pen:
    """Writes values into one sheet, each by its own kind."""

    def __init__(self, sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
        self.sheet = sheet
        self.header = book.add_format(
            {"bold": True, "bg_color": "#E8EEF7", "border": 1, "border_color": "#B8C4D6", "valign": "vcenter"}
        )
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})

    def head(self, titles: Sequence[str]) -> None:
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_row(0, 22)
        for place, title in enumerate(titles):
            self.sheet.write_string(0, place, as_text(title), self.header)

    def write(self, row: int, place: int, value: Any, style: Format | None = None) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.sheet.write_boolean(row, place, value, style)
        elif isinstance(value, (int, float, Decimal)):
            self.number(row, place, value, style)
        elif isinstance(value, date) and value.year < 1900:
            self.sheet.write_string(row, place, value.isoformat(), style)  # before Excel's calendar
        elif isinstance(value, datetime):
            self.sheet.write_datetime(row, place, local(value), style or self.minute)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, place, value, style or self.day)
        else:
            self.sheet.write_string(row, place, as_text(value), style)

    def number(self, row: int, place: int, value: int | float | Decimal, style: Format | None) -> None:
        """Excel keeps fifteen digits: a longer number is written as text, so that none is lost."""
        counts = not isinstance(value, Decimal) or value.is_finite()
        if counts and -(10**15) < value < 10**15:
            self.sheet.write_number(row, place, value, style)
        else:
            self.sheet.write_string(row, place, str(value), style)


def local(value: datetime) -> datetime:
    """Excel knows no time zones: moments are shown as a clock in China shows them."""
    return value.astimezone(CHINA).replace(tzinfo=None) if value.tzinfo else value


def as_text(value: Any) -> str:
    """A cell of the text format: what it holds, written out."""
    text = str(value)
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def display_width(value: Any) -> int:
    """Chinese characters are two wide; of a text with several lines the longest counts."""
    if isinstance(value, date):
        return 16 if isinstance(value, datetime) else 10
    text = str(value)[:200]
    if text.isascii() and "\n" not in text:
        return len(text)
    return max(
        (
            sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
            for line in text.splitlines()
        ),
        default=0,
    )


def sheet_name(title: str) -> str:
    """A title within Excel's rules for the names of sheets."""
    name = FORBIDDEN_IN_NAMES.sub(" ", title).strip(" '")[:31].strip(" '")
    return name if name and name.casefold() != "history" else "Sheet1"


def write_csv(columns: Sequence[Heading | str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """CSV that Excel opens in Chinese, in pieces to be streamed. Text that begins like a formula gets an
    apostrophe, which `read_tables` takes off again; numbers stay numbers."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([guarded(head.title) for head in headings(columns)])
    for row in rows:
        writer.writerow([guarded(value) for value in row])
        if buffer.tell() > 2**15:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return data


def guarded(value: Any) -> str:
    """One CSV cell."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, date)):
        text = str(value).replace("\0", "")
        return "'" + text if GUARDED.match(text) and not PLAIN_NUMBER.fullmatch(text) else text
    if isinstance(value, datetime):
        return local(value).strftime("%Y-%m-%d %H:%M")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
