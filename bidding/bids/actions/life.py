"""The beginning and the end of a bid, and the steps that opening and award take with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bidding.bids import queries, rules
from bidding.bids.actions.changes import close_changes
from bidding.bids.models import (
    ENDED,
    Bid,
    BidBar,
    BidContent,
    BidShare,
    BidState,
    Consent,
    TeamMember,
    TeamRole,
)
from bidding.sealing import actions as sealing
from marketplace.challenges.models import Challenge
from marketplace.core import audit, clock
from marketplace.core.db import db, find
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, follow, settle, tell
from marketplace.people.models import Person
from marketplace.secondments import actions as secondments
from marketplace.studios.models import Studio

S = BidState
DAYS_TO_BEGIN = 30  # from the close to the likely beginning of the work
LEAD_DAYS = 10


def likely_period(challenge: Challenge) -> tuple[date, date]:
    """When the work will probably be done: what the dates of a team are proposed from."""
    close = challenge.closes_at or clock.now()
    first = close.astimezone(clock.HERE).date() + timedelta(days=DAYS_TO_BEGIN)
    return first, first + timedelta(days=max(1, challenge.work_days) - 1)


def draft(challenge: Challenge, studio: Studio, *, by: Person) -> Bid:
    """Begin a bid: its document is encrypted from the first moment, its lead follows the challenge."""
    challenge = find(Challenge, challenge.id, lock=True)
    require(rules.may_draft(by, studio, challenge))
    sealing.ensure_key(challenge)
    bid = Bid(challenge=challenge, studio=studio, lead=by, created_at=clock.now(), state=S.DRAFT)
    db.session.add(bid)
    db.session.flush()
    first, last = likely_period(challenge)
    lead = TeamMember(
        bid=bid, person=by, role=TeamRole.LEAD, consent=Consent.YES, answered_at=clock.now(),
        days=min(LEAD_DAYS, (last - first).days + 1), starts_on=first, ends_on=last, studio_id=studio.id,
    )  # fmt: skip
    db.session.add_all([lead, BidShare(bid_id=bid.id, challenge_id=challenge.id, studio_id=studio.id)])
    db.session.flush()
    secondments.set_hold(by, bid, days=lead.days, starts_on=first, ends_on=last, core=True, firm=False)
    sealing.save_draft(queries.place(bid), {"steps": {}, "files": []})
    follow(by, challenge)
    audit.record("drafted", bid, by=by)
    return bid


def withdraw(bid: Bid, *, why: str = "", by: Person) -> None:
    """Give the bid up. The studio may draft another while bidding is open."""
    require(rules.may_withdraw(by, bid))
    if bid.state is S.SEALED:
        find(Challenge, bid.challenge_id, lock=True)
        sealing.withdraw(bid.challenge_id, bid.id, by=by)
    _over(bid, S.WITHDRAWN, why, by=by)
    tell(queries.core_of(bid, queries.team_of(bid)), "bid_withdrawn", bid)


def lapse(bid: Bid) -> None:
    """The challenge went on, or ended, without this bid: it was never sealed, or no longer valid."""
    _over(bid, S.WITHDRAWN, "", by=None)
    tell(queries.core_of(bid, queries.team_of(bid)), "bid_lapsed", bid)


def _over(bid: Bid, to: BidState, why: str, *, by: Person | None) -> None:
    move(bid, to, by=by, note=why)
    _free(bid, by=by)


def _free(bid: Bid, *, by: Person | None) -> None:
    """Nobody's days belong to this bid any more."""
    close_changes(bid)
    secondments.free_all(bid, by=by)
    secondments.drop_holds(bid)
    settle(bid)
    for member in bid.team:
        settle(member)
    for share in bid.shares:
        settle(share)
        share.live = False


def hand_over(bid: Bid, new: Person, *, by: Person) -> None:
    """The studio has a new lead: they answer for the bid. In a draft they also take the old lead's place."""
    old, bid.lead = bid.lead, new
    audit.record("lead_named", bid, by=by, person=new.id)
    follow(new, bid.challenge)
    if bid.state is S.DRAFT:
        _take_the_leads_place(bid, old, new)
    tell([new], "bid_lead", bid)


def _take_the_leads_place(bid: Bid, old: Person, new: Person) -> None:
    """Nobody is on a sealed team without their own yes: a lead who was not on the team is asked."""
    seats = {member.person_id: member for member in bid.team}
    place, own = seats.get(old.id), seats.get(new.id)
    if place is None:
        return
    if own is not None:
        own.role, place.role = TeamRole.LEAD, TeamRole.CORE
    if own is None or old.left_on is not None:
        secondments.drop_hold(old, bid)
        settle(place)
        bid.team.remove(place)
        db.session.delete(place)
        db.session.flush()
    if own is None:
        span = {"days": place.days, "starts_on": place.starts_on, "ends_on": place.ends_on}
        fresh = TeamMember(bid=bid, person=new, role=TeamRole.LEAD, studio_id=bid.studio_id, **span)
        db.session.add(fresh)
        db.session.flush()
        secondments.set_hold(
            new, bid, days=place.days, starts_on=place.starts_on, ends_on=place.ends_on, core=True, firm=False
        )
        ask(new, "bid_join", fresh, due=bid.challenge.closes_at)


# --- what opening and award do -----------------------------------------------------------------


def mark_opened(bid: Bid, body: Mapping[str, Any], label: str, *, by: Person | None = None) -> None:
    """The opening read this bid: its text exists in the clear from now on, under a blind label."""
    move(bid, S.OPENED, by=by, label=label)
    bid.blind_label = label
    db.session.add(BidContent(bid_id=bid.id, body=dict(body), opened_at=clock.now()))
    db.session.flush()


def mark_failed(bid: Bid, why: str, *, by: Person | None = None) -> None:
    """The bid did not open in the opening."""
    decide(bid, S.REJECTED, why, by=by)


def decide(bid: Bid, state: BidState, why: str = "", *, by: Person | None = None) -> None:
    """A step after the opening (review, won, reserve, lost, rejected) with its reason."""
    move(bid, state, by=by, note=why)
    bid.decision = why
    if state in ENDED:
        _free(bid, by=by)
        return
    for share in bid.shares:  # a bid that was lost may be judged again
        share.live = share.agreed


def bar(bid: Bid, person: Person, reason: str) -> None:
    """This person must not see this bid (a conflict, blind scoring), whatever other role they hold."""
    if db.session.get(BidBar, (bid.id, person.id)) is None:
        db.session.add(BidBar(bid_id=bid.id, person_id=person.id, reason=reason))
        db.session.flush()


def unbar(bid: Bid, person: Person) -> None:
    """The reason has gone."""
    kept = db.session.get(BidBar, (bid.id, person.id))
    if kept is not None:
        db.session.delete(kept)
        db.session.flush()
