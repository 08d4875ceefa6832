"""Complaints to the leading group: by whoever objected in vain, decided by somebody who has not answered."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bidding.awards.models import AwardState, Complaint, ComplaintState, Objection, ObjectionState
from bidding.awards.rules.notice import free_ones, is_free, regular_answerers
from bidding.bids.models import BidState
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.rules import may_act_for, may_see_details
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.rules import here, holds
from marketplace.rulebook.queries import setting

C = ChallengeState
COMES_BACK = (C.REVIEW, C.NOTICE, C.AWARDED, C.NO_BID)


def may_complain(person: Person, objection: Objection) -> Verdict:
    """Within ten calendar days after the answer, once: whoever objected in vain, or the bid whose award an
    objection annulled and which is out."""
    if objection.state is ObjectionState.UPHELD:
        return _may_complain_of_loss(person, objection)
    had = sa.select(Complaint.id).where(Complaint.objection_id == objection.id)
    days = int(setting("complaint_days"))
    return (
        unless(objection.by_id == person.id, _("Only whoever raised the objection may complain."))
        and not_until(
            objection.state is ObjectionState.REJECTED,
            _("A complaint follows an objection that was rejected."),
        )
        and not_until(
            objection.award.state is not AwardState.ANNULLED, _("The award has been annulled already.")
        )
        and not_until(db.session.scalar(had) is None, _("You have complained already."))
        and not_until(
            objection.answered_at is not None and clock.now() < objection.answered_at + timedelta(days=days),
            _("A complaint is possible within %(n)s calendar days after the answer.", n=days),
        )
    )


def _may_complain_of_loss(person: Person, objection: Objection) -> Verdict:
    award = objection.award
    challenge, days = award.challenge, int(setting("complaint_days"))
    had = sa.select(Complaint.id).where(Complaint.objection_id == objection.id)
    posted_again = sa.select(Challenge.id).where(Challenge.reposts_id == challenge.id)
    answered = objection.answered_at
    return (
        unless(award.bid.lead_id == person.id, _("Only the bid that lost the award may complain."))
        and not_until(
            award.state is AwardState.ANNULLED and award.bid.state in (BidState.REJECTED, BidState.LOST),
            _("The bid is judged anew; there is nothing to complain of yet."),
        )
        and not_until(db.session.scalar(had) is None, _("You have complained already."))
        and not_until(
            challenge.state in COMES_BACK and db.session.scalar(posted_again.limit(1)) is None,
            _("The challenge has ended or was posted again; nothing can be judged anew."),
        )
        and not_until(
            answered is not None and clock.now() < answered + timedelta(days=days),
            _("A complaint is possible within %(n)s calendar days after the answer.", n=days),
        )
    )


def regular_deciders(complaint: Complaint) -> list[Person]:
    """Chairs over the department who are no party and have not answered; else other seats of the group."""
    challenge, objection = complaint.objection.award.challenge, complaint.objection
    but = (complaint.by_id, objection.answered_by_id)
    return free_ones(Role.CHAIR, challenge, *but) or free_ones(Role.LEADING_GROUP, challenge, *but)


def deciders(complaint: Complaint) -> list[Person]:
    """The regular ones; past the day also the other seats; and whoever the supervisor has named."""
    challenge, objection = complaint.objection.award.challenge, complaint.objection
    but = (complaint.by_id, objection.answered_by_id)
    found = regular_deciders(complaint)
    if clock.now() > complaint.due_at:
        found += [one for one in free_ones(Role.LEADING_GROUP, challenge, *but) if one not in found]
    return found + ([complaint.named] if complaint.named and complaint.named not in found else [])


def may_name(person: Person, case: Complaint | Objection) -> Verdict:
    """The supervisor names who decides, when nobody of the leading group can, or the day has passed."""
    challenge = case.objection.award.challenge if isinstance(case, Complaint) else case.award.challenge
    regular = regular_deciders(case) if isinstance(case, Complaint) else regular_answerers(case)
    return (
        unless(holds(person, Role.SUPERVISOR, challenge.department), _("The supervisor names who decides."))
        and unless(is_free(person, challenge), _("You have a bid or a conflict in this contest yourself."))
        and not_until(case.state in (ComplaintState.RAISED, ObjectionState.RAISED), _("It has been decided."))
        and not_until(
            not regular or clock.now() > case.due_at,
            _("The leading group can decide it; somebody is named when the day has passed."),
        )
    )


def may_be_named(person: Person, case: Complaint | Objection) -> Verdict:
    """Somebody else than who is concerned: no bid, no conflict, not who raised or answered it."""
    challenge = case.objection.award.challenge if isinstance(case, Complaint) else case.award.challenge
    answered = case.objection.answered_by_id if isinstance(case, Complaint) else None
    return unless(
        here(person) and is_free(person, challenge) and person.id not in (case.by_id, answered)
        and not may_act_for(person, challenge) and bool(may_see_details(person, challenge)),
        _("%(name)s has a part in this contest; name somebody else.", name=person.name),
    )  # fmt: skip


def may_decide(person: Person, complaint: Complaint) -> Verdict:
    """The leading group decides, by somebody who has not judged the case before."""
    answered = complaint.objection.answered_by_id
    return (
        unless(person.id != complaint.by_id, _("Nobody decides their own complaint."))
        and unless(
            person.id != answered, _("Whoever answered the objection does not decide on the complaint.")
        )
        and unless(
            person in deciders(complaint),
            _("A complaint is decided by a chair who has not judged the case, or another seat of the group."),
        )
        and not_until(complaint.state is ComplaintState.RAISED, _("It has been decided."))
    )


def may_take_back(person: Person, complaint: Complaint) -> Verdict:
    """Whoever complained may take it back before it is decided."""
    return unless(complaint.by_id == person.id, _("Only whoever complained may take it back.")) and not_until(
        complaint.state is ComplaintState.RAISED, _("It has been decided.")
    )
