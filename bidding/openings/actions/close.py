"""The close at the deadline: box seal, number of bids, and one extension if they are too few."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bidding.bids.models import Bid, BidState
from bidding.fit.models import Fit
from bidding.openings.rules import enough_bids, is_bidder, single_explained
from bidding.sealing.actions import close_box
from bidding.sealing.queries import live_versions
from marketplace.challenges.actions import hold_on
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock
from marketplace.core.audit import ref
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import not_until, require
from marketplace.inbox.actions import ask, tell
from marketplace.inbox.queries import followers
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.rulebook.queries import preset_of
from marketplace.secrecy.models import HeldKind
from marketplace.secrecy.queries import waiting
from marketplace.studios.models import LISTED, Studio

INVITED = 5


def close(challenge: Challenge) -> None:
    """The hour has come: no bid goes in or out, the box is sealed, its number and digest are public."""
    over = challenge.closes_at is not None and clock.now() >= challenge.closes_at
    require(not_until(over, _("Bidding is still open.")))
    if challenge.paused_at is not None or waiting(ref(challenge), HeldKind.AMENDMENT, HeldKind.FILES):
        hold_on(challenge)  # an objection to the documents is still open, or a change waits for a look
        return
    move(challenge, ChallengeState.CLOSED, by=None)
    # A bid sealed for older terms and not renewed is invalid: it does not count.
    live = [one for one in live_versions(challenge.id) if one.terms_version == challenge.terms_version]
    box = close_box(challenge, live)
    if enough_bids(challenge, box):
        tell(_audience(challenge), "challenge_closed", challenge)
        if single_explained(challenge, box):
            ask(officers(challenge), "open_bids", challenge)
        else:
            ask(set(holders(Role.CHAIR, challenge.department)), "single_bid", challenge)
    elif not challenge.extended:
        extend(challenge)
    else:
        ask(set(holders(Role.CHAIR, challenge.department)), "too_few_bids", challenge)


def officers(challenge: Challenge) -> set[Person]:
    """Who may open this box."""
    able = holders(Role.OPENING_OFFICER, challenge.department)
    return {one for one in able if one.id != challenge.contact_id and not is_bidder(one, challenge)}


def extend(challenge: Challenge) -> None:
    """Too few bids: open once more for the same length, and invite the studios that fit best."""
    hours = int(preset_of(challenge)["window_hours"])
    move(challenge, ChallengeState.OPEN, by=None, note=_("Too few bids"))
    challenge.extended += 1
    challenge.closes_at = clock.now() + timedelta(hours=hours)
    challenge.questions_until = challenge.closes_at - timedelta(
        hours=int(preset_of(challenge)["questions_close_hours"])
    )
    db.session.flush()
    until = challenge.closes_at.astimezone(clock.HERE).date().isoformat()
    told = _audience(challenge)
    tell(told, "challenge_extended", challenge, until=until)
    # where the department invites by name, those it named are asked once more and nobody else
    named = [one.studio.lead for one in challenge.invitations]
    kind, asked = ("studio_invited", named) if named else ("challenge_invited", _best_fitting(challenge))
    tell([lead for lead in asked if lead not in told], kind, challenge, until=until)


def _best_fitting(challenge: Challenge) -> list[Person]:
    """Leads of the listed studios with the highest fit, as the matcher keeps it."""
    fitting = (
        sa.select(Person)
        .join(Studio, Studio.lead_id == Person.id)
        .join(Fit, Fit.studio_id == Studio.id)
        .where(Fit.challenge_id == challenge.id, Studio.state.in_(LISTED))
        .order_by(Fit.score.desc(), Studio.id)
        .limit(INVITED)
    )
    return list(db.session.scalars(fitting).unique())


def _audience(challenge: Challenge) -> set[Person]:
    """Followers and the contact; every bidder's lead follows since the first draft."""
    standing = sa.select(Bid).where(Bid.challenge_id == challenge.id, Bid.state == BidState.SEALED)
    leads = {bid.lead for bid in db.session.scalars(standing)}
    return {*followers(challenge), challenge.contact, *leads}
