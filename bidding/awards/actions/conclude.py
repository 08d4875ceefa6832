"""The end of the notice, the commitment letter, the begin of the project."""

from __future__ import annotations

from datetime import timedelta

from bidding.awards.actions.announce import in_contest
from bidding.awards.actions.consequences import fall
from bidding.awards.actions.finality import finalise
from bidding.awards.models import Award, AwardState, CommitmentLetter, LetterState
from bidding.awards.queries import letter_of, report_of, standing
from bidding.awards.queries.promise import promise_of
from bidding.awards.rules import is_contested, may_decline, may_sign, place_waits, signs_as
from bidding.bids.models import BidState
from bidding.openings.actions import lose
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import audit, clock
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import not_until, require
from marketplace.inbox.actions import settle, tell
from marketplace.people.models import Person
from marketplace.people.queries import manager_of
from marketplace.projects.actions import begin
from marketplace.projects.models import Project
from marketplace.secondments.actions import activate, drop_holds, hold
from marketplace.secondments.models import LoanState


def conclude(challenge: Challenge) -> list[Award]:
    """The notice ran out unopposed: awards final, letters opened, the others learn where they stand."""
    awards = [award for award in standing(challenge) if award.state is not AwardState.FINAL]
    over = bool(awards) and all(
        award.state is AwardState.ON_NOTICE and clock.now() >= award.notice_ends_at for award in awards
    )
    require(not_until(over, _("The notice is still running.")))
    for award in awards:
        finalise(award)
    move(challenge, ChallengeState.AWARDED, by=None)
    _tell_the_others(challenge)
    return awards


def end_urgent_notice(challenge: Challenge) -> None:
    """The notice of an urgent result ran out: the bids that waited with it learn where they stand."""
    over = all(
        clock.now() >= award.notice_ends_at and not is_contested(award) for award in standing(challenge)
    )
    require(not_until(over, _("The notice is still running.")))
    _tell_the_others(challenge)
    _free_the_others(challenge)


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
        if member.loan is not None and member.loan.state is LoanState.RELEASED:  # asked again, released since
            hold(member.loan, by=by)
        if member.loan is not None and member.loan.state is LoanState.HELD:
            activate(member.loan, by=by, about=project)
    _free_the_others(award.challenge)
    tell({bid.lead, award.challenge.contact}, "commitment_signed", award)
    return project


def _free_the_others(challenge: Challenge) -> None:
    """Nobody waits in reserve once every place has its signed letter and nothing can be objected to."""
    if place_waits(challenge):
        return
    for award in standing(challenge):
        letter = letter_of(award)
        if letter is None or letter.state is not LetterState.SIGNED or clock.now() < award.notice_ends_at:
            return
    for other in in_contest(challenge):
        lose(other, by=None)
        tell([other.lead], "bid_lost", other)


def decline(letter: CommitmentLetter, why: str, *, by: Person) -> None:
    """The studio cannot take the work: the award falls now and not only when the time to sign is over."""
    require(may_decline(by, letter))
    award = letter.award
    head = manager_of(award.challenge.department)
    tell({award.challenge.contact, *([head] if head else [])}, "letter_declined", award, why=why)
    fall(award, _("The studio cannot take the work: %(why)s", why=why), by=by)


def remind(letter: CommitmentLetter) -> None:
    """The last day to sign comes near: whoever has not signed is told."""
    letter.reminded += 1
    last = (letter.due_at - timedelta(seconds=1)).astimezone(clock.HERE).date().isoformat()
    tell(silent(letter), "sign_reminder", letter, until=last)


def silent(letter: CommitmentLetter) -> set[Person]:
    """Who is to sign and has not."""
    head = manager_of(letter.award.challenge.department)
    lead = {letter.award.bid.lead} if letter.lead_signed_at is None else set()
    return lead | ({head} if head is not None and letter.department_signed_at is None else set())


def lapse(letter: CommitmentLetter) -> None:
    """Not signed in time: the award falls, the next candidate goes on notice, or nobody wins."""
    late = letter.state is LetterState.OPEN and clock.now() >= letter.due_at
    require(not_until(late, _("There is still time to sign.")))
    award = letter.award
    tell({award.bid.lead, award.challenge.contact}, "letter_lapsed", award)
    fall(award, _("The commitment letter was not signed in time."), by=None)
