"""Changing studios and their members."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.search import haystack
from marketplace.core.verdict import require
from marketplace.inbox import actions as inbox
from marketplace.people.models import Person
from marketplace.studios import queries, rules
from marketplace.studios.models import MemberRole, Membership, Studio
from marketplace.studios.terms import JoinTerms, LeaveTerms, ProfileTerms, StudioRow


def describe(studio: Studio, terms: ProfileTerms, *, by: Person) -> None:
    """The lead writes what the studio says of itself."""
    require(rules.may_edit(by, studio))
    changed = {n: v for n, v in terms.model_dump().items() if getattr(studio, n) != v}
    for name, value in changed.items():
        setattr(studio, name, value)
    studio.haystack = _words(studio)
    if changed:
        audit.record("described", studio, by=by, fields=sorted(changed))


def _words(studio: Studio) -> str:
    return haystack(studio.name, studio.name_en, studio.code, studio.field, studio.plaque_no)


def join(studio: Studio, terms: JoinTerms, *, by: Person) -> Membership:
    """Somebody becomes a core member."""
    require(rules.may_change_members(by, studio))
    person = person_numbered(terms.employee_no)
    if queries.is_member(person, studio):
        raise Invalid(_("%(name)s is already a member.", name=person.name), field="employee_no")
    if not (studio.founded_on or terms.since) <= terms.since <= clock.today():
        raise Invalid(_("The day lies between the founding and today."), field="since")
    made = Membership(studio_id=studio.id, person_id=person.id, role=MemberRole.CORE, since=terms.since)
    db.session.add(made)
    db.session.flush()
    audit.record("joined", studio, by=by, note=person.name, person_id=person.id)
    inbox.tell([person], "studio_joined", studio)
    return made


def person_numbered(employee_no: str, field: str = "employee_no") -> Person:
    """The colleague with this employee number who is still here."""
    here = sa.or_(Person.left_on.is_(None), Person.left_on > clock.today())
    found = db.session.scalars(
        sa.select(Person).where(Person.employee_no == employee_no.strip(), here)
    ).one_or_none()
    if found is None:
        raise Invalid(_("Nobody with the employee number %(no)s works here.", no=employee_no), field=field)
    return found


def leave(membership: Membership, terms: LeaveTerms, *, by: Person) -> None:
    """Somebody leaves; the lead stays, and five people must remain."""
    studio = membership.studio
    require(rules.may_change_members(by, studio))
    if membership.person_id == studio.lead_id:
        raise Invalid(_("The lead cannot leave; another lead must be named first."), field="reason")
    if len(queries.members(studio)) <= rules.FEWEST:
        raise Invalid(
            _("A studio needs at least %(n)s people. Take in somebody new first.", n=rules.FEWEST),
            field="reason",
        )
    if not membership.since <= terms.until <= clock.today():
        raise Invalid(_("The day lies between joining and today."), field="until")
    membership.until = terms.until
    audit.record(
        "left",
        studio,
        by=by,
        note=f"{membership.person.name}: {terms.reason}",
        person_id=membership.person_id,
    )
    inbox.tell([membership.person], "studio_left", studio, reason=terms.reason)


def take_in(row: StudioRow, *, by: Person | None) -> Studio:
    """A studio from a roster: made, or brought up to date where its code is known. Standing and dates of
    a studio that is already here are not touched: those change only by their own deeds."""
    studio = db.session.scalars(
        sa.select(Studio).where(Studio.code == row.code).with_for_update(of=Studio)
    ).one_or_none()
    if studio is None:
        studio = Studio(**row.model_dump(exclude={"core_ids"}), haystack="")
        studio.hung_on = row.hung_on or (row.founded_on if row.plaque_no else None)
        db.session.add(studio)
        verb = "taken_in"
    else:
        for name in ("name", "name_en", "tier", "field", "home_unit_id", "lead_id", "plaque_no"):
            setattr(studio, name, getattr(row, name))
        verb = "brought_up_to_date"
    studio.haystack = _words(studio)
    changed = db.session.is_modified(studio) or verb == "taken_in"
    db.session.flush()
    if _set_members(studio, row) or changed:
        audit.record(verb, studio, by=by)
    return studio


def _set_members(studio: Studio, row: StudioRow) -> bool:
    """The roster's people are in; the lead's row says so; nobody is put out by a roster."""
    there = {m.person_id: m for m in db.session.scalars(
        sa.select(Membership).where(Membership.studio_id == studio.id, Membership.until.is_(None))
    )}  # fmt: skip
    changed = False
    for person_id in dict.fromkeys((row.lead_id, *row.core_ids)):
        role = MemberRole.LEAD if person_id == row.lead_id else MemberRole.CORE
        if person_id not in there:
            db.session.add(
                Membership(studio_id=studio.id, person_id=person_id, role=role, since=row.founded_on)
            )
            changed = True
    for person_id, membership in there.items():
        role = MemberRole.LEAD if person_id == row.lead_id else MemberRole.CORE
        changed = changed or membership.role is not role
        membership.role = role
    db.session.flush()
    return changed
