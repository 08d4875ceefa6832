"""Who may bid, who may be on a team, who may seal."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.bids.models import LIVE, Bid, BidState, Consent, TeamMember, TeamRole
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.rules import may_bid_scope, may_see_details, takes_bids
from marketplace.core.addresses import url_of
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.core.verdict import YES, Verdict, not_until, unless
from marketplace.people.models import Person
from marketplace.studios.models import Studio
from marketplace.studios.queries import led_by
from marketplace.studios.rules import listed

S = BidState


def may_draft(person: Person, studio: Studio, challenge: Challenge) -> Verdict:
    """The lead of a listed studio in scope, cleared, while bidding is open; one live bid a studio."""
    return (
        unless(studio.lead_id == person.id, _("Only the studio lead may bid for the studio."))
        and listed(studio)
        and takes_bids(challenge)
        and may_bid_scope(studio, challenge)
        and may_see_details(person, challenge)
        and _no_other_bid(studio, challenge)
        and may_be_core(person, challenge)
    )


def may_begin(person: Person, challenge: Challenge) -> Verdict | None:
    """The way to the page that begins a bid, for those who lead a studio; while bidding is not open: none."""
    if challenge.state is not ChallengeState.OPEN or not led_by(person):
        return None
    return takes_bids(challenge)


def _no_other_bid(studio: Studio, challenge: Challenge) -> Verdict:
    same = (Bid.studio_id == studio.id, Bid.challenge_id == challenge.id, Bid.state != S.WITHDRAWN)
    there = db.session.scalar(sa.select(Bid.id).where(*same))
    return not_until(
        there is None,
        _("Your studio already has a bid on this challenge."),
        opens_at=url_of(f"bid/{there}") if there else "",
    )


def may_be_core(person: Person, challenge: Challenge, besides: Bid | None = None) -> Verdict:
    """Nobody is core in two bids on one challenge. Said to that person only: it tells that a bid exists."""
    core = (
        sa.select(Bid.id)
        .join(TeamMember, TeamMember.bid_id == Bid.id)
        .where(
            TeamMember.person_id == person.id,
            TeamMember.role != TeamRole.SUPPORT,
            TeamMember.consent == Consent.YES,
            Bid.challenge_id == challenge.id,
            Bid.state != S.WITHDRAWN,
            Bid.id != (besides.id if besides is not None else 0),
        )
    )
    there = db.session.scalar(core.limit(1))
    return not_until(there is None, _("You are already a core member of another bid on this challenge."))


def leads(person: Person, bid: Bid) -> Verdict:
    """The lead of the bid, or of the studio."""
    return unless(
        person.id in (bid.lead_id, bid.studio.lead_id),
        _("Only the lead of the bid or of the studio may do this."),
    )


def may_write(person: Person, bid: Bid) -> Verdict:
    """The team writes the content together until bidding closes; a sealed bid may be replaced."""
    return (
        _is_ours(person, bid)
        and not_until(bid.state in LIVE, _("This bid is over."))
        and takes_bids(bid.challenge)
    )


def _is_ours(person: Person, bid: Bid) -> Verdict:
    if leads(person, bid):
        return YES
    mine = sa.select(TeamMember.id).where(
        TeamMember.bid_id == bid.id,
        TeamMember.person_id == person.id,
        TeamMember.role != TeamRole.SUPPORT,
        TeamMember.consent == Consent.YES,
    )
    return unless(db.session.scalar(mine) is not None, _("Only the core team writes the bid."))


def may_change_team(person: Person, bid: Bid) -> Verdict:
    """The lead composes the team while nothing is sealed."""
    return (
        leads(person, bid)
        and not_until(bid.state is not S.SEALED, _("The team is sealed. Take the seal back to change it."))
        and not_until(bid.state is S.DRAFT, _("This bid is over."))
        and takes_bids(bid.challenge)
    )


def may_answer(person: Person, member: TeamMember) -> Verdict:
    """Only the person asked answers, while the bid is being written."""
    return (
        unless(
            member.person_id == person.id and member.role is not TeamRole.SUPPORT,
            _("Only %(name)s can answer this.", name=member.person.name),
        )
        and not_until(member.bid.state is S.DRAFT, _("This bid is over or already sealed."))
        and takes_bids(member.bid.challenge)
    )


def may_agree(person: Person, member: TeamMember) -> Verdict:
    """Yes is said once, and not to two bids on one challenge."""
    return (
        may_answer(person, member)
        and not_until(member.consent is Consent.ASKED, _("This has been answered already."))
        and may_see_details(person, member.bid.challenge)
        and may_be_core(person, member.bid.challenge, besides=member.bid)
    )


def may_take_back(person: Person, bid: Bid) -> Verdict:
    """A seal is taken back freely until the close."""
    return (
        leads(person, bid)
        and not_until(bid.state is S.SEALED, _("Nothing is sealed."))
        and takes_bids(bid.challenge)
    )


def may_withdraw(person: Person, bid: Bid) -> Verdict:
    """A draft at any time; a sealed bid until the close."""
    if bid.state is S.SEALED:
        return may_take_back(person, bid)
    return leads(person, bid) and not_until(bid.state is S.DRAFT, _("This bid is over."))


def may_seal_now(person: Person, bid: Bid) -> Verdict:
    """Who and when; whether everything is there, `queries.conditions` says."""
    return (
        leads(person, bid)
        and not_until(bid.state in LIVE, _("This bid is over."))
        and listed(bid.studio)
        and takes_bids(bid.challenge)
        and may_bid_scope(bid.studio, bid.challenge)
    )


def studio_lead(person: Person, bid: Bid) -> Verdict:
    """The studio's own lead."""
    return unless(person.id == bid.studio.lead_id, _("Only the studio lead may do this."))


def may_read_content(person: Person, bid: Bid) -> Verdict:
    """The team its own; after the opening whoever may see the bid (asked of what is visible already)."""
    return unless(
        bid.blind_label is not None or may_view_sealed(person, bid),
        _("The content is sealed until the opening."),
    )


def may_view_sealed(person: Person, bid: Bid) -> Verdict:
    """The core team reads back what it sealed."""
    return _is_ours(person, bid)
