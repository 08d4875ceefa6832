"""Putting a result on public notice; all bidders learn it at the same moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bidding.awards.models import Award
from bidding.awards.queries import next_candidate, report_of
from bidding.awards.rules import may_propose
from bidding.bids.models import Bid, BidState
from bidding.openings.actions import lose
from bidding.panels.models import Report
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.inbox.queries import followers
from marketplace.people.models import Person
from marketplace.people.queries import manager_of
from marketplace.rulebook.queries import preset_of

IN_CONTEST = (BidState.OPENED, BidState.REVIEW, BidState.RESERVE)


def propose(challenge: Challenge, *, by: Person) -> Award:
    """The panel's first candidate goes on public notice."""
    require(may_propose(by, challenge))
    report = report_of(challenge)
    assert report is not None
    row = next_candidate(challenge, report)
    if row is None:
        raise WrongMoment(
            _("The report names no candidate; end the challenge without a suitable bid, with the reason.")
        )
    return announce(challenge, report, row, by=by)


def announce(challenge: Challenge, report: Report, row: Mapping[str, Any], *, by: Person | None) -> Award:
    """Put one candidate on notice and tell everybody at once."""
    moment = clock.now()
    award = Award(
        challenge=challenge,
        bid_id=row["bid"],
        place=1,
        panel_id=report.panel_id,
        final_score=row["final"],
        proposed_by_id=by.id if by else None,
        announced_at=moment,
        notice_ends_at=after_workdays(moment, int(preset_of(challenge)["notice_wd"])),
    )
    db.session.add(award)
    db.session.flush()
    audit.record("announce", award, by=by, bid=row["bid"], final=row["final"])
    move(challenge, ChallengeState.NOTICE, by=by)
    settle(challenge, "award_propose")
    _tell_all(challenge, award)
    return award


def _tell_all(challenge: Challenge, award: Award) -> None:
    # the last day of the notice; it ends at midnight after it
    until = last_day(award)
    told: set[int] = set()
    for bid in in_contest(challenge):
        told.add(bid.lead_id)
        tell([bid.lead], "award_winner" if bid.id == award.bid_id else "award_other", bid, until=until)
    others = [one for one in (*followers(challenge), challenge.contact) if one.id not in told]
    tell(others, "award_announced", challenge, until=until)


def last_day(award: Award) -> str:
    """The last day of the notice: 24:00 of a day is 0:00 of the next."""
    return (award.notice_ends_at - timedelta(seconds=1)).astimezone(clock.HERE).date().isoformat()


def in_contest(challenge: Challenge) -> list[Bid]:
    """The bids that are still judged."""
    found = sa.select(Bid).where(Bid.challenge_id == challenge.id, Bid.state.in_(IN_CONTEST)).order_by(Bid.id)
    return list(db.session.scalars(found))


def close_without(challenge: Challenge, why: str, *, by: Person) -> None:
    """The panel found no suitable bid: the challenge ends, everybody is told with the reason."""
    require(may_propose(by, challenge))
    report = report_of(challenge)
    if report is not None and next_candidate(challenge, report) is not None:
        raise WrongMoment(_("The panel's report names a candidate; announce the result."))
    end_without(challenge, why, by=by)


def end_without(challenge: Challenge, why: str, *, by: Person | None) -> None:
    """Nobody wins: bids are over, people are free, the department decides whether to post again."""
    for bid in in_contest(challenge):
        lose(bid, by=by, why=why)
        tell([bid.lead], "award_no_bid", bid, why=why)
    move(challenge, ChallengeState.NO_BID, by=by, note=why)
    settle(challenge, "award_propose")
    head = manager_of(challenge.department)
    ask({challenge.contact, *([head] if head else [])}, "repost", challenge)
