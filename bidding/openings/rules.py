"""Who may open, decide after too few bids, and read scores; and when."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bidding.bids.models import Bid, BidShare, BidState, Consent, TeamMember
from bidding.openings.models import Opening
from bidding.sealing.models import BoxSeal
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.rules import may_act_for, within_reach
from marketplace.core import clock
from marketplace.core.db import db, remember
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds
from marketplace.rulebook.queries import preset_of
from marketplace.studios.models import Membership, Studio

CONFIRM_WITHIN = timedelta(minutes=15)
S = ChallengeState
AFTER_OPENING = (S.OPENED, S.REVIEW, S.NOTICE, S.AWARDED, S.NO_BID)
ANNOUNCED = (S.NOTICE, S.AWARDED)


def leads_group(person: Person, challenge: Challenge) -> bool:
    """A seat or the chair of the leading group over the posting department."""
    return any(holds(person, role, challenge.department) for role in (Role.LEADING_GROUP, Role.CHAIR))


def reads_names(person: Person, challenge: Challenge) -> bool:
    """After the opening the department, the leading group and the supervisor read bids with their names, but
    nobody of them who bids here too."""
    supervises = holds(person, Role.SUPERVISOR, challenge.department)
    office = bool(may_act_for(person, challenge)) or supervises or leads_group(person, challenge)
    return office and not competes(person, challenge)


def competes(person: Person, challenge: Challenge) -> bool:
    """Has an opened bid here, their own or their studio's."""
    contest = sa.select(sa.literal(challenge.id).in_(Bid.contests_of(person)))
    found: bool = remember(f"competes/{challenge.id}/{person.id}", lambda: bool(db.session.scalar(contest)))
    return found


def _on_a_team(person: Person, challenge: Challenge) -> bool:
    named = sa.select(TeamMember.bid_id).where(TeamMember.person_id == person.id)
    theirs = Bid.challenge_id == challenge.id, sa.or_(Bid.lead_id == person.id, Bid.id.in_(named))
    return db.session.scalar(sa.select(Bid.id).where(*theirs).limit(1)) is not None


def _in_a_studio(person: Person) -> bool:
    member = sa.select(Membership.id).where(Membership.person_id == person.id, Membership.until.is_(None))
    return db.session.scalar(member.limit(1)) is not None


def is_bidder(person: Person, challenge: Challenge) -> bool:
    """Leads or joins a bid on this challenge, or belongs to a studio that bids."""
    found: bool = remember(f"bidder/{challenge.id}/{person.id}", lambda: _bids(person, challenge))
    return found


def _bids(person: Person, challenge: Challenge) -> bool:
    standing = Bid.state.not_in([BidState.DRAFT, BidState.WITHDRAWN])
    named = sa.select(TeamMember.bid_id).where(TeamMember.person_id == person.id)
    inside = sa.select(Membership.studio_id).where(
        Membership.person_id == person.id, Membership.until.is_(None)
    )
    shares = sa.select(BidShare.bid_id).where(BidShare.studio_id.in_(inside), BidShare.consent == Consent.YES)
    mine = sa.or_(Bid.lead_id == person.id, Bid.id.in_(named), Bid.id.in_(shares))
    return (
        db.session.scalar(sa.select(Bid.id).where(Bid.challenge_id == challenge.id, standing, mine).limit(1))
        is not None
    )


def _officer(person: Person, challenge: Challenge) -> Verdict:
    apart = person.id != challenge.contact_id and not holds(person, Role.POSTER, challenge.department)
    return (
        unless(
            holds(person, Role.OPENING_OFFICER, challenge.department),
            _("Only an opening officer may open bids."),
        )
        and unless(
            # who is asked onto a team knows of it; who only belongs to a studio might not
            apart and not _on_a_team(person, challenge),
            _("An opening officer must not be poster, panel member or bidder of the same challenge."),
        )
        and unless(
            not _in_a_studio(person),
            # asked of everybody alike, so that the answer tells nothing about bids
            _("Members of a studio do not officiate at openings."),
        )
    )


def enough_bids(challenge: Challenge, box: BoxSeal | None) -> Verdict:
    """Fewer bids than the preset asks are not opened."""
    least = int(preset_of(challenge)["minimum_bids"])
    return not_until(
        box is not None and box.count >= least,
        _("There are fewer bids than the %(n)s needed; they stay sealed.", n=least),
    )


def single_explained(challenge: Challenge, box: BoxSeal | None) -> Verdict:
    """Where one bid is enough, the chair says why a single one is opened."""
    asked = box is not None and box.count == 1 and preset_of(challenge).get("chair_reason")
    return not_until(
        not asked or challenge.single_reason,
        _("A single bid came in; the chair first says why it is opened."),
    )


def may_accept_single(person: Person, challenge: Challenge, box: BoxSeal | None) -> Verdict:
    """The chair, while a single bid waits for a reason."""
    waits = challenge.state is S.CLOSED and not single_explained(challenge, box)
    return unless(
        holds(person, Role.CHAIR, challenge.department), _("The chair of the leading group says this.")
    ) and not_until(waits, _("There is nothing to decide now."))


def may_start(person: Person, challenge: Challenge, opening: Opening | None, box: BoxSeal | None) -> Verdict:
    """An opening officer starts, once the box is sealed and while no other opening runs."""
    running = opening is not None and clock.now() < opening.started_at + CONFIRM_WITHIN
    return (
        _officer(person, challenge)
        and not_until(challenge.state is S.CLOSED, _("Bids are opened after the close, once."))
        and enough_bids(challenge, box)
        and single_explained(challenge, box)
        and not_until(not running, _("The opening has been started; a second officer has to confirm it."))
    )


def may_confirm(person: Person, challenge: Challenge, opening: Opening | None) -> Verdict:
    """A second officer confirms within 15 minutes."""
    return (
        _officer(person, challenge)
        and not_until(challenge.state is S.CLOSED, _("Bids are opened after the close, once."))
        and not_until(opening is not None, _("The first officer has not started yet."))
        and _confirmable(person, opening)
    )


def _confirmable(person: Person, opening: Opening | None) -> Verdict:
    assert opening is not None
    in_time = clock.now() < opening.started_at + CONFIRM_WITHIN
    return unless(
        opening.started_by_id != person.id, _("You started the opening; another officer has to confirm it.")
    ) and not_until(in_time, _("15 minutes have passed; the opening has to be started again."))


def may_decide(person: Person, challenge: Challenge, box: BoxSeal | None) -> Verdict:
    """After too few bids a second time the leading group chooses how to go on."""
    return (
        unless(leads_group(person, challenge), _("The leading group decides this."))
        and not_until(
            challenge.state is S.CLOSED and challenge.extended > 0, _("There is nothing to decide now.")
        )
        and not_until(not enough_bids(challenge, box), _("There are enough bids; they are to be opened."))
    )


def may_be_entrusted(studio: Studio, challenge: Challenge, *, by: Person) -> Verdict:
    """Within the scope, its lead cleared; and nobody gives work to a studio of their own."""
    own = sa.select(Membership.id).where(
        Membership.studio_id == studio.id, Membership.person_id == by.id, Membership.until.is_(None)
    )
    return within_reach(studio, challenge) and unless(
        studio.lead_id != by.id and db.session.scalar(own) is None,
        _("Nobody entrusts work to a studio of their own; another member of the group decides."),
    )


def may_see_box(challenge: Challenge, box: BoxSeal | None) -> Verdict:
    """The closed box is public, without names; under the minimum only that fact is."""
    closed = challenge.state is not S.OPEN and box is not None
    return not_until(closed, _("The box is sealed at the close.")) and enough_bids(challenge, box)


def may_see_record(person: Person, challenge: Challenge) -> Verdict:
    """Who bid stands in the opening record for those who read names; for others the numbers only."""
    return unless(reads_names(person, challenge), _("Who bid becomes known with the result."))


def may_see_ranking(person: Person, challenge: Challenge) -> Verdict:
    """The department and the leading group after the opening; bidders once the result is announced.

    Panel members cannot be among the former: whoever reads names is left out of the draw.
    """
    return not_until(challenge.state in AFTER_OPENING, _("The bids have not been opened yet.")) and unless(
        reads_names(person, challenge) or (challenge.state in ANNOUNCED and is_bidder(person, challenge)),
        _("Scores become visible to bidders when the result is announced."),
    )
