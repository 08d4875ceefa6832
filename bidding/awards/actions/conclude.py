"""The end of the notice, the commitment letter, the begin of the project."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bidding.awards.actions.announce import announce, end_without, in_contest
from bidding.awards.models import Award, AwardState, CommitmentLetter, LetterState
from bidding.awards.queries import next_candidate, report_of
from bidding.awards.queries.promise import promise_of
from bidding.awards.rules import may_sign, signs_as
from bidding.bids.actions import note_win
from bidding.bids.models import BidState
from bidding.openings.actions import lose
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import not_until, require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person
from marketplace.people.queries import manager_of
from marketplace.projects.actions import begin
from marketplace.projects.models import Project
from marketplace.rulebook.queries import setting
from marketplace.secondments.actions import activate, drop_holds
from marketplace.secondments.models import LoanState


def conclude(challenge: Challenge) -> Award:
    """The notice ran out unopposed: award final, letter opened, the others learn where they stand."""
    award = db.session.scalars(
        sa.select(Award).where(Award.challenge_id == challenge.id, Award.state != AwardState.ANNULLED)
    ).one()
    over = award.state is AwardState.ON_NOTICE and clock.now() >= award.notice_ends_at
    require(not_until(over, _("The notice is still running.")))
    award.final_at = clock.now()
    move(award, AwardState.FINAL, by=None)
    move(award.bid, BidState.WON, by=None)
    move(challenge, ChallengeState.AWARDED, by=None)
    _open_letter(award)
    _tell_the_others(challenge)
    note_win(award.bid)  # after the others: who has lost need not look for stand-ins
    return award


def _open_letter(award: Award) -> CommitmentLetter:
    due = clock.now() + timedelta(days=int(setting("commitment_days")))
    letter = CommitmentLetter(award=award, due_at=due)
    db.session.add(letter)
    db.session.flush()
    signers = {award.bid.lead}
    head = manager_of(award.challenge.department)
    if head is not None:
        signers.add(head)
    ask(signers, "sign_commitment", letter, due=due)
    tell([award.bid.lead], "bid_won", award.bid, until=due.astimezone(clock.HERE).date().isoformat())
    tell([award.challenge.contact], "award_final", award)
    return letter


def _tell_the_others(challenge: Challenge) -> None:
    """Candidates of the report wait in reserve; the rest are not chosen, and their people are free."""
    report = report_of(challenge)
    candidates = {row["bid"] for row in report.ranking if row["candidate"]} if report else set()
    for bid in in_contest(challenge):
        if bid.id in candidates and bid.state is BidState.REVIEW:
            move(bid, BidState.RESERVE, by=None)
            tell([bid.lead], "bid_reserve", bid)
        elif bid.id not in candidates:
            lose(bid, by=None)
            tell([bid.lead], "bid_lost", bid)


def sign(letter: CommitmentLetter, *, by: Person) -> Project | None:
    """Sign for the studio or the department; with both signatures the project begins in the same deed."""
    require(may_sign(by, letter))
    if signs_as(by, letter) == "lead":
        letter.lead_id, letter.lead_signed_at = by.id, clock.now()
    else:
        letter.department_signer_id, letter.department_signed_at = by.id, clock.now()
    audit.record("sign", letter, by=by)
    settle(letter, "sign_commitment", person=by)
    if letter.lead_signed_at is None or letter.department_signed_at is None:
        return None
    move(letter, LetterState.SIGNED, by=by)
    settle(letter)
    return _begin(letter.award, by)


def _begin(award: Award, by: Person) -> Project:
    bid = award.bid
    project = begin(promise_of(award), by=by)
    drop_holds(bid)  # the project has taken the core members' days over
    for member in bid.team:
        if member.loan is not None and member.loan.state is LoanState.HELD:
            activate(member.loan, by=by, about=project)
    for other in in_contest(award.challenge):
        lose(other, by=None)
        tell([other.lead], "bid_lost", other)
    tell({bid.lead, award.challenge.contact}, "commitment_signed", award)
    return project


def lapse(letter: CommitmentLetter) -> None:
    """Not signed in time: the award falls, the next candidate goes on notice, or nobody wins."""
    late = letter.state is LetterState.OPEN and clock.now() >= letter.due_at
    require(not_until(late, _("There is still time to sign.")))
    award = letter.award
    why = _("The commitment letter was not signed in time.")
    move(letter, LetterState.LAPSED, by=None)
    settle(letter)
    tell({award.bid.lead, award.challenge.contact}, "letter_lapsed", award)
    move(award, AwardState.ANNULLED, by=None, note=why)
    lose(award.bid, by=None, why=why)
    report = report_of(award.challenge)
    row = next_candidate(award.challenge, report) if report else None
    if report is None or row is None:
        end_without(award.challenge, why, by=None)
        return
    announce(award.challenge, report, row, by=None)
