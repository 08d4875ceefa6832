"""What the clock does with challenges whose bidding is over."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.openings import actions
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, find
from marketplace.core.jobs import due, each


@due
def close_past_deadline() -> int:
    """Challenges whose hour has come: one each, so that a bad one does not hold up the rest."""
    past = sa.select(Challenge.id).where(
        Challenge.state == ChallengeState.OPEN, Challenge.closes_at <= clock.sql_now()
    )
    return each(db.session.scalars(past.order_by(Challenge.closes_at, Challenge.id)).all(), _close)


def _close(challenge_id: int) -> None:
    actions.close(find(Challenge, challenge_id, lock=True))
