"""Conflicts as the leading group reads them: who, of which kind, with which studio, dismissed or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bidding.bids.models import Bid
from bidding.panels.models import Panel, PanelSeat, PanelState, Recusal
from bidding.panels.queries.conflicts import computed
from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import holders
from marketplace.studios.models import Studio


@dataclass(frozen=True)
class Conflict:
    """One conflict of one person of the pool."""

    person_id: int
    name: str
    unit: str
    kind: str
    bid_id: int | None
    studio: str  # empty: with the challenge as a whole
    said: str  # what the person declared
    dismissed: str
    dismissed_by: str
    dismissed_at: datetime | None


def conflicts_of(challenge: Challenge, *, seen_by: Person) -> list[Conflict]:
    """All of the pool's conflicts, those that count first; nothing about bids the reader is barred from."""
    pool = holders(Role.PANEL_MEMBER, challenge.department)
    studios = dict(
        db.session.execute(
            sa.select(Bid.id, Studio.name)
            .join(Bid.studio)
            .where(Bid.challenge_id == challenge.id, ~Bid.barred_to(seen_by))
        ).all()
    )
    noted = _noted(challenge)
    sitting = sa.select(PanelSeat.person_id).join(PanelSeat.panel)
    seated = set(
        db.session.scalars(sitting.where(Panel.challenge_id == challenge.id, Panel.state != PanelState.VOID))
    )
    found = computed(challenge, pool) | {key for key, row in noted.items() if row[1]}
    people = _people({person_id for person_id, _kind, _bid in found})
    rows = []
    for key in found:
        person_id, kind, bid_id = key
        if kind == "served" and person_id in seated:
            continue  # to sit on the panel is no conflict with it
        if bid_id is None or bid_id in studios:
            said, dismissed, by, at = noted.get(key, ("", "", "", None))
            name, unit = people[person_id]
            studio = studios.get(bid_id, "") if bid_id else ""
            rows.append(Conflict(person_id, name, unit, kind, bid_id, studio, said, dismissed, by, at))
    return sorted(rows, key=lambda one: (bool(one.dismissed), one.name, one.kind, one.bid_id or 0))


Key = tuple[int, str, int | None]
Noted = tuple[str, str, str, datetime | None]


def _noted(challenge: Challenge) -> dict[Key, Noted]:
    rows = (
        sa.select(Recusal, Person.name)
        .outerjoin(Person, Person.id == Recusal.dismissed_by_id)
        .where(Recusal.challenge_id == challenge.id)
    )
    return {
        (row.person_id, row.kind, row.bid_id): (
            row.reason,
            row.dismissed_reason,
            name or "",
            row.dismissed_at,
        )
        for row, name in db.session.execute(rows)
    }


def _people(ids: set[int]) -> dict[int, tuple[str, str]]:
    rows = sa.select(Person.id, Person.name, Unit.name).join(Person.unit).where(Person.id.in_(ids))
    return {key: (name, unit) for key, name, unit in db.session.execute(rows)}
