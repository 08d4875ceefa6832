"""Changing somebody's records: taken on, moved, gone; what they may know."""

from __future__ import annotations

from marketplace.core import clock
from marketplace.core.audit import record
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.search import haystack
from marketplace.core.verdict import require
from marketplace.people import rules
from marketplace.people.actions.rosters import end_access
from marketplace.people.actions.units import unit_meant
from marketplace.people.models import Person, SecrecyLevel, Unit
from marketplace.people.queries.directory import person_numbered
from marketplace.people.queries.units import book
from marketplace.people.terms import ClearanceTerms, LeaveTerms, MoveTerms, NewPersonTerms, PersonTerms

SECRET = (SecrecyLevel.ORDINARY, SecrecyLevel.CORE)


def take_on(terms: NewPersonTerms, *, by: Person) -> Person:
    """Somebody new, in one unit."""
    unit = db.session.get_one(Unit, unit_meant(book(), terms.unit, "unit").id)
    require(rules.may_keep_records(by, unit))
    if person_numbered(terms.employee_no) is not None:
        raise Invalid(_("Somebody already has this employee number."), field="employee_no")
    person = Person(
        employee_no=terms.employee_no,
        unit_id=unit.id,
        **terms.model_dump(include=set(PersonTerms.model_fields)),
    )
    person.haystack = haystack(person.name, person.employee_no)
    db.session.add(person)
    record("person_taken_on", person, by=by, unit=unit.code)
    return person


def describe(person: Person, terms: PersonTerms, *, by: Person) -> None:
    """The record is brought up to date."""
    require(rules.may_keep_records(by, person.unit))
    changed = [n for n in PersonTerms.model_fields if getattr(person, n) != getattr(terms, n)]
    for name in changed:
        setattr(person, name, getattr(terms, name))
    person.haystack = haystack(person.name, person.employee_no)
    if changed:
        record("person_edited", person, by=by, fields=changed)


def move(person: Person, terms: MoveTerms, *, by: Person) -> None:
    """To another unit from today; roles over the unit left behind end at once."""
    unit = db.session.get_one(Unit, unit_meant(book(), terms.unit, "unit").id)
    require(rules.may_move(by, person, unit))
    if unit.id == person.unit_id:
        raise Invalid(_("The person already belongs to this unit."), field="unit")
    was = person.unit
    end_access({person.id: (was.path, unit.path)})
    person.unit_id = unit.id
    record("person_moved", person, by=by, note=terms.why, was=was.code, to=unit.code)


def leave(person: Person, terms: LeaveTerms, *, by: Person) -> None:
    """Somebody leaves; on that day every way in closes."""
    require(rules.may_keep_records(by, person.unit))
    if by.id == person.id:
        raise Invalid(_("Nobody may enter their own leaving."), field="left_on")
    person.left_on = terms.left_on
    if terms.left_on <= clock.today():
        end_access({person.id: (person.unit.path, "")})
    record("person_left", person, by=by, note=terms.why, on=terms.left_on.isoformat())


def return_to_work(person: Person, *, by: Person) -> None:
    """Somebody comes back, or the leaving was entered by mistake; roles are given anew."""
    require(rules.may_keep_records(by, person.unit))
    person.left_on = None
    record("person_returned", person, by=by)


def clear(person: Person, terms: ClearanceTerms, *, by: Person) -> None:
    """What somebody may know, until a day."""
    require(rules.may_clear(by, person))
    secret = terms.clearance in SECRET
    fits = rules.clearance_terms_fit(secret, terms.clearance_until)
    if not fits:
        raise Invalid(str(fits), field="clearance_until")
    person.clearance = terms.clearance
    person.clearance_until = terms.clearance_until if secret else None
    until = person.clearance_until.isoformat() if person.clearance_until else ""
    record("cleared", person, by=by, level=str(person.clearance), until=until)
