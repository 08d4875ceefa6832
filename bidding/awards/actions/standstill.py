"""The clock of a notice: one for all places of a result; it stands still while anything is open."""

from __future__ import annotations

from bidding.awards.models import AwardState
from bidding.awards.queries import standing
from bidding.awards.rules import is_contested
from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.lifecycle import move
from marketplace.people.models import Person


def stop_clock(challenge: Challenge, *, by: Person | None) -> None:
    """Something was raised: every notice that runs stands still (a second one finds it stopped already)."""
    for award in standing(challenge):
        if award.state is AwardState.ON_NOTICE:
            award.stopped_at = clock.now()
            move(award, AwardState.CONTESTED, by=by)


def run_on(challenge: Challenge, *, by: Person | None) -> None:
    """Nothing is open any more: the notice is longer by the time it stood still."""
    db.session.flush()
    awards = standing(challenge)
    if any(is_contested(award) for award in awards):
        return
    for award in awards:
        if award.state is AwardState.CONTESTED and award.stopped_at is not None:
            award.notice_ends_at += clock.now() - award.stopped_at
            award.stopped_at = None
            move(award, AwardState.ON_NOTICE, by=by)
