"""Reading suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.core.db import BIGGEST_ID, db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.lists import Page, page
from marketplace.people.models import Person, Role, RoleGrant, Unit
from marketplace.secrecy.models import Finding
from marketplace.secrecy.queries import standing
from marketplace.suggestions.models import Suggestion, SuggestionState

MOST_OFFERED = 300


def listed(person: Person, *, state: str = "") -> Page[Any]:
    """My suggestions and those to my departments, the waiting ones first: two statements."""
    found = (
        sa.select(
            Suggestion.id, Suggestion.title, Suggestion.state, Suggestion.raised_at, Suggestion.due_at,
            Suggestion.volunteers, Unit.name.label("department"), Person.name.label("by"),
        )
        .join(Unit, Unit.id == Suggestion.department_id)
        .join(Person, Person.id == Suggestion.by_id)
        .where(Suggestion.visible_to(person))
    )  # fmt: skip
    if state in set(SuggestionState):
        found = found.where(Suggestion.state == SuggestionState(state))
    waiting = sa.case((Suggestion.state == SuggestionState.RAISED, 0), else_=1)
    return page(found.order_by(waiting, Suggestion.raised_at.desc(), Suggestion.id))


def shown(suggestion_id: int, *, seen_by: Person) -> Suggestion:
    """One suggestion with its people, or 404."""
    found = (
        sa.select(Suggestion)
        .where(Suggestion.id == suggestion_id, Suggestion.visible_to(seen_by))
        .options(
            joinedload(Suggestion.by), joinedload(Suggestion.answered_by), joinedload(Suggestion.department)
        )
    )
    row = db.session.scalars(found).one_or_none() if 0 < suggestion_id <= BIGGEST_ID else None
    if row is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return row


def waits_since(suggestion: Suggestion) -> datetime | None:
    """Since when a word of it waits for the secrecy officer."""
    found = [hit.found_at for hit in standing(f"suggestion/{suggestion.id}") if hit.state is Finding.OPEN]
    return min(found, default=None)


def sees_challenge(suggestion: Suggestion, reader: Person) -> bool:
    """Was a challenge made of it that the reader may know of?"""
    if suggestion.challenge_id is None:
        return False
    made = sa.select(Challenge.id).where(Challenge.id == suggestion.challenge_id)
    return db.session.scalar(made.where(Challenge.visible_to(reader))) is not None


def departments(person: Person) -> Sequence[Unit]:
    """Units with a poster: those of the person's own company first, the nearest on top."""
    today = clock.today()
    posts = sa.select(RoleGrant.unit_id).where(
        RoleGrant.role == Role.POSTER,
        RoleGrant.since <= today,
        sa.or_(RoleGrant.until.is_(None), RoleGrant.until >= today),
    )
    above = [int(step) for step in person.unit.path.split("/") if step]
    found = (
        sa.select(Unit)
        .where(Unit.id.in_(posts), Unit.closed_on.is_(None))
        .order_by(Unit.id.not_in(above), Unit.company_id != (person.unit.company_id or 0), Unit.path)
    )
    return db.session.scalars(found.limit(MOST_OFFERED)).all()
