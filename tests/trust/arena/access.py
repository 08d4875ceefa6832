"""Who may know what: said anew here, from the roles in the world, not from the product's conditions."""

from __future__ import annotations

from typing import Any

from marketplace.core.db import db
from marketplace.people.models import Person, SecrecyLevel
from tests.trust.arena.levels import Thing

OUTSIDERS = {"stranger", "cleared", "other_poster", "other_secrecy", "system", "auditor", "hr", "finance"}
WATCHING = {"supervisor", "chair", "leading"}


def visible(reader: str, thing: Thing) -> bool:
    """May this reader know that the challenge exists?"""
    if thing.level is SecrecyLevel.CORE:
        if thing.readers.get(reader) in thing.circle:
            return True
        return not thing.posted and reader in ("poster", "head", "secrecy")
    return thing.posted or reader in ("poster", "head", "secrecy")


def known(reader: str, thing: Thing) -> bool:
    """May this reader read its details?"""
    if thing.level is not SecrecyLevel.ORDINARY:
        return visible(reader, thing)
    return visible(reader, thing) and (
        reader in ("poster", "head", "secrecy") or cleared(thing.readers[reader])
    )


def cleared(person_id: int) -> bool:
    """Cleared for ordinary trade secrets at least."""
    return db.session.get_one(Person, person_id).clearance in (SecrecyLevel.ORDINARY, SecrecyLevel.CORE)


def reads_bid(reader: str, thing: Thing, team: set[int]) -> bool:
    """A sealed bid is for its team; an opened one also for the department and those above it."""
    if not known(reader, thing):
        return False
    offices = reader in ("poster", "head") or reader in WATCHING
    return thing.readers.get(reader) in team or (thing.opened and offices)


def sees(kind: str, reader: str, thing: Thing, key: Any) -> bool | None:  # noqa: PLR0911 - a line a kind
    """May the reader see the thing? None: it depends on more than this table says."""
    if kind == "challenge":
        return visible(reader, thing)
    if kind == "question":
        return known(reader, thing)
    if kind == "bid":
        return reads_bid(reader, thing, thing.bids[key])
    if kind == "award":
        return visible(reader, thing)
    if kind == "panel":
        return reader == "panel" or (reader in WATCHING and visible(reader, thing))
    if kind == "project" and reader in ("stranger", "cleared", "other_poster", "other_secrecy", "system"):
        return False
    if kind in ("loan", "member") and reader in OUTSIDERS | WATCHING:
        return False
    return None


def known_to(role: str, person_id: int, thing: Thing) -> bool:
    """The same for somebody who may have no part around this thing."""
    if role != "nobody":
        return known(role, thing)
    return thing.posted and (
        thing.level in (SecrecyLevel.OPEN, SecrecyLevel.INTERNAL)
        or (thing.level is SecrecyLevel.ORDINARY and cleared(person_id))
        or person_id in thing.circle
    )
