"""What the clock does to loans: unanswered ones expire, ended ones come back."""

from __future__ import annotations

from marketplace.core.db import find
from marketplace.core.jobs import due, each
from marketplace.secondments import actions, queries
from marketplace.secondments.models import Loan


@due
def expire_unanswered() -> int:
    """A request nobody answered is over, so that somebody else can be asked."""
    return each(queries.past_answer(), lambda loan_id: actions.expire(find(Loan, loan_id, lock=True)))


@due
def come_back() -> int:
    """The day after the last one the person belongs to the home unit again."""
    return each(
        queries.past_end(), lambda loan_id: actions.give_back(find(Loan, loan_id, lock=True), by=None)
    )
