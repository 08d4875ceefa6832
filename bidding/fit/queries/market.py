"""The market: what is posted, for these eyes, filtered and ranked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from bidding.fit.models import Fit
from marketplace.challenges.models import Challenge, ChallengeState, Nature
from marketplace.core import clock
from marketplace.core.db import BIGGEST_ID, db, rows
from marketplace.core.i18n import Words
from marketplace.core.lists import AFTER, ROWS, Listing, Page
from marketplace.core.search import matches
from marketplace.inbox.models import Follow
from marketplace.people.eyes import seen
from marketplace.people.models import Person, SecrecyLevel, Skill, Unit, UnitLevel
from marketplace.rulebook.defaults import PRESETS

Company, Family = aliased(Unit), aliased(Skill)
WITHIN = ("3", "7", "14", "30")
STATES = [state for state in ChallengeState if state not in ("draft", "approval", "secrecy")]


@dataclass(frozen=True)
class Filters:
    """What was asked for, as it stands in the address; nonsense asks for nothing."""

    q: str = ""
    state: str = ""
    unit: str = ""
    family: str = ""
    nature: str = ""
    difficulty: str = ""
    secrecy: str = ""
    preset: str = ""
    within: str = ""
    followed: str = ""
    sort: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Filters:
        """Out of an address."""
        return cls(**{field.name: args.get(field.name, "").strip()[:200] for field in fields(cls)})


def market(person: Person, filters: Filters, studio_id: int | None) -> Page[Any]:
    """One page of the market, in two statements (three near the end of the ranked ones)."""
    if filters.within:  # looks at the hour
        return _listing(person, filters, studio_id).page()
    return seen("market", person, (filters, studio_id), lambda: _listing(person, filters, studio_id)).page()


def exported(person: Person, filters: Filters, studio_id: int | None) -> Iterator[Any]:
    """Exactly this view, row by row; core trade secrets are never exported."""
    found = _rows(person, studio_id).where(*_conditions(person, filters))
    found = found.where(Challenge.secrecy != SecrecyLevel.CORE).order_by(*_order(person, filters, studio_id))
    yield from db.session.execute(found.execution_options(yield_per=500))


def _listing(person: Person, filters: Filters, studio_id: int | None) -> Listing:
    """Counted and chosen by what stands in an index; only the fifty rows of the page are read in full."""
    where, order = list(_conditions(person, filters)), _order(person, filters, studio_id)
    chosen = sa.select(Challenge.id).outerjoin(Fit, _fits(studio_id)).where(*where).order_by(*order)
    # ranked, the open ones with a score come first, and an index knows their order
    best = chosen.with_only_columns(Fit.challenge_id).where(
        Fit.studio_id == studio_id, Challenge.state == ChallengeState.OPEN
    )
    best = best.order_by(None).order_by(Fit.score.desc(), Challenge.closes_at, Challenge.id.desc())

    def whole(ids: sa.Select[Any]) -> sa.Select[*tuple[Any, ...]]:
        found = _rows(person, studio_id).where(Challenge.id.in_(ids.limit(ROWS).offset(AFTER)))
        return found.order_by(*order)

    counted = sa.select(sa.func.count()).select_from(Challenge).where(*where)
    ranked = studio_id and not filters.sort
    return Listing(counted, whole(chosen), whole(best) if ranked else None)


def _fits(studio_id: int | None) -> sa.ColumnElement[bool]:
    return sa.and_(Fit.challenge_id == Challenge.id, Fit.studio_id == (studio_id or 0))


def _follows(person: Person) -> sa.ColumnElement[bool]:
    """Asked once for the whole list, not of each row."""
    number = sa.cast(sa.func.substr(Follow.about, len("challenge/") + 1), sa.BigInteger)
    theirs = (Follow.person_id == person.id, Follow.about.startswith("challenge/"))
    return Challenge.id.in_(sa.select(number).where(*theirs).correlate(None))


def _rows(person: Person, studio_id: int | None) -> sa.Select[*tuple[Any, ...]]:
    known = Challenge.known_to(person)
    return (
        sa.select(
            Challenge.id, Challenge.number, Challenge.title, Challenge.title_en, Challenge.state,
            Challenge.secrecy, Challenge.preset, Challenge.nature, Challenge.difficulty,
            Challenge.closes_at, Challenge.work_days, Challenge.summary, known.label("known"),
            sa.case((known, Challenge.budget)).label("budget"),
            sa.case((known, Challenge.reward)).label("reward"), Unit.name.label("department"),
            Company.name.label("company"), Family.name_zh.label("family_zh"),
            Family.name_en.label("family_en"), Fit.score,
            sa.case((known, sa.cast(Fit.parts, sa.Text))).label("parts"), _follows(person).label("follows"),
        )
        .join(Unit, Unit.id == Challenge.department_id)
        .outerjoin(Company, Company.id == Unit.company_id)
        .outerjoin(Family, Family.id == Challenge.family_id)
        .outerjoin(Fit, _fits(studio_id))
    )  # fmt: skip


def _conditions(person: Person, filters: Filters) -> Iterator[sa.ColumnElement[bool]]:
    yield from (Challenge.opened_at.is_not(None), Challenge.visible_to(person))
    yield from _wanted(filters)
    if filters.followed:
        yield _follows(person)


def _wanted(filters: Filters) -> Iterator[sa.ColumnElement[bool]]:
    if filters.q:
        yield matches(Challenge.haystack, filters.q)
    lists: tuple[tuple[Any, type[Words], str], ...] = (
        (Challenge.state, ChallengeState, filters.state),
        (Challenge.nature, Nature, filters.nature),
        (Challenge.secrecy, SecrecyLevel, filters.secrecy),
    )
    for column, words, chosen in lists:
        if chosen in set(words):
            yield column == words(chosen)
    yield from _of_rules_and_places(filters)


def _of_rules_and_places(filters: Filters) -> Iterator[sa.ColumnElement[bool]]:
    if filters.preset in PRESETS:
        yield Challenge.preset == filters.preset
    if _number(filters.unit):
        within = sa.select(Unit.id).where(Unit.path.contains(f"/{_number(filters.unit)}/"))
        yield Challenge.department_id.in_(within.correlate(None))
    if _number(filters.family):
        yield Challenge.family_id == _number(filters.family)
    if _number(filters.difficulty):
        yield Challenge.difficulty == _number(filters.difficulty)
    if filters.within in WITHIN:
        until = clock.now() + timedelta(days=int(filters.within))
        yield sa.and_(
            Challenge.state == ChallengeState.OPEN,
            Challenge.closes_at > clock.now(),
            Challenge.closes_at <= until,
        )


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and int(typed) <= BIGGEST_ID else 0


def _order(person: Person, filters: Filters, studio_id: int | None) -> list[Any]:
    sort = filters.sort
    open_first = sa.case((Challenge.state == ChallengeState.OPEN, 0), else_=1)
    keys: dict[str, Any] = {
        "closes": Challenge.closes_at,
        "opened": Challenge.opened_at,
        "difficulty": Challenge.difficulty,
        "budget": sa.case((Challenge.known_to(person), Challenge.budget)),
        "fit": Fit.score,
    }
    key = keys.get(sort.removeprefix("-"))
    if key is not None:
        return [key.is_(None), key.desc() if sort.startswith("-") else key, Challenge.id.desc()]
    if studio_id:
        return [open_first, Fit.score.is_(None), Fit.score.desc(), Challenge.closes_at, Challenge.id.desc()]
    soonest = sa.case((Challenge.state == ChallengeState.OPEN, Challenge.closes_at))
    return [open_first, soonest, Challenge.opened_at.desc(), Challenge.id.desc()]


def choices() -> tuple[tuple[str, int, str, str], ...]:
    """What the filters offer, in one statement: companies and skill families as (kind, id, zh, en)."""
    return tuple((kind, key, zh, en or zh) for kind, key, zh, en in rows(_CHOICES))


def _choices() -> sa.Select[*tuple[Any, ...]]:
    units = sa.select(sa.literal("unit"), Unit.id, Unit.name, Unit.name_en).where(
        Unit.level == UnitLevel.COMPANY, Unit.closed_on.is_(None)
    )
    families = sa.select(sa.literal("family"), Skill.id, Skill.name_zh, Skill.name_en).where(
        Skill.parent_id.is_(None)
    )
    both = sa.union_all(units, families).subquery()
    return sa.select(both).order_by(both.c[0], both.c[1])


_CHOICES = _choices()
