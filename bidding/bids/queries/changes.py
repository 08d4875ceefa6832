"""Teams that changed because somebody won elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from bidding.bids.models import Bid, ChangeState, TeamChange, TeamMember
from marketplace.core import clock
from marketplace.core.db import BIGGEST_ID, db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.people.models import Person
from marketplace.secondments.models import Loan, LoanState


def change(change_id: int) -> TeamChange:
    """A change with what its page says; 404 where there is none."""
    found = (
        sa.select(TeamChange)
        .where(TeamChange.id == change_id)
        .options(
            joinedload(TeamChange.bid).joinedload(Bid.challenge),
            joinedload(TeamChange.bid).joinedload(Bid.studio),
            joinedload(TeamChange.member).joinedload(TeamMember.skill),
            joinedload(TeamChange.person).joinedload(Person.unit),
            joinedload(TeamChange.candidate),
            joinedload(TeamChange.loan),
        )
    )
    kept = db.session.scalars(found).one_or_none() if 0 < change_id <= BIGGEST_ID else None
    if kept is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return kept


def released() -> Sequence[int]:
    """Open changes whose stand-in has been released by the home unit."""
    found = sa.select(TeamChange.id).join(Loan, Loan.id == TeamChange.loan_id)
    return db.session.scalars(
        found.where(TeamChange.state == ChangeState.OPEN, Loan.state == LoanState.RELEASED)
    ).all()


def run_out() -> Sequence[int]:
    """Open changes whose three working days have passed."""
    late = (TeamChange.state == ChangeState.OPEN, TeamChange.due_at <= clock.now())
    return db.session.scalars(sa.select(TeamChange.id).where(*late)).all()
