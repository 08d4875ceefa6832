"""Objections: the clock of the notice stands still until each is answered."""

from __future__ import annotations

from bidding.awards.actions.complaints import call_supervisor
from bidding.awards.actions.consequences import uphold
from bidding.awards.actions.standstill import run_on, stop_clock
from bidding.awards.models import Award, Objection, ObjectionState
from bidding.awards.rules import answerers, may_answer, may_object, may_withdraw, seats_for
from bidding.awards.terms import AnswerTerms, ObjectionTerms
from marketplace.core import clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person
from marketplace.rulebook.queries import preset_of


def object_to(award: Award, terms: ObjectionTerms, *, by: Person) -> Objection:
    """Raise an objection; the notice stands still from now on."""
    require(may_object(by, award))
    moment = clock.now()
    objection = Objection(
        award=award,
        by=by,
        about=terms.about,
        remedy=terms.remedy,
        raised_at=moment,
        due_at=after_workdays(moment, int(preset_of(award.challenge)["answer_wd"])),
    )
    db.session.add(objection)
    db.session.flush()
    stop_clock(award.challenge, by=by)
    asked = answerers(objection)
    if not asked:
        call_supervisor(objection)
    ask(set(asked), "answer_objection", objection, due=objection.due_at)
    tell({*asked, award.bid.lead, award.challenge.contact}, "objection_raised", award)
    return objection


def withdraw(objection: Objection, *, by: Person) -> None:
    """Whoever raised it takes it back; the notice runs on if no other is open."""
    require(may_withdraw(by, objection))
    move(objection, ObjectionState.WITHDRAWN, by=by)
    settle(objection)
    tell([objection.award.bid.lead], "objection_withdrawn", objection.award)
    run_on(objection.award.challenge, by=by)


def call_others(objection: Objection) -> None:
    """The chair let the time pass: the other seats are asked, too, and the supervisor may name somebody."""
    call_supervisor(objection)
    ask(set(seats_for(objection)) | set(answerers(objection)), "answer_late", objection)


def answer(objection: Objection, terms: AnswerTerms, *, by: Person) -> None:
    """Answered with reasons: rejected, or upheld (review anew, or the next candidate)."""
    require(may_answer(by, objection))
    objection.answer, objection.answered_by_id, objection.answered_at = terms.answer, by.id, clock.now()
    award = objection.award
    upheld = terms.outcome != "rejected"
    move(objection, ObjectionState.UPHELD if upheld else ObjectionState.REJECTED, by=by, note=terms.answer)
    settle(objection)
    if upheld:
        tell([objection.by], "objection_upheld", award, why=terms.answer)
        uphold(award, terms.outcome, terms.answer, by=by)
        return
    tell([objection.by, award.bid.lead], "objection_rejected", award)
    run_on(award.challenge, by=by)
