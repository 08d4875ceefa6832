"""A part's facts in words, in the reader's language. Without names of people it may be shown blind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bidding.openings.words import CRITERIA, UNRECORDED
from marketplace.core.i18n import _
from marketplace.core.words import money
from marketplace.people.models import Category

Facts = Mapping[str, Any]
Names = Mapping[str, str]
Told = tuple[str, list[str]]


@dataclass(frozen=True)
class Words:
    """Names by id: of skills, and of people and works for readers who may know them."""

    skills: Names
    people: Names = field(default_factory=dict)
    works: Names = field(default_factory=dict)

    def blind(self) -> Words:
        """Nothing that tells whose bid it is."""
        return Words(self.skills)

    def person(self, key: str) -> str:
        """A member's name."""
        return self.people.get(key, _("a member"))

    def work(self, key: str) -> str:
        """An accepted work's title."""
        return self.works.get(key, _("a work whose title is not yours to read"))


def works_in(parts: Iterable[Mapping[str, Any]]) -> set[str]:
    """The accepted works that these parts name."""
    return {one["work"] for part in parts for one in _works(part["facts"])}


def _works(facts: Facts) -> list[Mapping[str, Any]]:
    """Works that can be looked up. Scores stay as they were kept: the oldest only number their works."""
    named = (one if isinstance(one, dict) else {"work": one} for one in facts.get("works", ()))
    return [one for one in named if "/" in one["work"]]


def explained(part: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Label, points, maximum, sentence and facts of one part, as the score bar draws it."""
    tell = _SAY.get(part["code"], _unrecorded)
    why, facts = tell(part["facts"], words)
    return {
        "label": CRITERIA[part["name"]],
        "points": part["points"] / 100,
        "max": part["weight"],
        "why": why,
        "facts": facts,
    }


def _unrecorded(facts: Facts, _words: Words) -> Told:
    return str(UNRECORDED.get(facts.get("what", ""), _("Nobody has recorded this, so it scores 0."))), []


def _who(found: list[Any], words: Words) -> str:
    if not found:
        return _("nobody")
    return _(", ").join(
        _("%(who)s at level %(level)s", who=words.person(one["person"]), level=f"{one['level']:g}")
        for one in found
    )


def _skill_cover(facts: Facts, words: Words) -> Told:
    why = _("Covers %(full)s of %(of)s skills at the level asked.", full=facts["full"], of=facts["of"])
    lines = [
        _(
            "%(skill)s: level %(needed)s needed, %(who)s, %(share)s %% covered",
            skill=words.skills.get(row["skill"], row["skill"]),
            needed=row["needed"],
            who=_who(row["people"], words),
            share=round(row["covered"] * 100),
        )
        for row in facts["skills"]
    ]
    return why, lines


def _level_above(facts: Facts, _words: Words) -> Told:
    why = _("Stands above the minimum in %(above)s of %(of)s skills.", above=facts["above"], of=facts["of"])
    return why, [_("A second person can step in for %(n)s skills.", n=facts["second"])]


def _category_works(facts: Facts, words: Words) -> Told:
    why = _("%(n)s accepted works in this field; three give full marks.", n=facts["count"])
    return why, [words.work(one["work"]) for one in _works(facts)] if words.works else []


def _category_mix(facts: Facts, _words: Words) -> Told:
    why = _("%(n)s of %(of)s categories work together.", n=facts["count"], of=facts["of"])
    return why, [str(Category(code).label) for code in facts["categories"]]


def _free_capacity(facts: Facts, words: Words) -> Told:
    why = _(
        "%(fits)s of %(asked)s days asked are free.", fits=f"{facts['fits']:g}", asked=f"{facts['asked']:g}"
    )
    lines = [
        _(
            "%(who)s: %(free)s of %(asked)s days free",
            who=words.person(row["person"]),
            free=f"{row['free']:g}",
            asked=f"{row['asked']:g}",
        )
        for row in facts.get("people", facts.get("short", ()))  # the oldest name only who lacks days
    ]
    return why, lines


def _benefit(facts: Facts, words: Words) -> Told:
    why = _("Past works bring %(money)s a year, certified by finance.", money=money(int(facts["benefit"])))
    known = _works(facts) if words.works else []
    return why, [
        _("%(work)s: %(money)s a year", work=words.work(one["work"]), money=money(int(one["benefit"])))
        for one in known
    ] or [_("%(n)s certified works", n=len(facts["works"]))]


def _crossing(facts: Facts, _words: Words) -> Told:
    return _("People of %(n)s units; three units give full marks.", n=facts["count"]), []


_SAY: dict[str, Callable[[Facts, Words], Told]] = {
    "skill_cover": _skill_cover,
    "level_above": _level_above,
    "category_works": _category_works,
    "category_mix": _category_mix,
    "free_capacity": _free_capacity,
    "certified_benefit": _benefit,
    "unit_crossing": _crossing,
}
