"""Reading studios and their members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from marketplace.core import clock, lists, search
from marketplace.core.db import db, first_of_rows, rows
from marketplace.inbox.models import Todo
from marketplace.people.eyes import seen
from marketplace.people.models import Person, Role, RoleGrant, Unit, UnitLevel
from marketplace.people.queries import below, roles_of
from marketplace.people.rules import scope_paths
from marketplace.studios.models import (
    LISTED,
    LeadChange,
    LeadChangeState,
    MemberRole,
    Membership,
    Studio,
    StudioState,
    Tier,
)

Home = aliased(Unit)
_group = sa.select(sa.func.min(Unit.id)).where(Unit.parent_id.is_(None)).scalar_subquery()


def leading_unit(home: Any = Home) -> sa.ColumnElement[int]:
    """SQL for `Studio.leading_unit_id`; the query joins the home unit as `home`."""
    local = Studio.tier.in_([Tier.PLANT, Tier.COMPANY])
    return sa.case((local, sa.func.coalesce(home.company_id, _group)), else_=_group)


def led_by(person: Person) -> Sequence[Studio]:
    """The living studios a person leads."""
    alive = Studio.state.in_([*LISTED, StudioState.SUSPENDED])
    return db.session.scalars(
        sa.select(Studio).where(Studio.lead_id == person.id, alive).order_by(Studio.id)
    ).all()


def present(today: Any = None) -> tuple[sa.ColumnElement[bool], ...]:
    """Memberships that hold today (or on the day named)."""
    today = clock.today() if today is None else today
    return (Membership.since <= today, sa.or_(Membership.until.is_(None), Membership.until > today))


def members(studio: Studio) -> Sequence[Membership]:
    """Today's members, the lead first; person and unit are loaded."""
    return db.session.scalars(_MEMBERS, {"studio": studio.id, "today": clock.today()}).all()


_there = (Membership.studio_id == sa.bindparam("studio"), *present(sa.bindparam("today", type_=sa.Date)))
_MEMBERS = (
    sa.select(Membership)
    .where(*_there)
    .order_by(Membership.role != MemberRole.LEAD, Membership.since, Membership.id)
    .options(joinedload(Membership.person).joinedload(Person.unit))
)
_IS_MEMBER = sa.select(Membership.id).where(*_there, Membership.person_id == sa.bindparam("person")).limit(1)


def former_members(studio: Studio, limit: int = 50) -> Sequence[Membership]:
    """Who was here before, latest first."""
    found = (
        sa.select(Membership)
        .where(Membership.studio_id == studio.id, Membership.until <= clock.today())
        .order_by(Membership.until.desc(), Membership.id)
        .limit(limit)
        .options(joinedload(Membership.person).joinedload(Person.unit))
    )
    return db.session.scalars(found).all()


def member_ids(studio_ids: Iterable[int]) -> dict[int, list[int]]:
    """Today's members of several studios, as ids."""
    found: dict[int, list[int]] = {}
    rows = sa.select(Membership.studio_id, Membership.person_id).where(
        Membership.studio_id.in_(list(studio_ids)), *present()
    )
    for studio_id, person_id in db.session.execute(rows.order_by(Membership.studio_id, Membership.person_id)):
        found.setdefault(studio_id, []).append(person_id)
    return found


def is_member(person: Person, studio: Studio) -> bool:
    """Is the person in the studio today?"""
    asked = {"studio": studio.id, "person": person.id, "today": clock.today()}
    return rows(_IS_MEMBER, **asked).first() is not None


def member_options(studio: Studio) -> list[tuple[str, str]]:
    """Today's members for a choice."""
    return [(str(m.person_id), f"{m.person.name} · {m.person.ladder}") for m in members(studio)]


def studio_options() -> list[tuple[str, str]]:
    """Listed studios for a choice: (id, name with code)."""
    found = (
        sa.select(Studio.id, Studio.name, Studio.code).where(Studio.state.in_(LISTED)).order_by(Studio.name)
    )
    return [(str(key), f"{name} · {code}") for key, name, code in db.session.execute(found)]


def companies() -> list[tuple[int, str]]:
    """The companies of the group, for filters."""
    found = sa.select(Unit.id, Unit.name).where(Unit.level == UnitLevel.COMPANY, Unit.closed_on.is_(None))
    return [(key, name) for key, name in db.session.execute(found.order_by(Unit.path))]


def by_id(studio_id: int) -> Studio:
    """A studio that is surely there."""
    return db.session.get_one(Studio, studio_id)


# --- whose business a studio is ----------------------------------------------------------------


def led_by_group_of(person: Person) -> sa.ColumnElement[bool]:
    """Condition (with `Home` joined): the person's leading group answers for the studio."""
    seats = {h.unit_id for h in roles_of(person) if h.role in (Role.LEADING_GROUP, Role.CHAIR)}
    return leading_unit().in_(seats) if seats else sa.false()


def concerns(person: Person) -> sa.ColumnElement[bool]:
    """Condition on Studio: members, managers of its unit, leading groups and inspectors above it."""
    paths = scope_paths(
        person, Role.UNIT_MANAGER, Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR, Role.AUDITOR
    )
    within = sa.select(Unit.id).where(below(Unit.path, paths)) if paths else None
    inside = sa.select(Membership.studio_id).where(Membership.person_id == person.id, *present())
    mine = sa.or_(Studio.lead_id == person.id, Studio.id.in_(inside))
    return mine if within is None else sa.or_(mine, Studio.home_unit_id.in_(within))


# --- the list ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """The filters of the list."""

    q: str = ""
    state: str = ""
    tier: str = ""
    company: int | None = None
    mine: bool = False
    sort: str = ""


SORTS: dict[str, Any] = {
    "name": Studio.name,
    "tier": Studio.tier,
    "founded": Studio.founded_on,
    "code": Studio.code,
}


def listing(wanted: Wanted, *, seen_by: Person) -> sa.Select[Any]:
    """Rows of the list of studios, as columns."""
    people = (
        sa.select(sa.func.count())
        .where(Membership.studio_id == Studio.id, *present())
        .correlate(Studio)
        .scalar_subquery()
    )
    columns: list[Any] = [
        Studio.id, Studio.code, Studio.name, Studio.tier, Studio.field, Studio.state, Studio.plaque_no,
        Studio.founded_on, Home.name.label("unit"), Person.name.label("lead"), people.label("people"),
    ]  # fmt: skip
    found = (
        sa.select(*columns)
        .join(Home, Home.id == Studio.home_unit_id)
        .join(Person, Person.id == Studio.lead_id)
        .where(Studio.visible_to(seen_by), *_filters(wanted, seen_by))
    )
    key = SORTS.get(wanted.sort.removeprefix("-"), Studio.name)
    return found.order_by(key.desc() if wanted.sort.startswith("-") else key, Studio.id)


def _filters(wanted: Wanted, person: Person) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.q:
        yield search.matches(Studio.haystack, wanted.q)
    if wanted.state in set(StudioState):
        yield Studio.state == wanted.state
    elif not wanted.state:
        yield Studio.state.not_in([StudioState.DELISTED, StudioState.CLOSED])
    if wanted.tier in set(Tier):
        yield Studio.tier == wanted.tier
    if wanted.company is not None:
        yield Home.company_id == wanted.company
    if wanted.mine:
        inside = sa.select(Membership.studio_id).where(Membership.person_id == person.id, *present())
        yield Studio.id.in_(inside)


def page(wanted: Wanted, *, seen_by: Person) -> lists.Page[Any]:
    """One page of the list."""
    kept = seen("studios", seen_by, wanted, lambda: lists.Listing.of(listing(wanted, seen_by=seen_by)))
    return kept.page()


def all_rows(wanted: Wanted, *, seen_by: Person, limit: int = 20_000) -> Iterable[Any]:
    """The whole list, to take away."""
    return db.session.execute(listing(wanted, seen_by=seen_by).limit(limit))


def studios_named() -> Sequence[Any]:
    """Every studio as columns, to be looked up by number or name."""
    return db.session.execute(sa.select(Studio.id, Studio.code, Studio.name, Studio.home_unit_id)).all()


def seated(unit_id: int, *roles: Role) -> Sequence[Person]:
    """Who sits in a unit's own leading group today (`roles` narrows: the chair)."""
    today = clock.today()
    found = (
        sa.select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.unit_id == unit_id,
            RoleGrant.role.in_(roles or (Role.LEADING_GROUP, Role.CHAIR)),
            RoleGrant.since <= today,
            sa.or_(RoleGrant.until.is_(None), RoleGrant.until >= today),
            sa.or_(Person.left_on.is_(None), Person.left_on > today),
        )
        .order_by(Person.id)
        .distinct()
    )
    return db.session.scalars(found).all()


def lead_proposal(studio: Studio) -> LeadChange | None:
    """The proposal for a new lead that waits for the chair."""
    waiting = (LeadChange.studio_id == studio.id, LeadChange.state == LeadChangeState.PROPOSED)
    return db.session.scalars(sa.select(LeadChange).where(*waiting)).one_or_none()


def lead_changes(studio: Studio) -> Sequence[LeadChange]:
    """All proposals for a lead, newest first, with their people."""
    found = sa.select(LeadChange).where(LeadChange.studio_id == studio.id)
    people = (LeadChange.old_lead, LeadChange.person, LeadChange.proposed_by, LeadChange.decided_by)
    return db.session.scalars(
        found.options(*(joinedload(one) for one in people)).order_by(LeadChange.id.desc()).limit(50)
    ).all()


def leaderless(days: int) -> Sequence[int]:
    """Studios in standing whose lead left at least so many days ago; of those only just left (0), the ones
    nobody has been asked about."""
    since = clock.today() - timedelta(days=days)
    return first_of_rows(_leaderless(asked=days != 0), since=since)


@cache
def _leaderless(*, asked: bool) -> sa.Select[int]:
    gone = (Studio.state.in_(LISTED), Person.left_on.is_not(None), Person.left_on <= sa.bindparam("since"))
    found = sa.select(Studio.id).join(Person, Person.id == Studio.lead_id).where(*gone)
    if not asked:
        proposed = sa.exists().where(
            LeadChange.studio_id == Studio.id, LeadChange.state == LeadChangeState.PROPOSED
        )
        waits = sa.exists().where(
            Todo.about == sa.literal("studio/").concat(sa.cast(Studio.id, sa.String)),
            Todo.kind == "name_lead", Todo.settled_at.is_(None),
        )  # fmt: skip
        found = found.where(~proposed, ~waits)
    return found
