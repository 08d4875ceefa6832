"""Studios and outcomes of one person, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.outcomes.models import Contributor, Outcome
from marketplace.people.models import Person
from marketplace.studios.models import Membership, Studio


def studios_of(person: Person, *, seen_by: Person) -> Sequence[Any]:
    """Studios somebody belongs or belonged to, the present ones first."""
    found = (
        sa.select(
            Studio.id,
            Studio.name,
            Studio.code,
            Studio.tier,
            Studio.state,
            Membership.role,
            Membership.since,
            Membership.until,
        )
        .join(Studio, Studio.id == Membership.studio_id)
        .where(Membership.person_id == person.id, Studio.visible_to(seen_by))
        .order_by(Membership.until.is_not(None), Membership.since.desc(), Membership.id)
        .limit(50)
    )
    return db.session.execute(found).all()


def outcomes_of(person: Person, *, seen_by: Person) -> Sequence[Any]:
    """Accepted work with somebody's share, the latest first."""
    found = (
        sa.select(
            Outcome.id,
            Outcome.code,
            Outcome.title,
            Outcome.kind,
            Outcome.accepted_on,
            Outcome.certified,
            Contributor.percent,
        )
        .join(Outcome, Outcome.id == Contributor.outcome_id)
        .where(Contributor.person_id == person.id, Outcome.visible_to(seen_by))
        .order_by(Outcome.accepted_on.desc(), Outcome.id)
        .limit(50)
    )
    return db.session.execute(found).all()
