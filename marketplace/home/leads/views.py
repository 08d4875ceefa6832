"""Pages of a studio's lead: the proposal of the home unit, the decision of the chair."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from marketplace.core.db import find
from marketplace.core.errors import NotFound
from marketplace.core.fields import options
from marketplace.core.i18n import _
from marketplace.core.verdict import require, unless
from marketplace.home.leads import actions, queries
from marketplace.home.leads.forms import LeadForm, RulingForm
from marketplace.people.login import me
from marketplace.studios import actions as studios
from marketplace.studios import queries as studio_queries
from marketplace.studios import rules
from marketplace.studios.models import LeadChange, Studio

bp = Blueprint("leads", __name__)


@bp.route("/studios/<int:studio_id>/lead", methods=["GET", "POST"])
def propose(studio_id: int) -> Any:
    """Who leads, what was proposed and decided before, and the form for a proposal."""
    studio, reader = find(Studio, studio_id, seen_by=me()), me()
    require(
        unless(rules.may_name_lead(reader, studio), _("This concerns the home unit and the leading group."))
    )
    form, people = LeadForm(), studio_queries.members(studio)
    form.employee_no.choices = options(
        [(m.person.employee_no, f"{m.person.name} · {m.person.ladder}") for m in people
         if m.person_id != studio.lead_id]
    )  # fmt: skip
    if form.sent_and_valid():
        with form.saving():
            fresh = find(Studio, studio_id, lock=True, seen_by=me())
            made = studios.propose_lead(fresh, form.terms(), by=me())
            change_id = made.id
        if form.saved:
            flash(_("Proposed. The chair of the leading group decides."), "success")
            return redirect(url_for("leads.show", change_id=change_id), 303)
    changes = studio_queries.lead_changes(studio)
    waiting = next((one for one in changes if one.state == "proposed"), None)
    page = render_template(
        "home/lead_propose.html", studio=studio, form=form, changes=changes,
        may=rules.may_propose_lead(reader, studio, waiting),
    )  # fmt: skip
    return page, form.status


def _change(change_id: int, *, lock: bool = False) -> LeadChange:
    change = find(LeadChange, change_id, lock=lock)
    if not rules.may_see_lead_change(me(), change):
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return change


@bp.route("/studios/leads/<int:change_id>", methods=["GET", "POST"])
def show(change_id: int) -> Any:
    """The proposal; for the chair, the decision."""
    change, form = _change(change_id), RulingForm()
    if form.sent_and_valid():
        with form.saving():
            actions.decide(_change(change_id, lock=True), form.terms(), by=me())
        if form.saved:
            flash(_("Recorded. Everybody concerned has been told."), "success")
            return redirect(url_for("leads.show", change_id=change_id), 303)
        change = _change(change_id)
    open_ = change.state == "proposed"
    page = render_template(
        "home/lead.html", change=change, form=form, may=rules.may_decide_lead(me(), change), open=open_,
        projects=queries.projects_led(change.studio, change.old_lead) if open_ else [],
    )  # fmt: skip
    return page, form.status
