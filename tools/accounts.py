"""The table of demo accounts as `./manage run` shows it."""

import json
import unicodedata
from collections.abc import Mapping, Sequence

COLUMNS = ("role", "login", "password", "name", "unit")


def table(listed: str) -> str:
    """The accounts (JSON, as `flask demo accounts --json` prints it) in columns; Chinese counts double."""
    rows: list[Mapping[str, object]] = json.loads(listed)
    cells = [[str(row.get(column, "")) for column in COLUMNS] for row in rows]
    widths = [max(map(width, column)) for column in zip(COLUMNS, *cells, strict=True)]
    lines = [
        line(COLUMNS, widths),
        line(["─" * w for w in widths], widths),
        *(line(row, widths) for row in cells),
    ]
    return "\n".join(lines)


def line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """One row, filled up with blanks."""
    return (
        "  "
        + "  ".join(cell + " " * (w - width(cell)) for cell, w in zip(cells, widths, strict=True)).rstrip()
    )


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
