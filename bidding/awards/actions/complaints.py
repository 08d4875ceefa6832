"""Complaints to the leading group: whoever objected in vain has the case judged once more."""

from __future__ import annotations

from bidding.awards.actions.consequences import uphold
from bidding.awards.actions.standstill import run_on, stop_clock
from bidding.awards.models import Complaint, ComplaintState, LetterState, Objection
from bidding.awards.queries import letter_of, standing
from bidding.awards.rules import deciders, may_complain, may_decide, may_take_back
from bidding.awards.terms import AnswerTerms, ComplaintTerms
from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.rulebook.queries import setting


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
    if asked:
        ask(set(asked), "decide_complaint", complaint, due=complaint.due_at)
    else:
        tell(holders(Role.SUPERVISOR, award.challenge.department), "complaint_undecidable", complaint)
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
    tell({complaint.by, award.bid.lead}, "complaint_decided", complaint, why=terms.answer)
    if upheld:
        uphold(award, terms.outcome, terms.answer, by=by)
    else:
        _over(complaint, by)


def _over(complaint: Complaint, by: Person) -> None:
    """The notice runs on; who could not sign meanwhile has that much longer."""
    challenge, stood = complaint.objection.award.challenge, clock.now() - complaint.raised_at
    run_on(challenge, by=by)
    for award in standing(challenge):
        letter = letter_of(award)
        if letter is not None and letter.state is LetterState.OPEN:
            letter.due_at += stood
