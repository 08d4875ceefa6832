"""What the clock does with awards."""

from __future__ import annotations

from collections.abc import Callable

from bidding.awards import actions
from bidding.awards.models import Award, CommitmentLetter, Complaint, Objection
from bidding.awards.queries import clockwork
from bidding.bids.models import TeamMember
from marketplace.challenges.models import Challenge
from marketplace.core.db import db, find
from marketplace.core.jobs import due, each


@due
def conclude_past_notice() -> int:
    """Notices that ran out unopposed."""
    return each(clockwork.past_notices(), _conclude)


def _conclude(challenge_id: int) -> None:
    actions.conclude(find(Challenge, challenge_id, lock=True))


@due
def end_urgent_notices() -> int:
    """Urgent results, final from the start, that can no longer be objected to."""
    return each(clockwork.past_urgent(), _end_urgent)


def _end_urgent(challenge_id: int) -> None:
    actions.end_urgent_notice(find(Challenge, challenge_id, lock=True))


@due
def lapse_unsigned_letters() -> int:
    """Commitment letters nobody signed in time."""
    return each(clockwork.past_letters(), _with_letter(actions.lapse))


@due
def remind_of_letters() -> int:
    """Ten days and three days before the last day to sign."""
    return each(clockwork.letters_to_remind(), _with_letter(actions.remind))


def _with_letter(deed: Callable[[CommitmentLetter], None]) -> Callable[[int], None]:
    def do(letter_id: int) -> None:
        letter = db.session.get_one(CommitmentLetter, letter_id)
        find(Challenge, letter.award.challenge_id, lock=True)
        deed(find(CommitmentLetter, letter_id, lock=True))

    return do


@due
def start_late_supporters() -> int:
    """Supporters who were asked again and whose units released them after the work had begun."""
    pairs = dict(clockwork.late_supporters())
    return each(list(pairs), lambda key: _start(key, pairs[key]))


def _start(member_id: int, award_id: int) -> None:
    award = find(Award, award_id)
    find(Challenge, award.challenge_id, lock=True)
    actions.start(find(TeamMember, member_id, lock=True), award)


@due
def call_for_results() -> int:
    """Results that were not announced within three calendar days of the signed report."""
    return each(clockwork.unannounced(), _call_chair)


def _call_chair(challenge_id: int) -> None:
    actions.call_chair(find(Challenge, challenge_id, lock=True))


@due
def call_for_answers() -> int:
    """Objections that the chair has not answered in time."""
    return each(clockwork.unanswered(), _call_others)


@due
def call_for_decisions() -> int:
    """Complaints that were not decided in time."""
    return each(clockwork.undecided(), _call_deciders)


def _call_deciders(complaint_id: int) -> None:
    actions.call_deciders(find(Complaint, complaint_id, lock=True))


def _call_others(objection_id: int) -> None:
    actions.call_others(find(Objection, objection_id, lock=True))
