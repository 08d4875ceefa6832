"""Putting a result on public notice; all bidders learn it at the same moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bidding.awards.actions.finality import finalise
from bidding.awards.actions.messages import prepare, release
from bidding.awards.models import Award
from bidding.awards.queries import candidates, report_of, standing
from bidding.awards.rules import URGENT, may_propose, may_see_notice
from bidding.bids.models import Bid, BidState
from bidding.openings.actions import lose
from bidding.panels.models import Report
from bidding.panels.rules import announcers
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import not_until, require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.inbox.queries import followers
from marketplace.people.models import Person
from marketplace.people.queries import manager_of
from marketplace.rulebook.queries import preset_of

IN_CONTEST = (BidState.OPENED, BidState.REVIEW, BidState.RESERVE)
Row = Mapping[str, Any]


def propose(challenge: Challenge, *, by: Person, bid_id: int | None = None) -> Award:
    """The panel's first candidate goes on public notice; in a race the first two or three.

    bid_id: another candidate of the report, where challenges are decided together.
    """
    require(may_propose(by, challenge))
    report = report_of(challenge)
    assert report is not None
    rows = candidates(challenge, report)
    if not rows:
        raise WrongMoment(
            _("The report names no candidate; end the challenge without a suitable bid, with the reason.")
        )
    if bid_id is not None:
        rows = [row for row in rows if row["bid"] == bid_id]
        if not rows:
            raise Invalid(_("The report does not put this bid forward."), field="bid_id")
    return announce(challenge, report, rows, by=by)[0]


def expect(challenge: Challenge, winners: Collection[int]) -> None:
    """In a joint round: the choice that the chair will be offered, for which the messages are prepared."""
    report = report_of(challenge)
    if report is not None:
        prepare(report, in_contest(challenge), winners)


def call_chair(challenge: Challenge) -> None:
    """The day to announce the result has passed: the chair of the leading group is asked, too."""
    asked = announcers(challenge, late=True)
    require(not_until(bool(asked), _("Nobody else may announce this result.")))
    ask(set(asked), "award_late", challenge)


def announce(challenge: Challenge, report: Report, rows: Sequence[Row], *, by: Person | None) -> list[Award]:
    """Put candidates on notice, on the places that are free, and tell everybody at once."""
    moment = clock.now()
    taken = {award.place for award in standing(challenge)}
    places = range(1, int(preset_of(challenge)["winners"]) + 1)
    free = [place for place in places if place not in taken]
    if not free:  # whatever its state says: no place is given while its award stands
        raise WrongMoment(_("A result is announced while the review is on, once."))
    ends = after_workdays(moment, int(preset_of(challenge)["notice_wd"]))
    awards = [
        Award(
            challenge=challenge,
            bid_id=row["bid"],
            place=place,
            panel_id=report.panel_id,
            final_score=row["final"],
            proposed_by_id=by.id if by else None,
            announced_at=moment,
            notice_ends_at=ends,
        )
        for row, place in zip(rows, free, strict=False)
    ]
    db.session.add_all(awards)
    db.session.flush()
    for award in awards:
        audit.record("announce", award, by=by, bid=award.bid_id, final=award.final_score)
    if challenge.state is not ChallengeState.NOTICE:
        move(challenge, ChallengeState.NOTICE, by=by)
    settle(challenge, "award_propose", "award_late")
    _tell_all(challenge, report, awards)
    if challenge.preset == URGENT:
        _at_once(challenge, awards)
    return awards


def _at_once(challenge: Challenge, awards: list[Award]) -> None:
    """Urgent work does not wait for the notice: final now; an objection that is upheld annuls it."""
    for award in awards:
        finalise(award)
    move(challenge, ChallengeState.AWARDED, by=None)


def _tell_all(challenge: Challenge, report: Report, awards: list[Award]) -> None:
    # the last day of the notice; it ends at midnight after it
    until = last_day(awards[0])
    new = {award.bid_id for award in awards}
    bids = [bid for bid in in_contest(challenge) if bid.id in new] + waiting(challenge)
    release(report, bids, new, until=until)
    told = {bid.lead_id for bid in bids}
    others = {one for one in (*followers(challenge), challenge.contact) if one.id not in told}
    tell([one for one in others if may_see_notice(one, challenge)], "award_announced", challenge, until=until)


def last_day(award: Award) -> str:
    """The last day of the notice: 24:00 of a day is 0:00 of the next."""
    return (award.notice_ends_at - timedelta(seconds=1)).astimezone(clock.HERE).date().isoformat()


def in_contest(challenge: Challenge) -> list[Bid]:
    """The bids that are still judged."""
    found = sa.select(Bid).where(Bid.challenge_id == challenge.id, Bid.state.in_(IN_CONTEST)).order_by(Bid.id)
    return list(db.session.scalars(found))


def waiting(challenge: Challenge) -> list[Bid]:
    """Those of them that hold no place."""
    taken = {award.bid_id for award in standing(challenge)}
    return [bid for bid in in_contest(challenge) if bid.id not in taken]


def close_without(challenge: Challenge, why: str, *, by: Person) -> None:
    """The panel found no suitable bid: the challenge ends, everybody is told with the reason."""
    require(may_propose(by, challenge))
    report = report_of(challenge)
    if report is not None and candidates(challenge, report):
        raise WrongMoment(_("The panel's report names a candidate; announce the result."))
    end_without(challenge, why, by=by)


def end_without(challenge: Challenge, why: str, *, by: Person | None) -> None:
    """Nobody wins: bids are over, people are free, the department decides whether to post again."""
    for bid in in_contest(challenge):
        lose(bid, by=by, why=why)
        tell([bid.lead], "award_no_bid", bid, why=why)
    move(challenge, ChallengeState.NO_BID, by=by, note=why)
    settle(challenge, "award_propose", "award_late")
    head = manager_of(challenge.department)
    ask({challenge.contact, *([head] if head else [])}, "repost", challenge)
