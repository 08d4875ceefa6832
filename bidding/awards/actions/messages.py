"""Decision messages: prepared per bidder, edited by an officer, released together with the result."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from bidding.awards.models import DecisionMessage
from bidding.awards.rules import may_word
from bidding.awards.terms import MessageTerms
from bidding.bids.models import Bid
from bidding.panels.models import Report
from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.inbox.actions import tell
from marketplace.people.models import Person


def write_message(
    report: Report, bid: Bid, terms: MessageTerms, *, by: Person, wins: bool | None = None
) -> DecisionMessage:
    """Change what the lead of one bid will be told; nobody is told yet. `wins`: for which result."""
    require(may_word(by, report.panel.challenge))
    message = _of(report, bid.id) or DecisionMessage(
        panel_id=report.panel_id, bid_id=bid.id, words="", prepared_at=clock.now()
    )
    if message.released_at is not None:
        raise WrongMoment(_("The messages have been released."))
    message.words, message.edited_by_id, message.edited_at = terms.words, by.id, clock.now()
    message.wins = wins
    db.session.add(message)
    db.session.flush()
    audit.record("write_message", bid, by=by)
    return message


def prepare(report: Report, bids: Sequence[Bid], winners: Collection[int]) -> None:
    """The messages are for this result: words written for another one are of no use."""
    for bid in bids:
        message, wins = _of(report, bid.id), bid.id in winners
        if message is None:
            message = DecisionMessage(
                panel_id=report.panel_id, bid_id=bid.id, words="", prepared_at=clock.now()
            )
            db.session.add(message)
        if message.wins is not wins:
            message.words, message.edited_by_id, message.edited_at = "", None, None
        message.wins = wins
    db.session.flush()


def release(report: Report, bids: Sequence[Bid], winners: Collection[int], *, until: str) -> None:
    """Tell every bidder at the same moment: in the officer's words, or the usual ones."""
    moment = clock.now()
    for bid in bids:
        kind = "award_winner" if bid.id in winners else "award_other"
        message = _of(report, bid.id)
        if message is None:
            message = DecisionMessage(panel_id=report.panel_id, bid_id=bid.id, words="", prepared_at=moment)
            db.session.add(message)
        # what was written for the first announcement does not fit a later one (somebody fell out)
        fresh = message.released_at is None
        message.released_at = moment
        if fresh and message.words and message.wins in (None, bid.id in winners):
            tell([bid.lead], f"{kind}_words", bid, until=until, words=message.words)
        else:
            tell([bid.lead], kind, bid, until=until)


def hold_again(report: Report, bids: Sequence[Bid]) -> None:
    """Somebody fell out: what each of these bidders is told next is written and released anew."""
    same = sa.update(DecisionMessage).where(
        DecisionMessage.panel_id == report.panel_id, DecisionMessage.bid_id.in_([bid.id for bid in bids])
    )
    db.session.execute(
        same.values(
            words="", wins=None, edited_by_id=None, edited_at=None, released_at=None, prepared_at=clock.now()
        )
    )


def _of(report: Report, bid_id: int) -> DecisionMessage | None:
    return db.session.scalars(
        sa.select(DecisionMessage).where(
            DecisionMessage.panel_id == report.panel_id, DecisionMessage.bid_id == bid_id
        )
    ).one_or_none()
