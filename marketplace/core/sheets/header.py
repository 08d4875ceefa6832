"""Where the table begins: the header row under its titles, and which column is which."""

from __future__ import annotations

from dataclasses import dataclass, field

from marketplace.core.messages import Message, say
from marketplace.core.sheets.cells import is_empty, shown
from marketplace.core.sheets.plan import Column, Plan, bare, fold, in_brackets
from marketplace.core.sheets.tables import Cell, Sheet

SEARCHED = 30  # rows from the top among which the header is looked for


@dataclass(frozen=True, slots=True)
class Place:
    """A column of the plan as the sheet has it: where, under which header, in which unit."""

    column: Column
    index: int
    header: str
    factor: int = 1


@dataclass(slots=True)
class Match:
    """The header row (index into the sheet's rows) and what it says."""

    row: int
    places: dict[str, Place]
    missing: list[Column] = field(default_factory=list)
    twice: list[Place] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)  # columns that no plan asks for

    @property
    def score(self) -> int:
        return len(self.places)


def match_header(sheet: Sheet, plan: Plan) -> Match | None:
    """The row that names the most columns, the upper one of equals; none if fewer than two fit."""
    names = _names(plan)
    best: Match | None = None
    for index, cells in enumerate(sheet.rows[:SEARCHED]):
        found = _match_row(index, cells, names)
        if best is None or found.score > best.score:
            best = found
    if best is None or best.score < min(2, len(plan.columns)):
        return None
    best.missing = [column for column in plan.columns if column.required and column.code not in best.places]
    return best


def _names(plan: Plan) -> dict[str, Column]:
    """Every folded name; of two columns with the same synonym the earlier one has it."""
    names: dict[str, Column] = {}
    for column in plan.columns:
        for name in column.names():
            names.setdefault(fold(name), column)
    for column in plan.columns:
        for name in column.names():
            names.setdefault(bare(name), column)
    names.pop("", None)
    return names


def _match_row(index: int, cells: list[Cell], names: dict[str, Column]) -> Match:
    found = Match(index, {})
    for place, cell in enumerate(cells):
        if not isinstance(cell, str) or is_empty(cell) or len(cell) > 100:
            continue
        column = names.get(fold(cell)) or names.get(bare(cell))
        if column is None:
            found.unread.append((place, shown(cell)))
            continue
        here = Place(column, place, " ".join(shown(cell).split()), factor_of(column, cell))
        if column.code in found.places:
            found.twice.append(here)
        else:
            found.places[column.code] = here
    return found


def factor_of(column: Column, header: str) -> int:
    """What a number under this header is multiplied by: 预算(万元) with yuan stored → 10,000."""
    units = sorted(column.units, key=lambda unit: len(unit[0]), reverse=True)
    for inside in in_brackets(header):
        for unit, factor in units:
            if inside.casefold().startswith(unit.casefold()):
                return factor
    return column.units[0][1] if column.units else 1


def unread_note(match: Match) -> Message | None:
    """Which columns of the file are not read, in one sentence."""
    if not match.unread:
        return None
    names = "、".join(name for _, name in match.unread[:20])
    return say("Columns that are not read: %(names)s.", names=names)
