"""A sheet read against a plan: rows of values, and every problem at once.

Nothing is left out in silence: a row that is skipped (empty, total, heading, remark, repeated
header, example) is named in a note, and a problem never stops the reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from marketplace.core.messages import Message, Named, Refused, say
from marketplace.core.sheets.cells import Read, is_empty, reader, shown
from marketplace.core.sheets.findings import Parsed, Problem, Row
from marketplace.core.sheets.header import Known, Match, match_header, unread_note
from marketplace.core.sheets.plan import Column, Plan, fold, letter
from marketplace.core.sheets.tables import Cell, Sheet, read_tables

TOTAL = re.compile(
    r"(?:本页|本表|本部门|本单位|以上|全部|集团)?(?:合计|总计|小计|共计|累计|总数|total|subtotal|grandtotal|sum)[\d人名项个元万]*"
)
TOTAL_MARK = re.compile("[计数]|total|sum", re.IGNORECASE)  # the quick look before the thorough one
REMARK = re.compile(
    r"(?:(?:制表|填表|填报|审核|审批|复核|批准|经办|负责)(?:人|单位|部门|日期|时间)?|说明|备注|注\d*|note|preparedby|remark)s?[:：]"
)


def filled_sheets(filename: str, data: bytes) -> list[Sheet]:
    """The sheets of a file that hold anything."""
    found = read_tables(filename, data)
    return [sheet for sheet in found if any(not is_empty(c) for r in sheet.rows for c in r)]


def parse_file(filename: str, data: bytes, plan: Plan, known: Known | None = None) -> Parsed:
    """A whole file: every sheet whose header fits the plan, the others named in a note. `known`: headers that
    somebody has explained. A file that cannot be opened at all raises `Refused`."""
    sheets = filled_sheets(filename, data)
    fitting = [sheet for sheet in sheets if match_header(sheet, plan, known)]
    if not fitting:
        return parse(sheets[0], plan, known=known) if sheets else _nothing(plan)
    whole = Parsed(plan)
    for sheet in sheets:
        if sheet in fitting:
            parse(sheet, plan, into=whole, known=known)
        else:
            whole.notes.append(_about(sheet, 0, say("Not read: no header of this table was found.")))
    return whole


def parse(sheet: Sheet, plan: Plan, *, into: Parsed | None = None, known: Known | None = None) -> Parsed:
    """One sheet; `into` collects several, so that a key doubled on another sheet is found too."""
    parsed = into or Parsed(plan)
    parsed.lettered = sheet.lettered
    match = match_header(sheet, plan, known)
    if match is None:
        expected = Named("、".join(c.zh for c in plan.columns[:8]), ", ".join(c.en for c in plan.columns[:8]))
        rule = say("No header row was found. Expected columns such as %(columns)s.", columns=expected)
        parsed.problems.append(_about(sheet, 0, rule))
        return parsed
    parsed.matches[sheet.name] = match
    _about_header(sheet, match, parsed)
    _Reading(sheet, match, parsed).run()
    if not parsed.rows and not parsed.broken and not match.missing:
        parsed.problems.append(_about(sheet, 0, say("There are no rows under the header.")))
    return parsed


def _nothing(plan: Plan) -> Parsed:
    return Parsed(plan, problems=[Problem("", 0, "", "", "", say("The file is empty."))])


def _about(sheet: Sheet, row: int, rule: Message) -> Problem:
    return Problem(sheet.name, row, "", "", "", rule)


def _about_header(sheet: Sheet, match: Match, parsed: Parsed) -> None:
    number = sheet.number(match.row)
    for column in match.missing:
        rule = say("The column “%(column)s” is missing.", column=Named(column.zh, column.en))
        parsed.problems.append(_about(sheet, number, rule))
    for place in match.twice:
        rule = say("This column occurs twice. Delete one, or rename it.")
        name = letter(place.index) if sheet.lettered else ""
        parsed.problems.append(Problem(sheet.name, number, name, place.header, "", rule))
    if unread := unread_note(match):
        parsed.notes.append(_about(sheet, number, unread))
    above = [sheet.number(i) for i in range(match.row) if any(not is_empty(cell) for cell in sheet.rows[i])]
    if above:
        parsed.notes.append(_skipped(sheet, above, say("above the header")))


def _skipped(sheet: Sheet, rows: list[int], why: Message) -> Problem:
    return _about(sheet, 0, say("Skipped (%(why)s): row %(rows)s.", why=why, rows=_runs(rows)))


def _runs(rows: Iterable[int]) -> str:
    """Row numbers in short: 3, 5–9."""
    runs: list[list[int]] = []
    for number in sorted(rows):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs[:20]) + ("…" if len(runs) > 20 else "")


class _Reading:
    """One pass over the rows under a header."""

    def __init__(self, sheet: Sheet, match: Match, parsed: Parsed) -> None:
        self.sheet, self.match, self.parsed, self.plan = sheet, match, parsed, parsed.plan
        self.read: list[tuple[Column, int, Read]] = [
            (place.column, place.index, reader(place.column, place.factor)) for place in match.places.values()
        ]
        self.skipped: dict[str, list[int]] = {}
        self.keys: dict[tuple[str, ...], Row] = {}
        for row in (*parsed.rows, *parsed.broken):
            if key := self.key(row):
                self.keys.setdefault(key, row)
        header = sheet.rows[match.row]
        self.header = self.folded(header)
        self.first = next(cell for cell in header if not is_empty(cell))
        self.example = {c.code: _examples(c) for c in self.plan.columns if c.example}

    def run(self) -> None:
        empty: list[int] = []
        for index in range(self.match.row + 1, len(self.sheet.rows)):
            cells = self.sheet.rows[index]
            filled = [place for place, cell in enumerate(cells) if cell != "" and not is_empty(cell)]
            number = self.sheet.number(index)
            if not filled:
                empty.append(number)
            elif why := self.not_data(index, cells, filled):
                self.skipped.setdefault(why, []).append(number)
            else:
                self.take(number, cells, set(filled))
        self.tell(empty)

    def tell(self, empty: list[int]) -> None:
        last = max((row.number for row in (*self.parsed.rows, *self.parsed.broken)), default=0)
        between = [number for number in empty if number < last]
        if between:
            self.parsed.notes.append(_skipped(self.sheet, between, say("empty row")))
        for why, rows in self.skipped.items():
            self.parsed.notes.append(_skipped(self.sheet, rows, REASONS[why]))

    def not_data(self, index: int, cells: list[Cell], filled: list[int]) -> str:
        """Why a row is no data, or nothing."""
        first = cells[filled[0]]
        near = [cell for place in filled[:2] if isinstance(cell := cells[place], str)]
        if any(TOTAL_MARK.search(cell) and TOTAL.fullmatch(fold(cell)) for cell in near):
            return "total"
        if first == self.first and self.folded(cells) == self.header:
            return "header"
        if len(filled) == 1 and index in self.sheet.wide:
            return "heading"
        if len(filled) <= 3 and isinstance(first, str) and REMARK.match("".join(first.split()).casefold()):
            return "remark"
        return "example" if self.is_example(cells) else ""

    def folded(self, cells: list[Cell]) -> list[str]:
        found = [fold(cell) if isinstance(cell, str) else "" for cell in cells]
        while found and not found[-1]:
            found.pop()
        return found

    def is_example(self, cells: list[Cell]) -> bool:
        """The row our own template brings along, left where it was."""
        if len(self.example) < 2:
            return False
        for code, expected in self.example.items():
            place = self.match.places.get(code)
            cell = cells[place.index] if place and place.index < len(cells) else None
            if fold(shown(cell)) not in expected:
                return False
        return True

    def take(self, number: int, cells: list[Cell], filled: set[int]) -> None:
        row = Row(self.sheet.name, number, {}, cells)
        before = len(self.parsed.problems)
        for column, place, read in self.read:
            if place not in filled:
                if column.required:
                    self.parsed.complain(row, column.code, say("Must be filled in."))
                continue
            try:
                row.values[column.code] = read(cells[place])
            except Refused as refused:
                self.parsed.complain(row, column.code, refused.message)
        self.find_double(row)
        whole = len(self.parsed.problems) == before
        (self.parsed.rows if whole else self.parsed.broken).append(row)

    def key(self, row: Row) -> tuple[str, ...]:
        if not self.plan.key or any(code not in row.values for code in self.plan.key):
            return ()
        return tuple(_written(row.values[code]).casefold() for code in self.plan.key)

    def find_double(self, row: Row) -> None:
        key = self.key(row)
        if not key:
            return
        first = self.keys.setdefault(key, row)
        if first is not row:
            rule = say(
                "Occurs twice: already in sheet “%(sheet)s”, row %(row)s.",
                sheet=first.sheet,
                row=first.number,
            )
            self.parsed.complain(row, self.plan.key[0], rule)


REASONS = {
    "total": say("total row"),
    "header": say("repeated header"),
    "heading": say("heading row"),
    "remark": say("remark row"),
    "example": say("example of the template"),
}


def _examples(column: Column) -> set[str]:
    """How the example may stand in a template: a choice is written in the language of the file."""
    named = [choice.names() for choice in column.choices if column.example in choice.names()]
    return {fold(name) for name in (column.example, *(named[0] if named else ()))}


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
