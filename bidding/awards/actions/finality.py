"""An award becomes final: the bid has won, its commitment letter is to be signed."""

from __future__ import annotations

from datetime import timedelta

from bidding.awards.actions.supporters import hold_core
from bidding.awards.models import Award, AwardState, CommitmentLetter
from bidding.bids.actions import note_win
from bidding.bids.models import BidState
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.lifecycle import move
from marketplace.inbox.actions import ask, tell
from marketplace.people.queries import manager_of
from marketplace.rulebook.queries import setting


def finalise(award: Award) -> CommitmentLetter:
    """Final from now on; both sides are asked to sign."""
    award.final_at = clock.now()
    move(award, AwardState.FINAL, by=None)
    move(award.bid, BidState.WON, by=None)
    hold_core(award.bid)
    note_win(award.bid)
    due = clock.now() + timedelta(days=int(setting("commitment_days")))
    letter = CommitmentLetter(award=award, due_at=due)
    db.session.add(letter)
    db.session.flush()
    signers = {award.bid.lead}
    head = manager_of(award.challenge.department)
    if head is not None:
        signers.add(head)
    ask(signers, "sign_commitment", letter, due=due)
    tell([award.bid.lead], "bid_won", award.bid, until=due.astimezone(clock.HERE).date().isoformat())
    tell([award.challenge.contact], "award_final", award)
    return letter
