"""Who may announce, object, answer, sign; and when."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.awards.models import (
    Award,
    AwardState,
    CommitmentLetter,
    DecisionMessage,
    LetterState,
    Objection,
    ObjectionState,
)
from bidding.awards.rules.contested import complaint_open, is_contested
from bidding.bids.models import Bid, BidState
from bidding.openings.rules import is_bidder, reads_names
from bidding.panels.models import Panel, PanelState
from bidding.panels.rules import in_conflict
from marketplace.challenges.models import Challenge, ChallengeState, CircleMember
from marketplace.challenges.rules import may_act_for
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.core.verdict import YES, Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.people.rules import holds

RUNNING = (AwardState.ON_NOTICE, AwardState.CONTESTED)
URGENT, INVITED = "urgent", "invited"  # presets whose result goes another way (product.md 4)


def heads(person: Person, challenge: Challenge) -> bool:
    """The department's head, never whoever posted it; or the chair of the leading group."""
    wrote = person.id in (challenge.contact_id, challenge.submitted_by_id)
    manages = holds(person, Role.UNIT_MANAGER, challenge.department) and not wrote
    return manages or holds(person, Role.CHAIR, challenge.department)


def may_propose(person: Person, challenge: Challenge) -> Verdict:
    """From the panel's signed report, once; in a joint round all together."""
    return may_word(person, challenge) and not_until(
        not challenge.joint_round or challenge.round_decided_at is not None,
        _("It is decided together with the round “%(name)s”.", name=challenge.joint_round),
    )


def may_word(person: Person, challenge: Challenge) -> Verdict:
    """Who will announce reads and changes what the bidders will be told."""
    signed = sa.select(Panel.id).where(Panel.challenge_id == challenge.id, Panel.state == PanelState.SIGNED)
    return (
        unless(
            heads(person, challenge),
            _("The department's head or the chair of the leading group announces the result."),
        )
        and unless(
            is_free(person, challenge),
            _("You have a conflict with one of the bids; somebody else announces the result."),
        )
        and not_until(
            challenge.state is ChallengeState.REVIEW or place_waits(challenge),
            _("A result is announced while the review is on, once."),
        )
        and not_until(db.session.scalar(signed) is not None, _("The panel has not signed its report yet."))
        and not_until(
            not complaint_open(challenge), _("A complaint is open; nothing is announced before its decision.")
        )
    )


def place_waits(challenge: Challenge) -> bool:
    """In a race a place has fallen while others stand, and the messages about the next candidate are held."""
    if challenge.state not in (ChallengeState.NOTICE, ChallengeState.AWARDED):
        return False
    taken = sa.select(Award.bid_id).where(
        Award.challenge_id == challenge.id, Award.state != AwardState.ANNULLED
    )
    held = (
        sa.select(DecisionMessage.id)
        .join(Panel, Panel.id == DecisionMessage.panel_id)
        .join(Bid, Bid.id == DecisionMessage.bid_id)
        .where(
            Panel.challenge_id == challenge.id,
            Panel.state == PanelState.SIGNED,
            DecisionMessage.released_at.is_(None),
            Bid.state.in_((BidState.REVIEW, BidState.RESERVE)),
            Bid.id.not_in(taken),
        )
    )
    return db.session.scalar(held.limit(1)) is not None


def may_see_notice(person: Person, challenge: Challenge) -> Verdict:
    """An invited challenge is announced inside the circle: its people, the bidders, those who decide."""
    if challenge.preset != INVITED:
        return YES
    named = sa.select(CircleMember.person_id).where(
        CircleMember.challenge_id == challenge.id, CircleMember.person_id == person.id
    )
    inside = (
        reads_names(person, challenge) or is_bidder(person, challenge) or db.session.scalar(named) is not None
    )
    return unless(inside, _("This result is announced inside the circle of those who were invited."))


# --- objections --------------------------------------------------------------------------------


def may_object(person: Person, award: Award) -> Verdict:
    """Bidders, members and employees who may see it, while the notice runs."""
    running = award.state is AwardState.CONTESTED or clock.now() < award.notice_ends_at
    return (
        may_see_notice(person, award.challenge)
        and unless(
            person.id != award.bid.lead_id, _("The bid that is to win cannot object to its own award.")
        )
        and not_until(award.state is not AwardState.ANNULLED and running, _("The notice is over."))
    )


def may_withdraw(person: Person, objection: Objection) -> Verdict:
    """Whoever raised it may take it back before it is answered."""
    return unless(
        objection.by_id == person.id, _("Only whoever raised the objection may take it back.")
    ) and not_until(objection.state is ObjectionState.RAISED, _("It has been answered."))


def is_free(person: Person, challenge: Challenge) -> bool:
    """No bid of one's own in this contest, and none kept from one by a conflict."""
    return not is_bidder(person, challenge) and not in_conflict(person, challenge)


def free_ones(role: Role, challenge: Challenge, *but: int | None) -> list[Person]:
    """Holders of a role over the department who are no party to the case."""
    return [
        one for one in holders(role, challenge.department) if one.id not in but and is_free(one, challenge)
    ]


def regular_answerers(objection: Objection) -> list[Person]:
    """The chairs who are no party; if every chair is one, the other seats of the leading group."""
    challenge = objection.award.challenge
    return free_ones(Role.CHAIR, challenge, objection.by_id) or seats_for(objection)


def answerers(objection: Objection) -> list[Person]:
    """The regular ones, and whoever the supervisor has named."""
    found = regular_answerers(objection)
    return found + ([objection.named] if objection.named and objection.named not in found else [])


def seats_for(objection: Objection) -> list[Person]:
    """Who of the leading group answers in the chair's place."""
    return free_ones(Role.LEADING_GROUP, objection.award.challenge, objection.by_id)


def may_answer(person: Person, objection: Objection) -> Verdict:
    """The chair of the leading group; another seat if the chair is a party, or lets the time pass."""
    late = clock.now() > objection.due_at
    able = person in answerers(objection) or (late and person in seats_for(objection))
    return (
        unless(objection.by_id != person.id, _("Nobody answers their own objection."))
        and unless(
            able,
            _("The chair of the leading group answers; another seat if the chair is a party or late."),
        )
        and not_until(objection.state is ObjectionState.RAISED, _("It has been answered."))
    )


def may_read_objection(person: Person, objection: Objection) -> Verdict:
    """Its words are for whoever raised it and those who decide or supervise; others see that there is one."""
    challenge = objection.award.challenge
    roles = (Role.CHAIR, Role.LEADING_GROUP, Role.SUPERVISOR)
    inside = any(holds(person, role, challenge.department) for role in roles) or bool(
        may_act_for(person, challenge)
    )
    lost = objection.award.state is AwardState.ANNULLED and objection.award.bid.lead_id == person.id
    named = objection.named_id == person.id
    return unless(
        objection.by_id == person.id or inside or lost or named,
        _("The objection is read by those who decide on it."),
    )


# --- the commitment letter ---------------------------------------------------------------------


def may_sign(person: Person, letter: CommitmentLetter) -> Verdict:
    """The bid's lead for the studio, the department's head for the department; each once, in time."""
    return (
        unless(
            signs_as(person, letter) is not None,
            _("The bid's lead and the department's head sign the commitment letter."),
        )
        and not_until(letter.state is LetterState.OPEN, _("The time to sign is over."))
        and not_until(
            letter.award.challenge.preset == URGENT or not is_contested(letter.award),
            _("An objection or a complaint is open; the letter is signed once it is decided."),
        )
        and not_until(clock.now() < letter.due_at, _("The time to sign is over."))
        and not_until(not _has_signed(person, letter), _("You have signed."))
    )


def may_decline(person: Person, letter: CommitmentLetter) -> Verdict:
    """The bid's lead says that the studio cannot take the work, before both have signed."""
    return (
        unless(person.id == letter.award.bid.lead_id, _("Only the bid's lead may give the award up."))
        and not_until(letter.state is LetterState.OPEN, _("The letter is signed, or its time is over."))
        and not_until(
            letter.award.challenge.preset == URGENT or not is_contested(letter.award),
            _("An objection or a complaint is open; the letter is signed once it is decided."),
        )
    )


def signs_as(person: Person, letter: CommitmentLetter) -> str | None:
    """For which side this person signs."""
    challenge = letter.award.challenge
    wrote = person.id in (challenge.contact_id, challenge.submitted_by_id)
    if person.id == letter.award.bid.lead_id:
        return "lead"
    if holds(person, Role.UNIT_MANAGER, challenge.department) and not wrote:
        return "department"
    return None


def _has_signed(person: Person, letter: CommitmentLetter) -> bool:
    side = signs_as(person, letter)
    return (letter.lead_signed_at if side == "lead" else letter.department_signed_at) is not None


def may_see_result(person: Person, bid: Bid) -> Verdict:
    """A bid's scores and reasons: its people, and those who read names; from the announcement on."""
    return not_until(
        bid.challenge.state in (ChallengeState.NOTICE, ChallengeState.AWARDED, ChallengeState.NO_BID),
        _("Scores become visible to bidders when the result is announced."),
    )
