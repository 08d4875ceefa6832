"""What reading a table brings: its rows, and every problem with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from marketplace.core.messages import Message, Named, say
from marketplace.core.sheets.cells import shown
from marketplace.core.sheets.header import Match
from marketplace.core.sheets.plan import Plan, letter
from marketplace.core.sheets.tables import Cell


@dataclass(slots=True)
class Row:
    """One data row: where it stands and the values that could be read (an empty cell is left out)."""

    sheet: str
    number: int
    values: dict[str, Any]
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, as the preview lists it. Row 0 is the sheet as a whole."""

    sheet: str
    row: int
    letter: str
    header: str
    value: str
    rule: Message

    def __str__(self) -> str:
        return self.message().__str__()

    def message(self) -> Message:
        """The whole line: sheet, row, column, value, rule."""
        facts = {"sheet": self.sheet, "row": self.row, "value": self.value, "rule": self.rule}
        if not self.row:
            return say("Sheet “%(sheet)s”: %(rule)s", **facts)
        if not self.header:
            return say("Sheet “%(sheet)s”, row %(row)s: %(rule)s", **facts)
        column = f"{self.letter} {self.header}".strip()
        if not self.value:
            return say("Sheet “%(sheet)s”, row %(row)s, column %(column)s: %(rule)s", column=column, **facts)
        return say(
            "Sheet “%(sheet)s”, row %(row)s, column %(column)s, “%(value)s”: %(rule)s", column=column, **facts
        )


@dataclass(slots=True)
class Parsed:
    """What a file holds. `rows` are whole; `broken` have at least one problem and keep what could be read,
    so that a wing can look up their references too and list everything in one go."""

    plan: Plan
    rows: list[Row] = field(default_factory=list)
    broken: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    matches: dict[str, Match] = field(default_factory=dict)
    lettered: bool = True

    @property
    def ok(self) -> bool:
        return bool(self.rows) and not self.problems

    def complain(self, row: Row, code: str, rule: Message) -> Problem:
        """Add a problem that only the wing can see: an unknown unit, a person who has left."""
        problem = self.at(row, code, rule)
        self.problems.append(problem)
        return problem

    def at(self, row: Row, code: str, rule: Message) -> Problem:
        place = self.matches[row.sheet].places.get(code)
        if place is None:
            column = self.plan.column(code)
            return Problem(row.sheet, row.number, "", str(Named(column.zh, column.en)), "", rule)
        cell = row.cells[place.index] if place.index < len(row.cells) else None
        name = letter(place.index) if self.lettered else ""
        return Problem(row.sheet, row.number, name, place.header, shown(cell), rule)
