"""Who of a team that won has been let go, and who may ask them again."""

from __future__ import annotations

from bidding.awards.models import AwardState, CommitmentLetter, LetterState
from bidding.bids.models import Bid, TeamMember, TeamRole
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person
from marketplace.secondments.models import LoanState

LET_GO = (LoanState.RETURNED, LoanState.EXPIRED)


def gone(bid: Bid) -> list[TeamMember]:
    """Temporary supporters whose loan ended before this award."""
    return [
        member
        for member in bid.team
        if member.role is TeamRole.SUPPORT and member.loan is not None and member.loan.state in LET_GO
    ]


def may_ask_again(person: Person, letter: CommitmentLetter) -> Verdict:
    """The bid's lead, while the award stands and its letter has not lapsed."""
    award = letter.award
    return (
        unless(person.id == award.bid.lead_id, _("The bid's lead asks the temporary supporters again."))
        and not_until(
            award.state is AwardState.FINAL and letter.state is not LetterState.LAPSED,
            _("The award no longer stands."),
        )
        and not_until(bool(gone(award.bid)), _("Nobody of the team has been let go."))
    )
