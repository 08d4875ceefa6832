"""Complaints to the leading group: whoever objected in vain has the case judged once more."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.awards.actions.consequences import back_into_contest, uphold
from bidding.awards.actions.standstill import run_on, stop_clock
from bidding.awards.models import AwardState, Complaint, ComplaintState, LetterState, Objection
from bidding.awards.queries import letter_of, standing
from bidding.awards.rules import (
    deciders,
    may_be_named,
    may_complain,
    may_decide,
    may_name,
    may_take_back,
)
from bidding.awards.terms import AnswerTerms, ComplaintTerms, NameTerms
from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.rulebook.queries import preset_of, setting


def complain(objection: Objection, terms: ComplaintTerms, *, by: Person) -> Complaint:
    """Turn to the leading group; a notice that still runs stands still, an open letter is not signed."""
    require(may_complain(by, objection))
    moment, award = clock.now(), objection.award
    complaint = Complaint(
        objection=objection,
        by=by,
        about=terms.about,
        raised_at=moment,
        due_at=after_workdays(moment, int(setting("complaint_answer_wd"))),
    )
    db.session.add(complaint)
    db.session.flush()
    audit.record("complain", complaint, by=by)
    stop_clock(award.challenge, by=by)
    asked = deciders(complaint)
    ask(set(asked), "decide_complaint", complaint, due=complaint.due_at)
    if not asked:
        call_supervisor(complaint)
    tell({*asked, award.bid.lead, award.challenge.contact}, "complaint_raised", award)
    return complaint


def take_back(complaint: Complaint, *, by: Person) -> None:
    """Whoever complained takes it back."""
    require(may_take_back(by, complaint))
    move(complaint, ComplaintState.WITHDRAWN, by=by)
    settle(complaint)
    _over(complaint, by)


def decide(complaint: Complaint, terms: AnswerTerms, *, by: Person) -> None:
    """The leading group decides with reasons: rejected, or upheld (review anew, or the next candidate)."""
    require(may_decide(by, complaint))
    complaint.decision, complaint.decided_by_id, complaint.decided_at = terms.answer, by.id, clock.now()
    upheld = terms.outcome != "rejected"
    move(complaint, ComplaintState.UPHELD if upheld else ComplaintState.REJECTED, by=by, note=terms.answer)
    settle(complaint)
    award = complaint.objection.award
    lost = award.state is AwardState.ANNULLED
    if lost and terms.outcome == "next":
        raise Invalid(
            _("Upheld, the bid that lost the award is judged anew with the others."), field="outcome"
        )
    tell({complaint.by, award.bid.lead}, "complaint_decided", complaint, why=terms.answer)
    if upheld and lost:
        back_into_contest(award, terms.answer, by=by)
    elif upheld:
        uphold(award, terms.outcome, terms.answer, by=by)
    else:
        _over(complaint, by)


def call_deciders(complaint: Complaint) -> None:
    """The day has passed: other seats of the group are asked too, and the supervisor may name somebody."""
    ask(set(deciders(complaint)), "complaint_late", complaint)
    call_supervisor(complaint)
    audit.record("complaint_late", complaint, by=None)


def call_supervisor(case: Complaint | Objection) -> None:
    """Nobody of the leading group decides: the supervisor names who does."""
    award = case.objection.award if isinstance(case, Complaint) else case.award
    ask(set(holders(Role.SUPERVISOR, award.challenge.department)), "name_decider", case)


def name(case: Complaint | Objection, terms: NameTerms, *, by: Person) -> Person:
    """The supervisor names who decides this case, with the reason."""
    require(may_name(by, case))
    person = db.session.scalars(
        sa.select(Person).where(Person.employee_no == terms.employee_no)
    ).one_or_none()
    if person is None:
        raise Invalid(_("Nobody has this employee number."), field="employee_no")
    fit = may_be_named(person, case)
    if not fit:
        raise Invalid(fit.reason, field="employee_no")
    case.named = person
    db.session.flush()
    audit.record("decider_named", case, by=by, note=terms.reason, person=person.id)
    settle(case, "name_decider")
    complaint = isinstance(case, Complaint)
    award = case.objection.award if isinstance(case, Complaint) else case.award
    days = setting("complaint_answer_wd") if complaint else preset_of(award.challenge)["answer_wd"]
    due = after_workdays(clock.now(), int(days))
    ask(person, "decide_complaint" if complaint else "answer_objection", case, due=due)
    tell({case.by, award.bid.lead}, "decider_named", award)
    return person


def _over(complaint: Complaint, by: Person) -> None:
    """The notice runs on; who could not sign meanwhile has that much longer."""
    challenge, stood = complaint.objection.award.challenge, clock.now() - complaint.raised_at
    run_on(challenge, by=by)
    for award in standing(challenge):
        letter = letter_of(award)
        if letter is not None and letter.state is LetterState.OPEN:
            letter.due_at += stood
