"""What a table should hold: the columns a wing expects, with every name people give them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from marketplace.core.messages import Message

BRACKETS = re.compile(r"[(\[{<【〔〖「]([^)\]}>】〕〗」]*)[)\]}>】〕〗」]")
NOT_A_LETTER = re.compile(r"[\W_]+")


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    CHOICE = "choice"
    REFERENCE = "reference"  # the code or name of something recorded elsewhere; looked up by the wing
    LIST = "list"  # several texts in one cell
    LEVEL = "level"  # several names with a level each: "焊工:4;MACH-TURN 3"
    DATA = "data"  # lists and objects of a JSON file, handed on as they are


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a closed list: what is stored, what is shown, what else people write."""

    value: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        return (self.value, self.zh, self.en, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a plan.

    `hint` (written with `say`) is explained on the template's notes sheet. `units` are the units a number may
    carry, in the header's brackets or behind the value, each with its factor; the first is meant
    when none is named (`(("万元", 10_000), ("元", 1))` stores yuan). `pad` gives back the leading
    zeros that Excel took from a number of so many digits. `tight` drops the spaces that align
    Chinese names (张　三).
    """

    code: str
    zh: str
    en: str
    kind: Kind = Kind.TEXT
    required: bool = False
    synonyms: tuple[str, ...] = ()
    max_length: int = 200
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    units: tuple[tuple[str, int], ...] = ()
    pad: int = 0
    tight: bool = False
    example: str = ""
    hint: Message | None = None

    def names(self) -> tuple[str, ...]:
        return (self.code, self.zh, self.en, *self.synonyms)

    def title(self, locale: str) -> str:
        return self.en if locale == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Plan:
    """A table as a whole: `kind` names it in code, `zh` and `en` for people; `key` are the columns
    that together tell one row from another."""

    kind: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""

    def column(self, code: str) -> Column:
        return next(column for column in self.columns if column.code == code)

    def title(self, locale: str) -> str:
        return (self.en if locale == "en" else self.zh) or self.kind


def fold(text: str) -> str:
    """What remains of a name when width, case, spaces, line breaks and marks do not count."""
    return NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def bare(text: str) -> str:
    """The same without what stands in brackets: a unit, a remark."""
    return fold(BRACKETS.sub("", unicodedata.normalize("NFKC", text))) or fold(text)


def in_brackets(text: str) -> list[str]:
    """What stands in brackets: 预算（万元） → ["万元"]."""
    return [inside.strip() for inside in BRACKETS.findall(unicodedata.normalize("NFKC", text))]


def letter(index: int) -> str:
    """The name Excel gives a column: 0 → A, 26 → AA."""
    name, left = "", index + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(65 + rest) + name
    return name
