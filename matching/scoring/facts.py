"""What the matcher is told: one challenge, its bids, their people and their past works.

All of it is plain data, so a snapshot can be kept as JSON and the score recomputed years later.
`None` means "nobody has recorded it", which scores 0 and says so; an empty tuple means "recorded: none".
Ids are strings or integers; strings survive JSON unchanged, also as keys.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matching.checks import listed, number, numbers, refuse, unlike, whole
from matching.results import Id, Result

TOP_LEVEL = 5
Days = float | tuple[float, ...]  # one number for the whole work, or one per week


@dataclass(frozen=True)
class SkillNeed(Result):
    """A skill the challenge asks for: at least `level` (1..5), by `heads` people.

    importance: any positive number, compared with the other skills. required: a bid without it is out.
    """

    skill: Id
    level: int = 1
    importance: float = 1.0
    heads: int = 1
    required: bool = False


@dataclass(frozen=True)
class Need(Result):
    """One challenge, frozen at posting. ceiling and floor in yuan, due_days in calendar days.

    A price under the floor earns nothing more and is flagged. core_wish: the wished share of days by core
    people (0..1).
    """

    id: Id
    skills: tuple[SkillNeed, ...]
    category: Id | None = None
    ceiling: float | None = None
    floor: float | None = None
    due_days: float | None = None
    core_wish: float = 0.6


@dataclass(frozen=True)
class Member(Result):
    """A named person of a bid: confirmed levels 0..5 per skill, days asked by the bid and days free.

    asked and free are person-days, one number or one per week; category is one of the four (R&D, process,
    engineering, skilled trade), written as the product writes it.
    """

    id: Id
    levels: Mapping[Id, float] = field(default_factory=dict)
    category: Id | None = None
    unit: Id | None = None
    core: bool = True
    asked: Days = 0.0
    free: Days | None = None


@dataclass(frozen=True)
class Work(Result):
    """A past accepted work. benefit: certified by finance, yuan a year. similarity: text cosine 0..1 with
    the challenge. rating: 0..1 at acceptance."""

    id: Id
    category: Id | None = None
    benefit: float | None = None
    similarity: float | None = None
    rating: float | None = None
    on_time: bool | None = None


@dataclass(frozen=True)
class Gate(Result):
    """A knock-out that failed, with its reason: code and facts for a translation, sentence in English."""

    code: str
    facts: Mapping[str, Any]
    sentence: str


@dataclass(frozen=True)
class Offer(Result):
    """One bid. price in yuan, days planned, sealed: anything ordered by time of sealing (earlier is less).

    failed: gates the caller has already found shut (eligibility, law, secrecy).
    """

    id: Id
    people: tuple[Member, ...] = ()
    works: tuple[Work, ...] | None = None
    price: float | None = None
    days: float | None = None
    sealed: float | None = None
    failed: tuple[Gate, ...] = ()


def need_from(data: Mapping[str, Any]) -> Need:
    """The challenge out of its JSON snapshot (`Need.to_json()`)."""
    return Need(**{**data, "skills": tuple(SkillNeed(**skill) for skill in data["skills"])})


def offer_from(data: Mapping[str, Any]) -> Offer:
    """The bid out of its JSON snapshot (`Offer.to_json()`)."""
    works = data.get("works")
    return Offer(
        **{
            **data,
            "people": tuple(_member_from(person) for person in data.get("people", ())),
            "works": None if works is None else tuple(Work(**work) for work in works),
            "failed": tuple(Gate(**gate) for gate in data.get("failed", ())),
        }
    )


def _member_from(data: Mapping[str, Any]) -> Member:
    def days(value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    return Member(**{**data, "asked": days(data.get("asked", 0.0)), "free": days(data.get("free"))})


def check_need(need: Need) -> None:
    """Refuse a challenge that cannot be scored against."""
    if not listed("need.skills", need.skills):
        raise refuse("need.skills", "must name at least one skill")
    unlike("need.skills", [skill.skill for skill in need.skills])
    for row, skill in enumerate(need.skills):
        number("need.skills.level", skill.level, 1, TOP_LEVEL, row)
        if number("need.skills.importance", skill.importance, 0, row=row) == 0:
            raise refuse("need.skills.importance", "must be positive, is 0", row)
        whole("need.skills.heads", skill.heads, 1, row)
    for name, value in (("ceiling", need.ceiling), ("floor", need.floor), ("due_days", need.due_days)):
        if value is not None:
            number(f"need.{name}", value, 0)
    number("need.core_wish", need.core_wish, 0, 1)
    if need.ceiling is not None and need.floor is not None and need.floor >= need.ceiling:
        raise refuse("need.floor", "must lie below the ceiling")


def check_offers(offers: Sequence[Offer]) -> None:
    """Refuse bids with wrong numbers, by row."""
    unlike("offers", [offer.id for offer in offers])
    for row, offer in enumerate(offers):
        unlike(f"offers[{row}].people", [person.id for person in offer.people])
        for person in offer.people:
            _check_member(row, person)
        for work in offer.works or ():
            _check_work(row, work)
        for name, low in (("price", 0.0), ("days", 0.0), ("sealed", -sys.float_info.max)):
            value = getattr(offer, name)
            if value is not None:
                number(f"offers.{name}", value, low, row=row)


def _check_member(row: int, person: Member) -> None:
    if not isinstance(person.levels, Mapping):
        raise refuse("offers", f"levels of {person.id!r} must map skills to levels", row)
    for level in person.levels.values():
        number(f"offers: level of {person.id!r}", level, 0, TOP_LEVEL, row)
    asked = numbers("offers.asked", person.asked)
    free = asked if person.free is None else numbers("offers.free", person.free)
    if (asked < 0).any() or (free < 0).any():
        raise refuse("offers", f"days of {person.id!r} must not be negative", row)
    if asked.shape != free.shape or asked.ndim > 1:
        raise refuse("offers", f"asked and free of {person.id!r} must cover the same weeks", row)


def _check_work(row: int, work: Work) -> None:
    for name, high in (("benefit", float("inf")), ("similarity", 1.0), ("rating", 1.0)):
        value = getattr(work, name)
        if value is not None:
            number(f"offers: {name} of work {work.id!r}", value, 0, high, row)
