"""A consortium: other studios take a share of the work; each says yes for itself."""

from __future__ import annotations

from bidding.bids import queries, rules
from bidding.bids.models import Bid, BidShare, Consent
from bidding.bids.terms import ShareTerms
from marketplace.challenges.models import Challenge
from marketplace.core import audit, clock
from marketplace.core.db import db, find
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import not_until, require
from marketplace.inbox.actions import ask, follow, settle, tell
from marketplace.people.models import Person
from marketplace.studios.models import Studio


def ask_studio(bid: Bid, studio: Studio, terms: ShareTerms, *, by: Person) -> BidShare:
    """Ask another studio to carry a share of the work; its lead answers."""
    require(rules.may_change_team(by, bid))
    require(rules.may_be_asked(studio, bid))
    share = BidShare(
        bid=bid, challenge_id=bid.challenge_id, studio=studio, percent=terms.percent,
        consent=Consent.ASKED, live=False,
    )  # fmt: skip
    db.session.add(share)
    _rest_for_the_lead(bid)
    db.session.flush()
    audit.record("studio_asked", bid, by=by, studio=studio.id, percent=terms.percent)
    ask(studio.lead, "share_agree", share, due=bid.challenge.closes_at, studio=studio.name)
    return share


def change_share(share: BidShare, terms: ShareTerms, *, by: Person) -> None:
    """Ask for another share, or once more after a no: the answer starts anew."""
    bid = share.bid
    require(rules.may_change_team(by, bid))
    require(not_until(share.studio_id != bid.studio_id, _("The lead studio keeps what the others leave.")))
    share.percent, share.consent, share.answered_at, share.live = terms.percent, Consent.ASKED, None, False
    _rest_for_the_lead(bid)
    audit.record("studio_asked", bid, by=by, studio=share.studio_id, percent=terms.percent)
    ask(share.studio.lead, "share_agree", share, due=bid.challenge.closes_at, studio=share.studio.name)


def _rest_for_the_lead(bid: Bid) -> None:
    """The shares total 100 % at every moment: the lead studio carries what the others do not."""
    others = sum(
        s.percent for s in bid.shares if s.studio_id != bid.studio_id and s.consent is not Consent.NO
    )
    if others > 99:
        raise Invalid(
            _(
                "The other studios together would carry %(n)s %%; the lead studio keeps at least 1 %%.",
                n=others,
            ),
            field="percent",
        )
    queries.lead_share(bid).percent = 100 - others


def drop_share(share: BidShare, *, by: Person) -> None:
    """Go on without a studio."""
    bid, studio = share.bid, share.studio
    require(rules.may_change_team(by, bid))
    require(not_until(studio.id != bid.studio_id, _("The lead studio cannot be taken out.")))
    theirs = [member.person.name for member in bid.team if member.studio_id == studio.id]
    require(
        not_until(not theirs, _("First take its people off the team: %(names)s.", names=_(", ").join(theirs)))
    )
    if share.consent is not Consent.NO:
        tell([studio.lead], "share_dropped", bid, studio=studio.name)
    settle(share)
    bid.shares.remove(share)
    _rest_for_the_lead(bid)
    db.session.flush()
    audit.record("studio_dropped", bid, by=by, studio=studio.id)


def agree_share(share: BidShare, *, by: Person) -> None:
    """The studio takes its share; from now on it has no other bid on this challenge."""
    # The challenge's row makes two answers for one studio queue up; the unique index is the last word.
    find(Challenge, share.challenge_id, lock=True)
    require(rules.may_agree_share(by, share))
    share.consent, share.answered_at, share.live = Consent.YES, clock.now(), True
    db.session.flush()
    audit.record("studio_agreed", share.bid, by=by, studio=share.studio_id, percent=share.percent)
    settle(share, "share_agree")
    follow(by, share.bid.challenge)
    told = {person for person in queries.core_of(share.bid, queries.team_of(share.bid)) if person.id != by.id}
    tell(told, "share_agreed", share.bid, studio=share.studio.name)


def decline_share(share: BidShare, *, reason: str = "", by: Person) -> None:
    """The studio says no, or no longer."""
    require(rules.may_answer_share(by, share))
    require(not_until(share.consent is not Consent.NO, _("This has been answered already.")))
    share.consent, share.answered_at, share.live = Consent.NO, clock.now(), False
    _rest_for_the_lead(share.bid)
    audit.record("studio_declined", share.bid, by=by, note=reason, studio=share.studio_id)
    settle(share, "share_agree")
    tell([share.bid.lead], "share_declined", share.bid, studio=share.studio.name)
