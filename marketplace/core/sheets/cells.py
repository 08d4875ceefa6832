"""One cell in, one value out, or a sentence saying what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from marketplace.core.messages import Message, Named, Refused, say
from marketplace.core.sheets.dates import as_date
from marketplace.core.sheets.plan import Column, Kind, fold
from marketplace.core.sheets.tables import Cell

Read: TypeAlias = Callable[[Cell], Any]

WIDE_LETTERS = str.maketrans(
    {
        code: chr(code - 0xFEE0)
        for run in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B))
        for code in range(*run)
    }
    | {0x3000: " ", 0xA0: " ", 0x202F: " ", 0x2007: " "}
    | dict.fromkeys(
        (
            0x200B,
            0x200C,
            0x200D,
            0x200E,
            0x200F,
            0x2060,
            0xFEFF,
            *range(0x202A, 0x202F),
            *range(0x2066, 0x206A),
        )
    )
    | dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
)
#: Whatever `clean` would change: most cells have nothing of it.
UNEVEN = re.compile(
    r"^\s|\s\Z|[\x00-\x1f\x7f\xa0\u2007\u200b-\u200f\u202a-\u202f\u2060\u2066-\u2069\u3000\ufeff"
    r"\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
)
BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff·])[ \t]+(?=[\u3400-\u9fff·])")
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:e[+-]?\d{1,2})?", re.ASCII)
SEPARATORS = re.compile(r"[、，,;；\n]+")
ANY_SEPARATOR = re.compile(r"[、，,;；\n/／]+")
PAIR = re.compile(r"(.+?)\s*(?:[:：=＝]|\s|[(（])\s*(\d{1,2})\s*(?:级|級)?\s*[)）]?")
PAIR_TIGHT = re.compile(r"(.*[\u3400-\u9fff）)])(\d{1,2})级?|(.+?)(\d)级")
EXCEL_ERROR = re.compile(
    r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|ERROR!|GETTING_DATA)", re.IGNORECASE
)
SHOWN = 80  # characters of a wrong value that are repeated in its problem


def is_empty(cell: Cell) -> bool:
    """Nothing in this cell."""
    if isinstance(cell, str):
        return not cell or (not cell[0].isalnum() and not clean(cell))
    return cell is None or cell == []


def shown(cell: Cell) -> str:
    """A cell as it is repeated to the reader."""
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    text = format(cell, ".15g") if isinstance(cell, float) else "" if cell is None else str(cell)
    text = clean(text)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def clean(text: str) -> str:
    """Typing habits evened out: full-width letters and digits, odd spaces, invisible marks.
    Chinese punctuation stays as it is."""
    if not UNEVEN.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(WIDE_LETTERS)
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def reader(column: Column, factor: int = 1) -> Read:
    """The function that reads this column's cells; it raises `Refused` for one that breaks a rule."""
    choices = {fold(name): choice.value for choice in column.choices for name in choice.names()}

    def read(cell: Cell) -> Any:
        if isinstance(cell, str) and cell[:1] == "#" and EXCEL_ERROR.fullmatch(cell):
            raise Refused(say("Excel shows an error in this cell."))
        return make(cell)

    makers: dict[Kind, Read] = {
        Kind.TEXT: lambda cell: _text(cell, column),
        Kind.REFERENCE: lambda cell: " ".join(_text(cell, column).split()),
        Kind.INTEGER: lambda cell: _integer(cell, column, factor),
        Kind.DECIMAL: lambda cell: _within(_decimal(cell, column, factor), column),
        Kind.DATE: as_date,
        Kind.CHOICE: lambda cell: _choice(_text(cell, column), choices, column),
        Kind.LIST: lambda cell: _list(cell, choices, column),
        Kind.LEVEL: lambda cell: _levels(cell, column),
        Kind.DATA: _data,
    }
    make = makers[column.kind]
    return read


def _text(cell: Cell, column: Column) -> str:
    text = _plain(cell)
    if column.tight:
        text = BETWEEN_CHINESE.sub("", text)
    if column.pad and text.isascii() and text.isdigit():
        text = text.zfill(column.pad)
    if len(text) > column.max_length:
        raise Refused(
            say("At most %(limit)s characters; here are %(found)s.", limit=column.max_length, found=len(text))
        )
    return text


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, float):
        if abs(cell) >= 1e15:
            raise Refused(
                say("Excel has rounded this long number. Format the column as text and enter it again.")
            )
        return str(int(cell)) if cell.is_integer() else format(cell, ".15g")
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, list):
        return "、".join(_plain(each) for each in cell)
    if isinstance(cell, dict):
        raise Refused(say("Must be a text, not an object."))
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


def _decimal(cell: Cell, column: Column, factor: int) -> Decimal:
    if cell is None or isinstance(cell, (bool, date, time, timedelta, list, dict)):
        raise Refused(say("Must be a number."))
    if not isinstance(cell, str):
        # Excel promises fifteen digits; what comes behind is noise of the binary fraction.
        return Decimal(cell if isinstance(cell, int) else format(cell, ".15g")) * factor
    return number(cell, dict(column.units), factor)


def number(text: str, units: dict[str, int], factor: int = 1) -> Decimal:
    """A number as people type it: "1,234.5", "１２", "85%", "￥3.5万元", "(1,000)"."""
    said = unicodedata.normalize("NFKC", text).replace("−", "-").replace(" ", "").replace("\n", "").lower()
    said = said.lstrip("¥$") if said[:1] in "¥$" else said
    for unit in sorted(units, key=len, reverse=True):
        if said.endswith(unit.lower()):
            said, factor = said[: -len(unit)], units[unit]
            break
    share = Decimal(100) if said.endswith("%") else Decimal(1)
    said = said.removesuffix("%")
    if said.startswith("(") and said.endswith(")"):
        said = "-" + said[1:-1]
    if len(said) > 40 or not NUMBER.fullmatch(said) or not re.search(r"\d", said.partition("e")[0]):
        raise Refused(say("Must be a number."))
    return Decimal(said.replace(",", "")) * factor / share


def _integer(cell: Cell, column: Column, factor: int) -> int:
    found = _decimal(cell, column, factor)
    if abs(found) > 10**15:
        raise Refused(say("The number is too large."))
    if found != found.to_integral_value():
        raise Refused(say("Must be a whole number."))
    return int(_within(found, column))


def _within(found: Decimal, column: Column) -> Decimal:
    if abs(found) > 10**15:
        raise Refused(say("The number is too large."))
    if column.minimum is not None and found < column.minimum:
        raise Refused(say("Must be at least %(limit)s.", limit=column.minimum))
    if column.maximum is not None and found > column.maximum:
        raise Refused(say("Must be at most %(limit)s.", limit=column.maximum))
    return found


def _choice(text: str, choices: dict[str, str], column: Column) -> str:
    found = choices.get(fold(text))
    if found is None:
        raise Refused(_not_in_list(column))
    return found


def _not_in_list(column: Column) -> Message:
    some, more = column.choices[:12], "…" if len(column.choices) > 12 else ""
    names = Named("、".join(each.zh for each in some) + more, ", ".join(each.en for each in some) + more)
    return say("Must be one of: %(choices)s.", choices=names)


def _parts(cell: Cell, split: re.Pattern[str]) -> list[str]:
    if isinstance(cell, list):
        return [part for each in cell if (part := _plain(each))]
    return [part.strip() for part in split.split(_plain(cell)) if part.strip()]


def _list(cell: Cell, choices: dict[str, str], column: Column) -> list[str]:
    found = _parts(cell, ANY_SEPARATOR)
    for each in found:
        if len(each) > column.max_length:
            raise Refused(
                say(
                    "At most %(limit)s characters; here are %(found)s.",
                    limit=column.max_length,
                    found=len(each),
                )
            )
    if choices:
        found = [_choice(each, choices, column) for each in found]
    return list(dict.fromkeys(found))


def _levels(cell: Cell, column: Column) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for name, level in _pairs(cell):
        if name in found:
            raise Refused(say("“%(name)s” is named twice.", name=name))
        found[name] = int(_within(Decimal(level), column))
    return list(found.items())


def _pairs(cell: Cell) -> list[tuple[str, int]]:
    """A slash separates only where every piece has its level: "MIG/MAG焊:3" is one skill."""
    if isinstance(cell, list):  # of a JSON file: ["焊工:4"] or [["焊工", 4]]
        cell = "\n".join(
            ":".join(map(_plain, each)) if isinstance(each, list) else _plain(each) for each in cell
        )
    pairs: list[tuple[str, int]] = []
    for part in _parts(cell, SEPARATORS):
        pieces = [piece.strip() for piece in re.split(r"[/／]", part) if piece.strip()]
        several = [_pair(piece) for piece in pieces]
        whole = _pair(part)
        if len(pieces) > 1 and all(several):
            pairs += [pair for pair in several if pair]
        elif whole:
            pairs.append(whole)
        else:
            raise Refused(
                say("“%(part)s” has no level: write name:level, separated by semicolons.", part=part[:SHOWN])
            )
    return pairs


def _pair(part: str) -> tuple[str, int] | None:
    loose = PAIR.fullmatch(part)
    if loose:
        return loose[1].strip(), int(loose[2])
    tight = PAIR_TIGHT.fullmatch(part)
    return ((tight[1] or tight[3]).strip(), int(tight[2] or tight[4])) if tight else None


def _data(cell: Cell) -> Any:
    if isinstance(cell, (list, dict)):
        return cell
    raise Refused(say("Must be a list; only a JSON file can hold it."))
