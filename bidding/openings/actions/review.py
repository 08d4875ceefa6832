"""The secrecy officer has looked at words found in an opened bid."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.bids.models import Bid, BidState
from bidding.openings.actions.ends import reject
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core.audit import ref
from marketplace.core.db import db, find
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.inbox.actions import tell
from marketplace.inbox.queries import followers
from marketplace.people.models import Person
from marketplace.secrecy.actions import end_rest
from marketplace.secrecy.models import Finding, ScreeningHit


def after_review(hit: ScreeningHit, *, by: Person) -> None:
    """What must not stand there keeps the bid out, with the officer's reason; else the panel is drawn once
    nothing waits."""
    bid = find(Bid, int(hit.about.partition("/")[2]))
    challenge = find(Challenge, bid.challenge_id, lock=True)
    if hit.state is not Finding.REFUSED or bid.state is not BidState.OPENED:
        return
    end_rest(ref(bid), by=by)
    reject(bid, by=by, why=hit.reason)
    tell([bid.lead], "bid_words_refused", bid, why=hit.reason)
    opened = sa.select(Bid.id).where(Bid.challenge_id == challenge.id, Bid.state == BidState.OPENED)
    if db.session.scalar(opened.limit(1)) is None:
        why = _("No bid may be judged: the secrecy officer found words that must not stand there.")
        move(challenge, ChallengeState.NO_BID, by=by, note=why)
        tell({*followers(challenge), challenge.contact}, "challenge_no_bid", challenge, why=why)
