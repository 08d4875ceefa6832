"""The opening and its signed record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from bidding.bids.models import Bid
from bidding.openings.models import Opening, OpeningLine
from bidding.sealing.models import BoxSeal
from bidding.sealing.queries import server_keys
from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.core.signing import is_signed
from marketplace.people.models import Person
from marketplace.studios.models import Studio

KIND = "opening minutes"


@dataclass(frozen=True)
class RecordLine:
    """What happened to one bid, with its studio; the blind label is not told beside it."""

    receipt_no: str
    studio: str
    opened: bool
    failure: str


def opening_of(challenge: Challenge) -> Opening | None:
    """The ceremony of a challenge, with its officers."""
    found = sa.select(Opening).where(Opening.challenge_id == challenge.id)
    return db.session.scalars(
        found.options(joinedload(Opening.started_by), joinedload(Opening.confirmed_by))
    ).one_or_none()


def boxed(challenge: Challenge) -> tuple[BoxSeal | None, Opening | None]:
    """The last box seal and the ceremony, with its officers: one statement."""
    found = (
        sa.select(BoxSeal, Opening)
        .outerjoin(Opening, Opening.challenge_id == BoxSeal.challenge_id)
        .where(BoxSeal.challenge_id == challenge.id)
        .order_by(BoxSeal.round.desc())
        .limit(1)
        .options(joinedload(Opening.started_by), joinedload(Opening.confirmed_by))
    )
    row = db.session.execute(found).one_or_none()
    return (row[0], row[1]) if row is not None else (None, None)


def record(opening: Opening, *, seen_by: Person) -> Sequence[RecordLine]:
    """The lines of the record, by receipt number, without those the reader is in conflict with."""
    rows = (
        sa.select(OpeningLine.receipt_no, Studio.name, OpeningLine.opened, OpeningLine.failure)
        .join(Bid, Bid.id == OpeningLine.bid_id)
        .join(Studio, Studio.id == Bid.studio_id)
        .where(OpeningLine.opening_id == opening.id, ~Bid.barred_to(seen_by))
        .order_by(OpeningLine.receipt_no)
    )
    return [RecordLine(*row) for row in db.session.execute(rows)]


def minutes_of(opening: Opening) -> dict[str, Any]:
    """The signed statement: facts, signature, public key."""
    found: dict[str, Any] = json.loads(opening.minutes) if opening.minutes else {}
    return found


def unsigned_records() -> list[int]:
    """Challenges whose opening record is not as it was signed."""
    done = sa.select(Opening).where(Opening.minutes != "").order_by(Opening.challenge_id)
    return [one.challenge_id for one in db.session.scalars(done) if not record_holds(one)]


def record_holds(opening: Opening) -> bool:
    """Is the record as it was signed?"""
    try:
        minutes = minutes_of(opening)
        return bool(minutes) and is_signed(KIND, minutes["facts"], minutes["signature"], server_keys().public)
    except (ValueError, KeyError, TypeError):
        return False
