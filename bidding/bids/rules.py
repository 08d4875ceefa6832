"""Who may bid, who may be on a team, who may seal."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.bids.models import (
    LIVE,
    SWAPPABLE,
    Bid,
    BidShare,
    BidState,
    ChangeState,
    Consent,
    TeamChange,
    TeamMember,
    TeamRole,
)
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.rules import may_bid_scope, may_see_details, takes_bids
from marketplace.core import clock
from marketplace.core.addresses import url_of
from marketplace.core.db import db, remember, rows
from marketplace.core.i18n import _
from marketplace.core.verdict import YES, Verdict, not_until, unless
from marketplace.people.models import Person
from marketplace.studios.models import LISTED, Studio, StudioState
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
    """The way to the page that begins a bid, for those who lead a studio without one; while bidding is not
    open: none."""
    if challenge.state is not ChallengeState.OPEN or None not in _bids_of(person, challenge):
        return None
    return takes_bids(challenge)


def may_continue(person: Person, challenge: Challenge) -> Verdict | None:
    """The way to the bid of one's own studio, while it may be written."""
    if challenge.state is not ChallengeState.OPEN or not any(_bids_of(person, challenge)):
        return None
    return takes_bids(challenge)


def bid_of(person: Person, challenge: Challenge) -> int | None:
    """The bid that a studio of this lead has, or has a share in, on the challenge."""
    return next((bid_id for bid_id in _bids_of(person, challenge) if bid_id is not None), None)


def _bids_of(person: Person, challenge: Challenge) -> list[int | None]:
    """For every living studio that this person leads: its bid on the challenge, if there is one."""
    asked = {"who": person.id, "challenge": challenge.id}
    kept: list[int | None] = remember(
        f"bids/{person.id}/{challenge.id}", lambda: list(rows(_BIDS_OF, **asked).scalars())
    )
    return kept


_BIDS_OF = (
    sa.select(BidShare.bid_id)
    .select_from(Studio)
    .outerjoin(
        BidShare,
        sa.and_(
            BidShare.studio_id == Studio.id,
            BidShare.challenge_id == sa.bindparam("challenge", type_=sa.BigInteger),
            BidShare.live,
        ),
    )
    .where(
        Studio.lead_id == sa.bindparam("who", type_=sa.BigInteger),
        Studio.state.in_([*LISTED, StudioState.SUSPENDED]),
    )
    .order_by(Studio.id)
)


def _no_other_bid(studio: Studio, challenge: Challenge) -> Verdict:
    own = sa.and_(Bid.studio_id == studio.id, Bid.state != S.WITHDRAWN)
    share = sa.and_(BidShare.studio_id == studio.id, sa.or_(own, BidShare.live))
    found = sa.select(Bid.id).join(BidShare, BidShare.bid_id == Bid.id)
    there = db.session.scalar(found.where(Bid.challenge_id == challenge.id, share).limit(1))
    return not_until(
        there is None,
        _("Your studio already has a bid, or a share in one, on this challenge."),
        opens_at=url_of(f"bid/{there}") if there else "",
    )


def may_be_core(person: Person, challenge: Challenge, besides: Bid | None = None) -> Verdict:
    """Nobody is core in two bids on one challenge, nor reads a second one as the lead of a studio with a
    share in it. Said to that person only: it tells that a bid exists."""
    core = sa.select(TeamMember.bid_id).where(
        TeamMember.person_id == person.id,
        TeamMember.role != TeamRole.SUPPORT,
        TeamMember.consent == Consent.YES,
    )
    carried = sa.select(BidShare.bid_id).join(Studio, Studio.id == BidShare.studio_id)
    carried = carried.where(Studio.lead_id == person.id, BidShare.consent == Consent.YES)
    other = sa.select(Bid.id).where(
        sa.or_(Bid.id.in_(core), Bid.id.in_(carried)),
        Bid.challenge_id == challenge.id,
        Bid.state != S.WITHDRAWN,
        Bid.id != (besides.id if besides is not None else 0),
    )
    there = db.session.scalar(other.limit(1))
    return not_until(there is None, _("You are already part of another bid on this challenge."))


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
    if leads(person, bid) or any(s.agreed and s.studio.lead_id == person.id for s in bid.shares):
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


def may_be_asked(studio: Studio, bid: Bid) -> Verdict:
    """A studio may be asked for a share. Whether it bids already is not asked: the answer would tell."""
    return (
        listed(studio)
        and may_bid_scope(studio, bid.challenge)
        and may_see_details(studio.lead, bid.challenge)
        and not_until(
            all(share.studio_id != studio.id for share in bid.shares), _("This studio is asked already.")
        )
    )


def may_answer_share(person: Person, share: BidShare) -> Verdict:
    """The lead of the studio asked answers for it, while the bid is being written."""
    return (
        unless(
            person.id == share.studio.lead_id and share.studio_id != share.bid.studio_id,
            _("Only the lead of %(studio)s can answer this.", studio=share.studio.name),
        )
        and not_until(share.bid.state is S.DRAFT, _("This bid is over or already sealed."))
        and takes_bids(share.bid.challenge)
    )


def may_agree_share(person: Person, share: BidShare) -> Verdict:
    """Yes is said once, by a studio in standing that takes part in no other bid on the challenge."""
    return (
        may_answer_share(person, share)
        and not_until(share.consent is Consent.ASKED, _("This has been answered already."))
        and listed(share.studio)
        and may_bid_scope(share.studio, share.bid.challenge)
        and may_see_details(person, share.bid.challenge)
        and _no_other_bid(share.studio, share.bid.challenge)
        and may_be_core(person, share.bid.challenge, besides=share.bid)
    )


def may_swap(person: Person, change: TeamChange) -> Verdict:
    """The lead looks for somebody to stand in, for three working days, one after another."""
    return (
        leads(person, change.bid)
        and _still_open(change)
        and not_until(
            not change.is_waiting,
            _(
                "%(name)s has been asked and has not answered yet.",
                name=getattr(change.candidate, "name", ""),
            ),
        )
    )


def _still_open(change: TeamChange) -> Verdict:
    return not_until(
        change.state is ChangeState.OPEN and change.bid.state in SWAPPABLE and clock.now() < change.due_at,
        _("The time to replace somebody has passed."),
    )


def may_answer_swap(person: Person, change: TeamChange) -> Verdict:
    """Only the one who is asked to stand in answers; a supporter answers the loan."""
    return unless(
        change.candidate_id == person.id and change.loan_id is None,
        _("Only the person asked can answer this."),
    ) and _still_open(change)


def may_agree_swap(person: Person, change: TeamChange) -> Verdict:
    """Yes to a place in a bid, as in every bid: cleared, and part of no other bid on the challenge."""
    return (
        may_answer_swap(person, change)
        and may_see_details(person, change.bid.challenge)
        and may_be_core(person, change.bid.challenge, besides=change.bid)
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
