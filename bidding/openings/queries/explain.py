"""A part's facts in words, in the reader's language. Without names of people it may be shown blind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bidding.openings.words import CRITERIA, UNRECORDED
from marketplace.core.i18n import _
from marketplace.core.words import money
from marketplace.people.models import Category

Facts = Mapping[str, Any]
Names = Mapping[str, str]


def explained(part: Mapping[str, Any], skills: Names, people: Names | None = None) -> dict[str, Any]:
    """Label, points, maximum, sentence and facts of one part, as the score bar draws it."""
    tell = _SAY.get(part["code"], _unrecorded)
    why, facts = tell(part["facts"], skills, people)
    return {
        "label": CRITERIA[part["name"]],
        "points": part["points"] / 100,
        "max": part["weight"],
        "why": why,
        "facts": facts,
    }


def _unrecorded(facts: Facts, _skills: Names, _people: Names | None) -> tuple[str, list[str]]:
    return str(UNRECORDED.get(facts.get("what", ""), _("Nobody has recorded this, so it scores 0."))), []


def _who(found: list[Any], people: Names | None) -> str:
    if not found:
        return _("nobody")
    return _(", ").join(
        _(
            "%(who)s at level %(level)s",
            who=people.get(one["person"], _("a member")) if people else _("a member"),
            level=f"{one['level']:g}",
        )
        for one in found
    )


def _skill_cover(facts: Facts, skills: Names, people: Names | None) -> tuple[str, list[str]]:
    why = _("Covers %(full)s of %(of)s skills at the level asked.", full=facts["full"], of=facts["of"])
    lines = [
        _(
            "%(skill)s: level %(needed)s needed, %(who)s, %(share)s %% covered",
            skill=skills.get(row["skill"], row["skill"]),
            needed=row["needed"],
            who=_who(row["people"], people),
            share=round(row["covered"] * 100),
        )
        for row in facts["skills"]
    ]
    return why, lines


def _level_above(facts: Facts, _skills: Names, _people: Names | None) -> tuple[str, list[str]]:
    why = _("Stands above the minimum in %(above)s of %(of)s skills.", above=facts["above"], of=facts["of"])
    return why, [_("A second person can step in for %(n)s skills.", n=facts["second"])]


def _category_works(facts: Facts, _skills: Names, _people: Names | None) -> tuple[str, list[str]]:
    return _("%(n)s accepted works in this field; three give full marks.", n=facts["count"]), []


def _category_mix(facts: Facts, _skills: Names, _people: Names | None) -> tuple[str, list[str]]:
    why = _("%(n)s of %(of)s categories work together.", n=facts["count"], of=facts["of"])
    return why, [str(Category(code).label) for code in facts["categories"]]


def _free_capacity(facts: Facts, _skills: Names, people: Names | None) -> tuple[str, list[str]]:
    why = _(
        "%(fits)s of %(asked)s days asked are free.", fits=f"{facts['fits']:g}", asked=f"{facts['asked']:g}"
    )
    lines = [
        _(
            "%(who)s: %(free)s of %(asked)s days free",
            who=(people or {}).get(row["person"], _("a member")),
            free=f"{row['free']:g}",
            asked=f"{row['asked']:g}",
        )
        for row in facts["short"]
    ]
    return why, lines


def _benefit(facts: Facts, _skills: Names, _people: Names | None) -> tuple[str, list[str]]:
    why = _("Past works bring %(money)s a year, certified by finance.", money=money(int(facts["benefit"])))
    return why, [_("%(n)s certified works", n=len(facts["works"]))]


def _crossing(facts: Facts, _skills: Names, _people: Names | None) -> tuple[str, list[str]]:
    return _("People of %(n)s units; three units give full marks.", n=facts["count"]), []


_SAY: dict[str, Callable[[Facts, Names, Names | None], tuple[str, list[str]]]] = {
    "skill_cover": _skill_cover,
    "level_above": _level_above,
    "category_works": _category_works,
    "category_mix": _category_mix,
    "free_capacity": _free_capacity,
    "certified_benefit": _benefit,
    "unit_crossing": _crossing,
}
