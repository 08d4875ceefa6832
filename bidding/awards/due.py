"""What the clock does with awards."""

from __future__ import annotations

from bidding.awards import actions, queries
from bidding.awards.models import CommitmentLetter
from marketplace.challenges.models import Challenge
from marketplace.core.db import db, find
from marketplace.core.jobs import due, each


@due
def conclude_past_notice() -> int:
    """Notices that ran out unopposed."""
    return each(queries.past_notices(), _conclude)


def _conclude(challenge_id: int) -> None:
    actions.conclude(find(Challenge, challenge_id, lock=True))


@due
def lapse_unsigned_letters() -> int:
    """Commitment letters nobody signed in time."""
    return each(queries.past_letters(), _lapse)


def _lapse(letter_id: int) -> None:
    letter = db.session.get_one(CommitmentLetter, letter_id)
    find(Challenge, letter.award.challenge_id, lock=True)
    actions.lapse(find(CommitmentLetter, letter_id, lock=True))
