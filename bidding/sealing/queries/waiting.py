"""Officers whose pair is wanted, and pairs that nobody needs any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from bidding.sealing.models import OfficerKey
from bidding.sealing.queries.keys import hanging_on, without_key
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.rules import needs_quorum
from marketplace.core import clock
from marketplace.core.db import db, first_of_rows, rows
from marketplace.inbox.models import Todo
from marketplace.rulebook.queries import setting

S = ChallengeState
ON_THE_WAY = (S.APPROVAL, S.SECRECY)
_keyless = (Challenge.state.in_(ON_THE_WAY), Challenge.public_key.is_(None))
_KEYLESS = sa.select(Challenge.id).where(*_keyless).limit(1)


def address(person_id: int) -> str:
    """Where an officer makes their pair, as an address of the books."""
    return f"opening_key/{person_id}"


def waiting_for_pairs() -> Sequence[int]:
    """Challenges on their way to the market that wait for a key in several hands while an officer who may
    hold a share has no pair and was not asked yet."""
    if not rows(_KEYLESS).first():
        return ()
    found = sa.select(Challenge).where(*_keyless)
    asked = set(
        db.session.scalars(
            sa.select(Todo.about).where(Todo.kind == "make_opening_key", Todo.settled_at.is_(None))
        )
    )
    return [
        one.id
        for one in db.session.scalars(found.order_by(Challenge.id))
        if needs_quorum(one) and any(address(person.id) not in asked for person in without_key(one))
    ]


def to_clear() -> list[int]:
    """Retired pairs with their private half still there, past their time, that open nothing any more."""
    until = clock.now() - timedelta(days=int(setting("retired_key_days")))
    keys = first_of_rows(_RETIRED, until=until)
    return [key for key in keys if not hanging_on(f"officer/{key}")]


_RETIRED = (
    sa.select(OfficerKey.id)
    .where(OfficerKey.retired_at < sa.bindparam("until"), OfficerKey.wrapped != b"")
    .order_by(OfficerKey.id)
)
