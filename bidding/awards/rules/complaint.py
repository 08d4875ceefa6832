"""Complaints to the leading group: by whoever objected in vain, decided by somebody who has not answered."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bidding.awards.models import AwardState, Complaint, ComplaintState, Objection, ObjectionState
from bidding.awards.rules.notice import free_ones
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.rulebook.queries import setting


def may_complain(person: Person, objection: Objection) -> Verdict:
    """Within ten calendar days after the objection was rejected, once."""
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


def deciders(complaint: Complaint) -> list[Person]:
    """Chairs over the department who are no party and have not answered; else other seats of the group."""
    challenge, objection = complaint.objection.award.challenge, complaint.objection
    but = (complaint.by_id, objection.answered_by_id)
    return free_ones(Role.CHAIR, challenge, *but) or free_ones(Role.LEADING_GROUP, challenge, *but)


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
