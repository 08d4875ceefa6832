"""What notices and to-dos say. Every wing keeps its own words; the composition root brings them here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import ModuleType
from typing import Any

from marketplace.core import words
from marketplace.core.i18n import locale

NOTICES: dict[str, str] = {}
TODOS: dict[str, tuple[str, str]] = {}
DEEDS: dict[str, str] = {}  # what was done, for the audit trail
WING: dict[str, str] = {}  # kind of a to-do → wing, for the counters of the navigation

DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+([+-]\d\d:\d\d|Z)?")


def learn(said: ModuleType) -> None:
    """Take in the words of one wing."""
    wing = said.__name__.split(".")[-2]
    NOTICES.update(getattr(said, "NOTICES", {}))
    TODOS.update(getattr(said, "TODOS", {}))
    DEEDS.update(getattr(said, "DEEDS", {}))
    WING.update(dict.fromkeys(getattr(said, "TODOS", {}), wing))


class _Blanks(dict[str, Any]):
    """The facts of a notice as people write them; a fact that is not there is a dash, never an error."""

    def __missing__(self, _name: str) -> str:
        return words.NOTHING


def _readable(fact: Any) -> Any:
    if isinstance(fact, str) and DAY.fullmatch(fact):
        return words.day(date.fromisoformat(fact), locale=locale())
    if isinstance(fact, str) and MOMENT.fullmatch(fact):
        return words.moment(datetime.fromisoformat(fact), locale=locale())
    return fact


def _filled(sentence: str, detail: Mapping[str, Any]) -> str:
    return str(sentence) % _Blanks({name: _readable(fact) for name, fact in detail.items()})


def notice(kind: str, detail: Mapping[str, Any]) -> str:
    """The sentence of a notice in the reader's language."""
    return _filled(NOTICES.get(kind, "%(title)s"), detail)


def todo(kind: str, detail: Mapping[str, Any]) -> str:
    """What is to be done, in the reader's language."""
    return _filled(TODOS[kind][0] if kind in TODOS else "%(title)s", detail)


def names_it(kind: str) -> bool:
    """Does the sentence of the to-do say already what it is about?"""
    return kind not in TODOS or "%(title)s" in str(TODOS[kind][0])


def verb(kind: str) -> str:
    """The word on the button of a to-do."""
    return str(TODOS[kind][1]) if kind in TODOS else ""


def deed(action: str) -> str:
    """What was done, in the reader's language."""
    return str(DEEDS.get(action, action.replace("_", " ")))
