"""Declaring relatives: on one's own page, so that nobody judges their own family."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.audit import record
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people import rules
from marketplace.people.models import Person, Tie
from marketplace.people.queries.directory import person_numbered
from marketplace.people.terms import RelativeTerms


def declare_relative(terms: RelativeTerms, *, by: Person) -> Tie:
    """Name a relative who works here; it counts for both from now on."""
    other = person_numbered(terms.employee_no)
    if other is None:
        raise Invalid(_("Nobody here has this number."), field="employee_no")
    if other.id == by.id:
        raise Invalid(_("This is your own number."), field="employee_no")
    tie = db.session.scalars(
        sa.select(Tie).where(Tie.person_id == by.id, Tie.other_id == other.id, Tie.kind == "relative")
    ).one_or_none()
    if tie is not None and tie.until is None:
        raise Invalid(_("You have declared this already."), field="employee_no")
    if tie is None:
        tie = Tie(person_id=by.id, other_id=other.id, kind="relative", since=clock.today())
        db.session.add(tie)
    tie.until = None
    db.session.flush()
    record("relative_declared", by, by=by)
    return tie


def end_relative(tie: Tie, *, by: Person) -> None:
    """The kinship no longer holds (a marriage ended), or was declared by mistake."""
    require(rules.may_end_relative(by, tie))
    tie.until = clock.today() - timedelta(days=1)
    record("relative_ended", by, by=by)
