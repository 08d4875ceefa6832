"""Who holds which role, and giving and ending roles."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from marketplace.core import clock, exports
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people import actions, rules
from marketplace.people.actions.units import unit_meant
from marketplace.people.forms import GrantForm
from marketplace.people.login import asks_password, freshly_confirmed, me
from marketplace.people.models import Role, RoleGrant, Unit
from marketplace.people.queries import directory, units
from marketplace.people.terms import GrantTerms
from marketplace.people.views.blueprint import bp


def _wanted() -> directory.WantedRoles:
    typed = request.args.get("unit", "")
    unit = (
        units.book().by_id.get(int(typed))
        if typed.isascii() and typed.isdigit() and len(typed) < 12
        else None
    )
    return directory.WantedRoles(
        q=request.args.get("q", "").strip()[:200],
        role=request.args.get("role", ""),
        unit_path=unit.path if unit else "",
        ended=request.args.get("ended") == "1",
    )


@bp.get("/roles")
def roles() -> str:
    """Roles given, filtered."""
    require(rules.may_see_roles(me()))
    asked = _wanted()
    chips = []
    if asked.q:
        chips.append({"name": "q", "value": asked.q, "label": _("Words"), "text": asked.q})
    if asked.role in set(Role):
        chips.append(
            {"name": "role", "value": asked.role, "label": _("Role"), "text": Role(asked.role).label}
        )
    if asked.ended:
        chips.append({"name": "ended", "value": "1", "label": _("Standing"), "text": _("ended")})
    return render_template(
        "people/roles.html",
        page=directory.grants(asked),
        chips=chips,
        choices=[(r.value, r.label) for r in Role],
        may=rules.may_manage_units(me()),
        ended=asked.ended,
    )


@bp.get("/roles/export")
def export_roles() -> Response:
    """The filtered roles as a file."""
    require(rules.may_see_roles(me()))
    titles = [_("Role"), _("Employee number"), _("Name"), _("Unit"), _("First day"), _("Up to and including")]
    rows = (
        (str(g.role.label), g.employee_no, g.name, g.unit, g.since, g.until)
        for g in directory.all_grants(_wanted())
    )
    return exports.send(_("Roles"), titles, rows)


@bp.route("/roles/grant", methods=["GET", "POST"])
def grant_role() -> Any:
    """Give a role; asks for the password again first."""
    require(rules.may_manage_units(me()))
    if not freshly_confirmed() and request.method == "GET":
        return redirect(url_for("people.confirm", next=request.full_path))
    form = GrantForm(since=clock.today(), employee_no=request.args.get("employee_no", ""))
    if form.sent_and_valid() and not asks_password(form):
        with form.saving():
            _grant(form.terms())
        if form.saved:
            flash(_("The role is given."))
            return redirect(url_for("people.roles"), 303)
    crumbs = [(_("Roles"), url_for("people.roles")), (_("Give a role"), None)]
    page = render_template(
        "people/form.html",
        form=form,
        title=_("Give a role"),
        button=_("Give the role"),
        back=url_for("people.roles"),
        crumbs=crumbs,
        lead=_(
            "System, secrecy and audit administrator are three people. Everything here is kept in the trail."
        ),
    )
    return page, 422 if form.errors and form.status == 200 else form.status


def _grant(terms: GrantTerms) -> None:
    person = directory.person_numbered(terms.employee_no)
    if person is None or not rules.here(person):
        raise Invalid(
            _("Nobody with the employee number %(no)s works here.", no=terms.employee_no), field="employee_no"
        )
    node = unit_meant(units.book(), terms.unit, "unit")
    actions.grant(
        person, terms.role, db.session.get_one(Unit, node.id), by=me(), since=terms.since, until=terms.until
    )


@bp.post("/roles/<int:grant_id>/end")
def end_role(grant_id: int) -> Any:
    """Take a role back at once."""
    if not freshly_confirmed():
        return redirect(url_for("people.confirm", next=url_for("people.roles")), 303)
    with transaction():
        actions.end_grant(find(RoleGrant, grant_id, lock=True), by=me())
    flash(_("The role has ended."))
    return redirect(url_for("people.roles"), 303)
