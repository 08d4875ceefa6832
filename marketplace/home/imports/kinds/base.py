"""What the kinds share: what a file would do, and how a rule's refusal finds its cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from marketplace.core.forms import SENTENCES
from marketplace.core.messages import Message, say
from marketplace.core.sheets import Parsed, Plan, Row
from marketplace.core.terms import Terms
from marketplace.core.verdict import Verdict
from marketplace.people.models import Person, Role
from marketplace.people.rules import scope_paths

T = TypeVar("T", bound=Terms)
IN_BRACKETS = re.compile(r"(?:.*[(（]\s*)?([A-Za-z0-9][A-Za-z0-9._\-]*)\s*[)）]?")


@dataclass(frozen=True)
class Asking:
    """Who brings the file, where they may change things, and what else they allowed."""

    by: Person
    paths: tuple[str, ...]
    make_units: bool = False

    @classmethod
    def of(cls, by: Person, *, make_units: bool = False) -> Asking:
        """For a person, with the subtrees they administer."""
        return cls(by, tuple(scope_paths(by, Role.SYSTEM_ADMIN)), make_units)

    def covers(self, path: str) -> bool:
        """Is a unit of this path within reach?"""
        return any(path.startswith(one) for one in self.paths)


def _nothing(_by: Person) -> None:
    """A file without rows changes nothing."""


@dataclass
class Work:
    """What a file would do: captions of what is new and changed, and the deed itself."""

    new: list[str] = field(default_factory=list)
    changed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    same: int = 0
    left: list[str] = field(default_factory=list)  # not touched, because it has gone on since
    units: list[str] = field(default_factory=list)  # units named in the file that do not exist
    deed: Callable[[Person], None] = _nothing


@dataclass(frozen=True)
class Kind:
    """One kind of table."""

    code: str
    label: str
    lead: str
    plan: Callable[[], Plan]
    may: Callable[[Person], Verdict]
    assess: Callable[[Parsed, Asking], Work]


def both(parsed: Parsed) -> list[Row]:
    """Whole and broken rows in the order of the file: references are looked up in all of them."""
    order = {name: place for place, name in enumerate(parsed.matches)}
    return sorted([*parsed.rows, *parsed.broken], key=lambda row: (order.get(row.sheet, 0), row.number))


def build(parsed: Parsed, row: Row, terms: type[T], names: dict[str, str], **values: Any) -> T | None:
    """The row's terms, or its problems; `names` maps fields of the terms to columns that are called otherwise."""
    try:
        return terms.model_validate({k: v for k, v in values.items() if v is not None})
    except ValidationError as errors:
        for error in errors.errors():
            name = str(error["loc"][0]) if error["loc"] else ""
            parsed.complain(row, names.get(name, name), _sentence(error))
        return None


def _sentence(error: Any) -> Message:
    facts = {k: v for k, v in error.get("ctx", {}).items() if isinstance(v, (int, str))}
    return say(SENTENCES.get(str(error["type"]), "This does not have the form asked for."), **facts)


def number_in(said: str) -> str:
    """The employee number in "001234", "张三(001234)" or "张三 001234"."""
    text = said.strip()
    found = IN_BRACKETS.fullmatch(text) or IN_BRACKETS.fullmatch(text.split()[-1] if text.split() else "")
    return found[1] if found else text


def padded(number: str, width: int) -> str:
    """The zeros that Excel took away."""
    return number.zfill(width) if width and number.isascii() and number.isdigit() else number
