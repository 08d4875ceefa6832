"""Files in: Excel, CSV and JSON become plain sheets of cells, with the row numbers people see."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any, TypeAlias

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from marketplace.core.messages import Refused, say
from marketplace.core.sheets.ooxml import DAMAGED, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, TOO_LARGE, check_package

MAX_BYTES = 20 * 2**20
MAX_SHEETS = 50
DELIMITERS = (",", "\t", ";", "|")
QUOTED = re.compile(r'"[^"]*+"')
GUARDED = re.compile("^'+[=+\\-@\t\r\n\0＝＋－＠]")  # how write_csv keeps formulas from running

Cell: TypeAlias = (
    str | int | float | bool | date | datetime | time | timedelta | list[Any] | dict[str, Any] | None
)


@dataclass(slots=True)
class Sheet:
    """One table as it stands in the file. `offset` + index gives the row number people see; `wide`
    are the rows (by index) in which cells are merged sideways, as headings are."""

    name: str
    rows: list[list[Cell]]
    offset: int = 1
    lettered: bool = True  # columns have letters: Excel and CSV, not JSON
    wide: frozenset[int] = field(default_factory=frozenset)

    def number(self, index: int) -> int:
        return index + self.offset


def read_tables(filename: str, data: bytes) -> list[Sheet]:
    """The sheets of a file, hidden ones left out. What it is is decided by content, not by name."""
    if len(data) > MAX_BYTES:
        raise Refused(say("The file is larger than %(limit)s MB.", limit=MAX_BYTES // 2**20))
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Refused(say("The file is empty."))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            say("This is an old or password-protected Excel file. Save it as .xlsx without a password.")
        )
    if data.startswith(b"PK"):
        return _workbook(data)
    name = PurePath(filename.replace("\\", "/")).stem[:31] or "1"
    text = decode(data)
    if filename.casefold().endswith(".json"):
        return [_objects(name, text)]
    return [_lines(name, text)]


# Excel


def _workbook(data: bytes) -> list[Sheet]:
    package = check_package(data, cells=True)
    if package.kind != "xlsx":
        raise Refused(say("This is not an Excel workbook."))
    with _readable(), CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        shown = [
            each.name
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
        ]
        if len(shown) > MAX_SHEETS:
            raise Refused(say("The file has more than %(limit)s sheets.", limit=MAX_SHEETS))
        sheets, left = [], MAX_CELLS
        for name in shown:
            source = book.get_sheet_by_name(name)
            left -= source.total_height * source.total_width
            if left < 0:
                raise Refused(TOO_LARGE)
            sheets.append(_sheet(name, source, package.errors.get(name, [])))
    return sheets


@contextmanager
def _readable() -> Iterator[None]:
    """A file the reader cannot make sense of is damaged, also when the reader itself gives up:
    calamine's panic is not an Exception."""
    try:
        yield
    except PasswordError:
        raise Refused(say("The file is protected by a password. Save it without one.")) from None
    except (CalamineError, OSError, OverflowError) as error:
        raise Refused(DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise Refused(DAMAGED) from error
        raise


def _sheet(name: str, source: CalamineSheet, errors: list[tuple[int, int, str]]) -> Sheet:
    rows: list[list[Cell]] = [list(row) for row in source.to_python(skip_empty_area=False)]
    for row, column, text in errors:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = (
                text or "#ERROR!"
            )  # calamine gives an empty cell, as if nothing had been there
    wide: set[int] = set()
    filled = 0
    for (top, left), (bottom, right) in source.merged_cell_ranges or []:
        last = min(bottom, len(rows) - 1)
        if right > left:
            wide.update(range(top, last + 1))
        filled += max(0, last - top)
        if filled > MAX_CELLS:
            raise Refused(TOO_LARGE)
        _fill_down(rows, left, top, last)
    return Sheet(name, rows, wide=frozenset(wide))


def _fill_down(rows: list[list[Cell]], column: int, top: int, last: int) -> None:
    """A cell merged over rows counts for each: a unit before its people, a header of two rows."""
    if top >= len(rows) or column >= len(rows[top]):
        return
    for row in range(top + 1, last + 1):
        rows[row][column] = rows[top][column]


# CSV


def decode(data: bytes) -> str:
    """Text of a Chinese office: UTF-8 with or without its mark, Excel's UTF-16, else GB 18030."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for each in (encoding, "gb18030"):
        try:
            text = data.decode(each)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(say("This is neither an Excel file nor text that can be read."))


def guess_delimiter(text: str) -> str:
    """The mark that cuts most of the first lines into the same number of columns; what stands in
    quotation marks does not count."""
    lines = [line for line in QUOTED.sub("x", text[: 2**16]).splitlines() if line.strip()][:50]

    def evenness(mark: str) -> tuple[int, int]:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        return max(((times, count) for count, times in counts.items()), default=(0, 0))

    return max(DELIMITERS, key=evenness)


def _lines(name: str, text: str) -> Sheet:
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=guess_delimiter(text)):
            cells += len(row)
            if len(rows) >= MAX_ROWS or len(row) > MAX_COLUMNS or cells > MAX_CELLS:
                raise Refused(TOO_LARGE)
            rows.append([cell[1:] if GUARDED.match(cell) else cell for cell in row])
    except csv.Error:
        raise Refused(say("The text is not a table: its quotation marks do not match.")) from None
    return Sheet(name, rows)


# JSON


def _objects(name: str, text: str) -> Sheet:
    """A list of objects, or an object that holds one; objects inside are flattened to "a.b"."""
    wrong = say("The JSON file must hold a list of objects.")
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(say("The JSON file is damaged and cannot be read.")) from None
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        found = lists[0] if len(lists) == 1 else None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Refused(wrong)
    records = [dict(_flat(each)) for each in found]
    titles = list(dict.fromkeys(key for record in records for key in record))
    if len(records) > MAX_ROWS or len(titles) > MAX_COLUMNS or len(records) * len(titles) > MAX_CELLS:
        raise Refused(TOO_LARGE)
    rows: list[list[Cell]] = [list(titles), *([record.get(title) for title in titles] for record in records)]
    return Sheet(name, rows, offset=0, lettered=False)


def _no_number(text: str) -> float:
    raise ValueError(text)


def _flat(record: dict[str, Any], before: str = "") -> Iterator[tuple[str, Cell]]:
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield before + key, value
