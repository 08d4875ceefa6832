"""Changing somebody's record: taken on, edited, moved, gone, confirmed, cleared."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from marketplace.core import clock
from marketplace.core.db import find, transaction
from marketplace.core.forms import Form
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people import actions, rules
from marketplace.people.forms import (
    ClearanceForm,
    ConfirmSkillForm,
    LeaveForm,
    MoveForm,
    NewPersonForm,
    PersonForm,
)
from marketplace.people.login import me
from marketplace.people.models import Person
from marketplace.people.queries import catalogue
from marketplace.people.views.blueprint import bp


def _page(form: Form, title: str, person: Person | None, button: str, lead: str = "") -> Any:
    """A form about one person."""
    back = url_for("people.person", person_id=person.id) if person else url_for("people.directory")
    crumbs = [
        (_("People and units"), url_for("people.directory")),
        *([(person.name, back)] if person else []),
        (title, None),
    ]
    page = render_template(
        "people/form.html", form=form, title=title, lead=lead, button=button, back=back, crumbs=crumbs
    )
    return page, form.status


def _done(said: str, person_id: int) -> Any:
    flash(said)
    return redirect(url_for("people.person", person_id=person_id), 303)


@bp.route("/people/new", methods=["GET", "POST"])
def take_on() -> Any:
    """Somebody new."""
    require(rules.may_keep_records(me()))
    form = NewPersonForm()
    if form.sent_and_valid():
        with form.saving():
            made = actions.take_on(form.terms(), by=me())
        if form.saved:
            return _done(
                _("The person is recorded. Their unit manager prints the code for the first login."), made.id
            )
    return _page(form, _("Record somebody new"), None, _("Record"))


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
def edit_person(person_id: int) -> Any:
    """Bring a record up to date."""
    person = find(Person, person_id)
    require(rules.may_keep_records(me(), person.unit))
    form = PersonForm(person)
    if form.sent_and_valid():
        with form.saving():
            actions.describe(find(Person, person_id, lock=True), form.terms(), by=me())
        if form.saved:
            return _done(_("Saved."), person_id)
    return _page(form, _("Edit the record"), find(Person, person_id), _("Save"))


@bp.route("/people/<int:person_id>/move", methods=["GET", "POST"])
def move_person(person_id: int) -> Any:
    """To another unit from today."""
    person, form = find(Person, person_id), MoveForm()
    require(rules.may_keep_records(me(), person.unit))
    if form.sent_and_valid():
        with form.saving():
            actions.move(find(Person, person_id, lock=True), form.terms(), by=me())
        if form.saved:
            return _done(_("Moved. Roles over the old unit ended today."), person_id)
    lead = _("Holds from today. Roles that came with the old unit end at once; confirmed skills stay.")
    return _page(form, _("Move to another unit"), find(Person, person_id), _("Move"), lead)


@bp.route("/people/<int:person_id>/leave", methods=["GET", "POST"])
def leave_person(person_id: int) -> Any:
    """Somebody leaves."""
    person, form = find(Person, person_id), LeaveForm()
    require(rules.may_keep_records(me(), person.unit))
    if form.sent_and_valid():
        with form.saving():
            actions.leave(find(Person, person_id, lock=True), form.terms(), by=me())
        if form.saved:
            return _done(_("The leaving is recorded."), person_id)
    lead = _("On this day every way in closes and all roles end. What the person did stays in the books.")
    return _page(form, _("Record the leaving"), find(Person, person_id), _("Record the leaving"), lead)


@bp.post("/people/<int:person_id>/return")
def return_person(person_id: int) -> Any:
    """Somebody comes back."""
    with transaction():
        actions.return_to_work(find(Person, person_id, lock=True), by=me())
    return _done(_("The person works here again; roles are given anew."), person_id)


@bp.route("/people/<int:person_id>/skills", methods=["GET", "POST"])
def confirm_skill(person_id: int) -> Any:
    """The unit confirms what somebody can do."""
    person = find(Person, person_id)
    require(rules.may_confirm_skills(me(), person))
    form = ConfirmSkillForm(
        skill_id=request.args.get("skill", ""),
        level=request.args.get("level", "2"),
        confirmed_on=clock.today(),
    )
    form.skill_id.choices = [("", "–"), *((str(key), label) for key, label in catalogue.options())]
    if form.sent_and_valid():
        with form.saving():
            actions.confirm_skill(find(Person, person_id, lock=True), form.terms(), by=me())
        if form.saved:
            return _done(_("Confirmed."), person_id)
    lead = _(
        "You confirm this for your unit; the matching of teams builds on it. Level 0 takes a skill away."
    )
    return _page(form, _("Confirm a skill"), find(Person, person_id), _("Confirm the skill"), lead)


@bp.route("/people/<int:person_id>/clearance", methods=["GET", "POST"])
def clear_person(person_id: int) -> Any:
    """What somebody may know, and until when."""
    person = find(Person, person_id)
    require(rules.may_clear(me(), person))
    form = ClearanceForm(person)
    if form.sent_and_valid():
        with form.saving():
            actions.clear(find(Person, person_id, lock=True), form.terms(), by=me())
        if form.saved:
            return _done(_("The clearance is set."), person_id)
    return _page(form, _("Set the clearance"), find(Person, person_id), _("Set"))
