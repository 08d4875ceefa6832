"""Who keeps the list and decides hits; and what a hit is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds
from marketplace.secrecy.models import Finding, HeldDeed, HeldState, ScreeningHit, Severity

AROUND = 16  # characters shown on both sides of a hit


@dataclass(frozen=True)
class Listed:
    """A word of the list as the search takes it."""

    word: str
    severity: Severity
    harmless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A word found in a field, with the words around it."""

    field: str
    word: str
    severity: Severity
    excerpt: str


def may_keep_list(person: Person) -> Verdict:
    """The list belongs to the secrecy officers."""
    return unless(holds(person, Role.SECRECY_OFFICER), _("The secrecy officers keep this list."))


def may_decide(person: Person, hit: ScreeningHit) -> Verdict:
    """An officer over the unit decides, never about a text of their own."""
    return (
        unless(holds(person, Role.SECRECY_OFFICER, hit.unit), _("The secrecy officer decides this."))
        and unless(person.id != hit.by_id, _("Another officer decides about your own text."))
        and not_until(hit.state is Finding.OPEN, _("This has been decided."))
    )


def may_end(person: Person, deed: HeldDeed) -> Verdict:
    """Whoever handed it in may take it back while it waits."""
    return unless(person.id == deed.by_id, _("Only whoever handed it in may take it back.")) and not_until(
        deed.state is HeldState.WAITS, _("This has been decided.")
    )


def may_read_held(person: Person, deed: HeldDeed) -> Verdict:
    """Whoever handed it in, and the secrecy officers over the unit."""
    officer = holds(person, Role.SECRECY_OFFICER, deed.unit)
    return unless(officer or person.id == deed.by_id, _("The secrecy officer decides this."))


def plain(text: str) -> tuple[str, list[int]]:
    """The text as it is searched: one form of each character, lower case, without what stands between
    characters to hide a word; and where each of its characters stood."""
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character).lower():
            kind = unicodedata.category(one)
            if kind[0] in "LN" or kind == "So":  # ★ is part of a secrecy mark
                kept.append(one)
                places.append(place)
    return "".join(kept), places


def hits(words: Iterable[Listed], texts: Mapping[str, str]) -> list[Hit]:
    """What of the list stands in the texts (field → text), each word once a field, in the list's order."""
    found = []
    read = {field: (text, *plain(text)) for field, text in texts.items() if text}
    for listed in words:
        for field, (text, squeezed, places) in read.items():
            span = _first(listed, text, squeezed, places)
            if span is not None:
                excerpt = text[max(0, span[0] - AROUND) : span[1] + AROUND]
                found.append(Hit(field, listed.word, listed.severity, " ".join(excerpt.split())))
    return found


def _first(listed: Listed, text: str, squeezed: str, places: list[int]) -> tuple[int, int] | None:
    if listed.word.isascii():  # words of another language end where their letters end
        said = re.search(rf"\b{re.escape(listed.word.lower())}\b", text.lower())
        return said.span() if said else None
    word = plain(listed.word)[0]
    covered = [span for phrase in listed.harmless for span in _spans(plain(phrase)[0], squeezed)]
    for start, end in _spans(word, squeezed):
        if not any(low <= start and end <= high for low, high in covered):
            return places[start], places[end - 1] + 1
    return None


def _spans(word: str, text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(re.escape(word), text)] if word else []
