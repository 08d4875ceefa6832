"""Reading a race: who runs, how far, and what the gates said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from bidding.awards.models import Complaint, GateRuling, Objection, StageGate
from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.people.models import Person
from marketplace.projects.models import Milestone, MilestoneState, Project
from marketplace.studios.models import Studio


def runners(challenge: Challenge, *, seen_by: Person) -> Sequence[Any]:
    """The projects of a race; milestones and link for those who may see the project. One statement."""
    steps = sa.select(sa.func.count()).where(Milestone.project_id == Project.id)
    done = steps.where(Milestone.state != MilestoneState.OPEN)
    return db.session.execute(
        sa.select(
            Project.id,
            Project.number,
            Project.state,
            Project.due_on,
            Studio.name.label("studio"),
            Person.name.label("lead"),
            steps.scalar_subquery().label("steps"),
            done.scalar_subquery().label("done"),
            Project.visible_to(seen_by).label("open"),
        )
        .join(Studio, Studio.id == Project.studio_id)
        .join(Person, Person.id == Project.lead_id)
        .where(Project.challenge_id == challenge.id)
        .order_by(Project.id)
    ).all()


def gates_of(challenge: Challenge) -> Sequence[StageGate]:
    """All gates of a race with their rulings, newest first."""
    found = (
        sa.select(StageGate)
        .where(StageGate.challenge_id == challenge.id)
        .order_by(StageGate.id.desc())
        .options(
            selectinload(StageGate.rulings).joinedload(GateRuling.project).joinedload(Project.studio),
            selectinload(StageGate.rulings).joinedload(GateRuling.into),
        )
    )
    return db.session.scalars(found).all()


def complaint_about(objection: Objection) -> Complaint | None:
    """The complaint that followed an objection."""
    found = sa.select(Complaint).where(Complaint.objection_id == objection.id)
    return db.session.scalars(found.options(joinedload(Complaint.by))).one_or_none()
