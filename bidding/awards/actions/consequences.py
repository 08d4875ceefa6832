"""What follows when an award falls: by an upheld objection or complaint, or an unsigned letter."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.awards.actions.announce import IN_CONTEST, end_without, in_contest, waiting
from bidding.awards.actions.messages import hold_again
from bidding.awards.actions.standstill import run_on
from bidding.awards.models import (
    Award,
    AwardState,
    Complaint,
    ComplaintState,
    LetterState,
    Objection,
    ObjectionState,
)
from bidding.awards.queries import candidates, letter_of, project_at, report_of, standing
from bidding.bids.models import Bid, BidState
from bidding.openings.actions import lose, reject
from bidding.panels.actions import ANNOUNCE_WITHIN, void
from bidding.panels.models import PanelState, Report
from bidding.panels.queries import latest
from bidding.panels.rules import announcers
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person
from marketplace.projects.actions import stop
from marketplace.projects.models import ProjectState


def uphold(award: Award, outcome: str, why: str, *, by: Person) -> None:
    """Who objected or complained is right: review anew, or the next candidate; all bidders are told why."""
    challenge = award.challenge
    told = {award.bid.lead, challenge.contact, *(bid.lead for bid in in_contest(challenge))}
    tell(told, "objection_upheld", award, why=why)
    if outcome == "rereview":
        _review_anew(challenge, why, by)
    else:
        fall(award, why, by=by)


def fall(award: Award, why: str, *, by: Person | None) -> None:
    """This award is annulled and its bid is out; the report's next candidate waits to be announced."""
    challenge = award.challenge
    _annul(award, why, by)
    if award.bid.state in IN_CONTEST:
        reject(award.bid, by=by, why=why)
    else:
        lose(award.bid, by=by, why=why)
    report = report_of(challenge)
    rows = candidates(challenge, report) if report else []
    _move_up(challenge)
    left = standing(challenge)
    if not left:  # nobody else stands: the challenge itself goes back
        _reviewing(challenge, why, by)
    elif challenge.state is ChallengeState.NOTICE and all(one.state is AwardState.FINAL for one in left):
        move(challenge, ChallengeState.AWARDED, by=by, note=why)
    if report is not None and rows:
        _hold_next(challenge, report)
    elif not left:
        end_without(challenge, why, by=by)
    run_on(challenge, by=by)  # the other places of a race stood still with this one


def _reviewing(challenge: Challenge, why: str, by: Person | None) -> None:
    if challenge.state in (ChallengeState.NOTICE, ChallengeState.AWARDED):
        move(challenge, ChallengeState.REVIEW, by=by, note=why)


def _hold_next(challenge: Challenge, report: Report) -> None:
    """The next candidate waits like the first: an officer reads the messages and announces."""
    hold_again(report, waiting(challenge))
    ask(set(announcers(challenge)), "award_propose", challenge, due=clock.now() + ANNOUNCE_WITHIN)


def _annul(award: Award, why: str, by: Person | None) -> None:
    """The award, its letter and its work end; whatever else was said against it has its answer."""
    _stop_work(award, why, by)
    letter = letter_of(award)
    if letter is not None:
        if letter.state is LetterState.OPEN:
            move(letter, LetterState.LAPSED, by=by, note=why)
        settle(letter)
    _answer_the_rest(award)
    move(award, AwardState.ANNULLED, by=by, note=why)
    db.session.flush()


def _stop_work(award: Award, why: str, by: Person | None) -> None:
    project = project_at(award)
    if project is None or project.state in (ProjectState.TERMINATED, ProjectState.NOT_MET):
        return
    if project.state not in (ProjectState.RUNNING, ProjectState.DELIVERED):
        raise WrongMoment(_("The work has been accepted already; the award stands."))
    stop(project, why, by=by)


def _answer_the_rest(award: Award) -> None:
    said = _("The award was annulled upon another objection.")
    raised = (Objection.award_id == award.id, Objection.state == ObjectionState.RAISED)
    for other in db.session.scalars(sa.select(Objection).where(*raised)).all():
        other.answer, other.answered_at = said, clock.now()
        move(other, ObjectionState.UPHELD, by=None)
        settle(other)
    waiting = sa.select(Complaint).join(Complaint.objection).where(Objection.award_id == award.id)
    for one in db.session.scalars(waiting.where(Complaint.state == ComplaintState.RAISED)).all():
        one.decision, one.decided_at = said, clock.now()
        move(one, ComplaintState.UPHELD, by=None)
        settle(one)


def _move_up(challenge: Challenge) -> None:
    """In a race whoever stands behind the gap and is not final moves up; one step at a time."""
    left = standing(challenge)
    taken = {award.place for award in left if award.state is AwardState.FINAL}
    free = iter(place for place in (1, 2, 3) if place not in taken)
    for award in left:
        if award.state is not AwardState.FINAL and award.place != (place := next(free)):
            audit.record("moved_up", award, by=None, was=award.place, now=place)
            award.place = place
            db.session.flush()


def back_into_contest(award: Award, why: str, *, by: Person) -> None:
    """The complaint of the bid that lost its award is upheld: a new panel judges it with all others."""
    challenge = award.challenge
    told = {challenge.contact, *(bid.lead for bid in in_contest(challenge))}
    tell(told, "objection_upheld", award, why=why)
    _review_anew(challenge, why, by, again=award.bid_id)


def _review_anew(challenge: Challenge, why: str, by: Person, *, again: int | None = None) -> None:
    """A new panel judges all bids of the report again; `again`: also this one, which had been put out."""
    panel, report = latest(challenge), report_of(challenge)
    assert panel is not None
    assert report is not None
    for award in standing(challenge):
        _annul(award, why, by)
    judged = sa.select(Bid).where(Bid.id.in_([row["bid"] for row in report.ranking]))
    for bid in db.session.scalars(judged).all():
        out = bid.state is BidState.REJECTED and bid.id == again
        if out or bid.state in (BidState.WON, BidState.RESERVE, BidState.LOST):
            move(bid, BidState.REVIEW, by=by, note=why)
            bid.decision = ""
            for share in bid.shares:
                share.live = share.agreed
    if panel.state is not PanelState.VOID:
        void(panel, by=by, why=why)
    if challenge.state is not ChallengeState.REVIEW:
        move(challenge, ChallengeState.REVIEW, by=by, note=why)
