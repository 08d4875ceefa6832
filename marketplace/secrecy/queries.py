"""Reading the list and the hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.core.db import db
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths
from marketplace.secrecy.models import Finding, HeldDeed, HeldKind, HeldState, ScreeningHit, ScreeningWord
from marketplace.secrecy.rules import Hit, Listed, hits

STANDING = (Finding.OPEN, Finding.REFUSED)


def words() -> Sequence[ScreeningWord]:
    """The list in force, longest word first."""
    found = sa.select(ScreeningWord).where(ScreeningWord.ended_at.is_(None))
    return db.session.scalars(
        found.order_by(sa.func.length(ScreeningWord.word).desc(), ScreeningWord.word).options(
            joinedload(ScreeningWord.changed_by)
        )
    ).all()


def found_in(texts: Mapping[str, str]) -> list[Hit]:
    """What of the list stands in these texts (field → text)."""
    listed = [Listed(one.word, one.severity, tuple(one.harmless.split("\n"))) for one in words()]
    return hits(listed, texts)


def standing(about: str) -> Sequence[ScreeningHit]:
    """Hits of a thing that were not cleared, oldest first."""
    found = sa.select(ScreeningHit).where(ScreeningHit.about == about, ScreeningHit.state.in_(STANDING))
    return db.session.scalars(found.order_by(ScreeningHit.found_at, ScreeningHit.id)).all()


def cleared(about: str) -> frozenset[tuple[str, str]]:
    """Field and word of the hits found harmless by an officer, in a thing or in what was handed in on it."""
    handed_in = sa.select(sa.literal("held_deed/") + sa.cast(HeldDeed.id, sa.String))
    same = (
        sa.or_(ScreeningHit.about == about, ScreeningHit.about.in_(handed_in.where(HeldDeed.about == about))),
        ScreeningHit.state == Finding.CLEARED,
    )
    found = db.session.execute(sa.select(ScreeningHit.field, ScreeningHit.word).where(*same))
    return frozenset((field, word) for field, word in found)


def held(about: sa.ColumnElement[str], *states: Finding) -> sa.ColumnElement[bool]:
    """Condition on an address: something in it was found and not cleared (or is in one of these states)."""
    found = sa.select(ScreeningHit.about).where(ScreeningHit.state.in_(states or STANDING))
    return about.in_(found.correlate(None))


def waiting(root: str, *kinds: HeldKind) -> Sequence[HeldDeed]:
    """What was handed in on a thing and waits for the officer, oldest first."""
    found = sa.select(HeldDeed).where(HeldDeed.root == root, HeldDeed.state == HeldState.WAITS)
    if kinds:
        found = found.where(HeldDeed.kind.in_(kinds))
    return db.session.scalars(found.order_by(HeldDeed.at, HeldDeed.id).options(joinedload(HeldDeed.by))).all()


def _mine(person: Person) -> sa.ColumnElement[bool]:
    units = sa.select(Unit.id).where(below(Unit.path, scope_paths(person, Role.SECRECY_OFFICER)))
    return ScreeningHit.unit_id.in_(units)


def hits_of(person: Person, state: str = "") -> Any:
    """Hits within an officer's scope: those that wait first, then the newest."""
    found: Any = (
        sa.select(ScreeningHit)
        .where(_mine(person))
        .order_by(ScreeningHit.state != Finding.OPEN, ScreeningHit.found_at.desc(), ScreeningHit.id)
    )
    return found.where(ScreeningHit.state == Finding(state)) if state in set(Finding) else found
