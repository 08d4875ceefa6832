"""The team of a bid that wins after its people had been set free: asked again, each loan with its life."""

from __future__ import annotations

from bidding.awards.models import Award, CommitmentLetter
from bidding.awards.queries import project_at
from bidding.awards.rules import gone, may_ask_again
from bidding.bids.models import Bid, TeamMember, TeamRole
from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.core.verdict import not_until, require
from marketplace.people.models import Person
from marketplace.projects.actions import take_in
from marketplace.projects.terms import BeginMember
from marketplace.secondments import actions as secondments
from marketplace.secondments.models import LoanState


def ask_again(letter: CommitmentLetter, *, by: Person) -> list[Person]:
    """Whoever returned, was let go or refused is asked for the same days as before, from
    today on where the dates have begun; their own yes and the home unit's release follow as always."""
    require(may_ask_again(by, letter))
    bid = letter.award.bid
    asked = []
    for member in gone(letter.award):
        old = member.loan
        assert old is not None
        starts_on = max(member.starts_on, clock.today())
        ends_on = max(member.ends_on, starts_on + (member.ends_on - member.starts_on))
        member.loan = secondments.ask_loan(
            member.person, about=bid, by=by, skill_id=member.skill_id, days=member.days, starts_on=starts_on,
            ends_on=ends_on, asked_for=bid.studio.name, purpose=old.purpose, due=clock.at(ends_on),
        )  # fmt: skip
        member.starts_on, member.ends_on = starts_on, ends_on
        asked.append(member.person)
    db.session.flush()
    audit.record("supporters_asked_again", letter, by=by, people=[one.id for one in asked])
    return asked


def start(member: TeamMember, award: Award) -> None:
    """Released after the project began: the work of this supporter begins, too."""
    loan, project = member.loan, project_at(award)
    require(not_until(loan is not None and loan.state is LoanState.RELEASED, _("Not released yet.")))
    assert loan is not None
    assert project is not None
    member.days, member.starts_on, member.ends_on = loan.days, loan.starts_on, loan.ends_on
    secondments.hold(loan, by=None)
    take_in(
        project,
        BeginMember(member.person_id, True, member.skill_id, loan.days, loan.starts_on, loan.ends_on),
    )
    secondments.activate(loan, by=None, about=project)


def hold_core(bid: Bid) -> None:
    """Core members' days are the bid's again, where an earlier decision had set them free."""
    for member in bid.team:
        if member.role is not TeamRole.SUPPORT and member.agreed:
            secondments.set_hold(
                member.person, bid, days=member.days, starts_on=member.starts_on, ends_on=member.ends_on,
                core=True, firm=False,
            )  # fmt: skip
