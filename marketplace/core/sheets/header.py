"""Where the table begins: the header row under its titles, and which column is which."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

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


# signature of a header row → folded header → code of the column it stands for, "" for one that is not read
Known: TypeAlias = Mapping[str, Mapping[str, str]]


def signature(cells: Sequence[Cell]) -> str:
    """A header row whatever its width, case and marks: so that the same form is known again."""
    return hashlib.sha256("\n".join(headers(cells).values()).encode()).hexdigest()


def headers(cells: Sequence[Cell]) -> dict[int, str]:
    """The texts of a row by place, folded; of equal ones the first."""
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and (name := fold(cell)) and len(cell) <= 100 and name not in found.values():
            found[place] = name
    return found


def by_hand(sheet: Sheet, plan: Plan, known: Known) -> Match | None:
    """A header that somebody has explained before, row and columns as they said."""
    for index, cells in enumerate(sheet.rows[:SEARCHED]):
        said = known.get(signature(cells)) if known else None
        if said is not None:
            columns = {column.code: column for column in plan.columns}
            return _match_row(index, cells, {name: columns[c] for name, c in said.items() if c in columns})
    return None


def match_header(sheet: Sheet, plan: Plan, known: Known | None = None) -> Match | None:
    """The row that names the most columns, the upper one of equals; none if fewer than two fit. `known`:
    headers that somebody has explained; they go first."""
    names = _names(plan)
    best = by_hand(sheet, plan, known or {}) or _best_row(sheet, names)
    if best is None or best.score < min(2, len(plan.columns)):
        return None
    best.missing = [column for column in plan.columns if column.required and column.code not in best.places]
    return best


def _best_row(sheet: Sheet, names: dict[str, Column]) -> Match | None:
    best: Match | None = None
    for index, cells in enumerate(sheet.rows[:SEARCHED]):
        found = _match_row(index, cells, names)
        if best is None or found.score > best.score:
            best = found
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
