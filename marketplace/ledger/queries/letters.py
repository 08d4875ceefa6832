"""The letters of a year and who still owes one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from marketplace.core import clock
from marketplace.core.db import db, first_of_rows
from marketplace.ledger.models import AnnualLetter, LetterRound
from marketplace.people.models import Person, Role
from marketplace.people.queries import roles_of
from marketplace.studios import queries as studios
from marketplace.studios.models import LISTED, Studio


def letterless(unit_id: int, year: int) -> Sequence[Studio]:
    """The listed studios of a leading group that have no letter for the year."""
    has = sa.select(AnnualLetter.studio_id).where(AnnualLetter.year == year)
    found = (
        sa.select(Studio)
        .join(studios.Home, studios.Home.id == Studio.home_unit_id)
        .where(Studio.state.in_(LISTED), Studio.id.not_in(has), studios.leading_unit() == unit_id)
        .order_by(Studio.name)
    )
    return db.session.scalars(found).all()


def units_without_letters(year: int) -> Sequence[int]:
    """Leading groups that have studios without a letter for the year."""
    found = first_of_rows(_without_letters(), year=year)
    return [unit_id for unit_id in found if unit_id is not None]


@cache
def _without_letters() -> sa.Select[Any]:
    has = sa.select(AnnualLetter.studio_id).where(AnnualLetter.year == sa.bindparam("year"))
    return (
        sa.select(studios.leading_unit())
        .select_from(Studio)
        .join(studios.Home, studios.Home.id == Studio.home_unit_id)
        .where(Studio.state.in_(LISTED), Studio.id.not_in(has))
        .distinct()
    )


def round_of(unit_id: int, year: int) -> LetterRound | None:
    """A leading group's round of a year."""
    same = (LetterRound.unit_id == unit_id, LetterRound.year == year)
    return db.session.scalars(sa.select(LetterRound).where(*same)).one_or_none()


def rounds_for(person: Person, year: int) -> Sequence[LetterRound]:
    """Rounds in which this person still proposes targets."""
    seats = {h.unit_id for h in roles_of(person) if h.role in (Role.LEADING_GROUP, Role.CHAIR)}
    if not seats:
        return ()
    mine = (LetterRound.unit_id.in_(seats), LetterRound.year == year, LetterRound.done_at.is_(None))
    return db.session.scalars(sa.select(LetterRound).where(*mine)).all()


def unsigned(unit_id: int, year: int) -> int:
    """How many studios of a leading group have no signed letter: none at all, or one that waits."""
    signed = sa.select(AnnualLetter.studio_id).where(
        AnnualLetter.year == year, AnnualLetter.chair_signed_at.is_not(None)
    )
    found = (
        sa.select(sa.func.count())
        .select_from(Studio)
        .join(studios.Home, studios.Home.id == Studio.home_unit_id)
        .where(Studio.state.in_(LISTED), Studio.id.not_in(signed), studios.leading_unit() == unit_id)
    )
    return db.session.scalar(found) or 0


def letters(year: int, state: str = "", q: str = "") -> sa.Select[Any]:
    """The letters of a year, a studio without one included; as columns."""
    lead = aliased(Person)
    columns: list[Any] = [
        Studio.id.label("studio_id"), Studio.name, Studio.code, Studio.tier, AnnualLetter.id,
        AnnualLetter.state,
        AnnualLetter.projects, AnnualLetter.tackled, AnnualLetter.pairs, AnnualLetter.exchanges,
        AnnualLetter.due_at, AnnualLetter.lead_signed_at, AnnualLetter.chair_signed_at,
        lead.name.label("lead"),
    ]  # fmt: skip
    found = (
        sa.select(*columns)
        .outerjoin(AnnualLetter, sa.and_(AnnualLetter.studio_id == Studio.id, AnnualLetter.year == year))
        .join(lead, lead.id == Studio.lead_id)
        .where(sa.or_(AnnualLetter.id.is_not(None), Studio.state.in_(LISTED)))
        .order_by(Studio.name)
    )
    if q:
        found = found.where(Studio.haystack.contains(q.lower(), autoescape=True))
    if state == "none":
        found = found.where(AnnualLetter.id.is_(None))
    elif state == "overdue":
        late = sa.and_(AnnualLetter.chair_signed_at.is_(None), AnnualLetter.due_at < clock.now())
        found = found.where(sa.or_(late, AnnualLetter.id.is_(None)))
    elif state:
        found = found.where(AnnualLetter.state == state)
    return found


def full_letter(letter_id: int) -> AnnualLetter | None:
    """A letter with the people who signed."""
    found = sa.select(AnnualLetter).where(AnnualLetter.id == letter_id)
    return db.session.scalars(
        found.options(joinedload(AnnualLetter.lead), joinedload(AnnualLetter.chair))
    ).one_or_none()
