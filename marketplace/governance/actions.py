"""Filling the seats of a leading group."""

from __future__ import annotations

from marketplace.core import audit
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.governance import rules
from marketplace.governance.models import Seat, SeatFunction
from marketplace.governance.queries import seat_of, worker
from marketplace.governance.terms import SeatTerms
from marketplace.inbox.actions import tell
from marketplace.people.models import Person, Unit


def fill(unit: Unit, function: SeatFunction, terms: SeatTerms, *, by: Person) -> Seat:
    """Name owner and deputy of one function; whoever is new is told."""
    require(rules.may_fill(by, unit))
    owner, deputy = _person(terms.owner_no, "owner_no"), _person(terms.deputy_no, "deputy_no")
    if owner is not None and owner is deputy:
        raise Invalid(_("Owner and deputy must be two people."), field="deputy_no")
    seat = seat_of(unit, function) or Seat(unit_id=unit.id, function=function)
    before = {seat.owner_id, seat.deputy_id}
    seat.owner_id, seat.deputy_id = (one.id if one else None for one in (owner, deputy))
    db.session.add(seat)
    db.session.flush()
    audit.record("seat_filled", seat, by=by, owner=seat.owner_id, deputy=seat.deputy_id)
    new = [one for one in (owner, deputy) if one is not None and one.id not in before]
    tell(new, "seat_given", unit, function=str(function))
    return seat


def _person(employee_no: str, field: str) -> Person | None:
    if not employee_no.strip():
        return None
    found = worker(employee_no.strip())
    if found is None:
        raise Invalid(_("Nobody who works here has this employee number."), field=field)
    return found
