"""Objections: the clock of the notice stands still until each is answered."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.awards.actions.announce import announce, end_without, in_contest
from bidding.awards.models import Award, AwardState, Objection, ObjectionState
from bidding.awards.queries import next_candidate, report_of
from bidding.awards.rules import may_answer, may_object, may_withdraw
from bidding.awards.terms import AnswerTerms, ObjectionTerms
from bidding.openings.actions import reject
from bidding.panels.actions import void
from bidding.panels.queries import signed_panel
from marketplace.challenges.models import ChallengeState
from marketplace.core import clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
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
    if award.state is AwardState.ON_NOTICE:
        award.stopped_at = moment
    move_contested(award, by)
    chairs = [one for one in holders(Role.CHAIR, award.challenge.department) if one.id != by.id]
    ask(set(chairs), "answer_objection", objection, due=objection.due_at)
    tell([*chairs, award.bid.lead, award.challenge.contact], "objection_raised", award)
    return objection


def move_contested(award: Award, by: Person) -> None:
    """A second objection finds the clock stopped already."""
    if award.state is AwardState.ON_NOTICE:
        move(award, AwardState.CONTESTED, by=by)


def withdraw(objection: Objection, *, by: Person) -> None:
    """Whoever raised it takes it back; the notice runs on if no other is open."""
    require(may_withdraw(by, objection))
    move(objection, ObjectionState.WITHDRAWN, by=by)
    settle(objection)
    tell([objection.award.bid.lead], "objection_withdrawn", objection.award)
    _run_on(objection.award, by)


def answer(objection: Objection, terms: AnswerTerms, *, by: Person) -> None:
    """The chair answers with reasons: rejected, or upheld (review anew, or the next candidate)."""
    require(may_answer(by, objection))
    objection.answer, objection.answered_by_id, objection.answered_at = terms.answer, by.id, clock.now()
    award = objection.award
    upheld = terms.outcome != "rejected"
    move(objection, ObjectionState.UPHELD if upheld else ObjectionState.REJECTED, by=by, note=terms.answer)
    settle(objection)
    if not upheld:
        tell([objection.by, award.bid.lead], "objection_rejected", award)
        _run_on(award, by)
        return
    told = {
        objection.by,
        award.bid.lead,
        award.challenge.contact,
        *(bid.lead for bid in in_contest(award.challenge)),
    }
    tell(told, "objection_upheld", award, why=terms.answer)
    _drop_others(award, objection)
    move(award, AwardState.ANNULLED, by=by, note=terms.answer)
    if terms.outcome == "rereview":
        _review_anew(award, terms.answer, by)
    else:
        _next(award, terms.answer, by)


def _run_on(award: Award, by: Person) -> None:
    """The notice is longer by the time it stood still."""
    waiting = sa.select(Objection.id).where(
        Objection.award_id == award.id, Objection.state == ObjectionState.RAISED
    )
    if award.stopped_at is None or db.session.scalar(waiting) is not None:
        return
    award.notice_ends_at += clock.now() - award.stopped_at
    award.stopped_at = None
    move(award, AwardState.ON_NOTICE, by=by)


def _drop_others(award: Award, upheld: Objection) -> None:
    """With the award annulled, what else was said against it has its answer."""
    same = (
        Objection.award_id == award.id,
        Objection.state == ObjectionState.RAISED,
        Objection.id != upheld.id,
    )
    for other in db.session.scalars(sa.select(Objection).where(*same)).all():
        other.answer, other.answered_at = _("The award was annulled upon another objection."), clock.now()
        move(other, ObjectionState.UPHELD, by=None)
        settle(other)


def _review_anew(award: Award, why: str, by: Person) -> None:
    challenge = award.challenge
    panel = signed_panel(challenge)
    assert panel is not None
    void(panel, by=by, why=why)
    move(challenge, ChallengeState.REVIEW, by=by, note=why)


def _next(award: Award, why: str, by: Person) -> None:
    """The bid is out; the next candidate of the same report goes on notice."""
    challenge, bid = award.challenge, award.bid
    reject(bid, by=by, why=why)
    move(challenge, ChallengeState.REVIEW, by=by, note=why)
    report = report_of(challenge)
    row = next_candidate(challenge, report) if report else None
    if report is None or row is None:
        end_without(challenge, why, by=by)
        return
    announce(challenge, report, row, by=by)
