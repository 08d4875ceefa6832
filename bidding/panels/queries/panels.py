"""Finding panels and seats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from bidding.panels.models import Panel, PanelSeat, PanelState, SeatState
from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.people.models import Person


def latest(challenge: Challenge) -> Panel | None:
    """The panel that sits or sat last."""
    found = sa.select(Panel).where(Panel.challenge_id == challenge.id).order_by(Panel.round.desc()).limit(1)
    return db.session.scalars(found.options(selectinload(Panel.seats).joinedload(PanelSeat.person))).one_or_none()


def signed_panel(challenge: Challenge) -> Panel | None:
    """The panel whose signed report decides."""
    found = latest(challenge)
    return found if found is not None and found.state is PanelState.SIGNED else None


def seat_of(panel: Panel, person: Person) -> PanelSeat | None:
    """This person's seat, if it counts."""
    return next((seat for seat in panel.active if seat.person_id == person.id), None)


def of_person(person: Person) -> sa.Select[Any]:
    """The panels a person sits on, newest first: a list."""
    return (
        sa.select(
            Panel.id, Challenge.number, Challenge.title, Panel.state, PanelSeat.state.label("seat_state"),
            Panel.score_due, PanelSeat.submitted_at, PanelSeat.signed_at,
        )
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .join(Challenge, Challenge.id == Panel.challenge_id)
        .where(PanelSeat.person_id == person.id, PanelSeat.state != SeatState.REPLACED)
        .order_by(Panel.id.desc())
    )  # fmt: skip


def without_panel() -> Sequence[int]:
    """Challenges that are opened and wait for a panel (again, after a panel was voided)."""
    sits = sa.select(Panel.id).where(Panel.challenge_id == Challenge.id, Panel.state != PanelState.VOID)
    waiting = Challenge.state.in_(["opened", "review"])
    return db.session.scalars(sa.select(Challenge.id).where(waiting, ~sits.exists()).order_by(Challenge.id)).all()
