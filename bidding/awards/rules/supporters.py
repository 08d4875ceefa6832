"""Who of a team that won has been let go, and who may ask them again."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.awards.models import Award, AwardState, CommitmentLetter, LetterState
from bidding.bids.models import TeamMember, TeamRole
from marketplace.core.audit import ref
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person
from marketplace.projects.models import Project, ProjectState
from marketplace.secondments.models import LoanState

LET_GO = (LoanState.RETURNED, LoanState.EXPIRED, LoanState.REFUSED)


def gone(award: Award) -> list[TeamMember]:
    """Temporary supporters who are bound no more: their loan ended with an earlier decision, or they said no
    when they were asked again. Whoever has worked on this award's own project is back by its end."""
    free = [
        member
        for member in award.bid.team
        if member.role is TeamRole.SUPPORT and member.loan is not None and member.loan.state in LET_GO
    ]
    begun = db.session.scalar(sa.select(Project.id).where(Project.source == ref(award))) if free else None
    return [member for member in free if member.loan and member.loan.about != f"project/{begun}"]


def _work_is_on(award: Award) -> bool:
    over = sa.select(Project.id).where(Project.source == ref(award), Project.state != ProjectState.RUNNING)
    return db.session.scalar(over) is None


def may_ask_again(person: Person, letter: CommitmentLetter) -> Verdict:
    """The bid's lead, while the award stands and its letter has not lapsed."""
    award = letter.award
    return (
        unless(person.id == award.bid.lead_id, _("The bid's lead asks the temporary supporters again."))
        and not_until(
            award.state is AwardState.FINAL and letter.state is not LetterState.LAPSED,
            _("The award no longer stands."),
        )
        and not_until(bool(gone(award)), _("Nobody of the team has been let go."))
        and not_until(_work_is_on(award), _("The work is over."))
    )
