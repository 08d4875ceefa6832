"""Pages of the outcomes library."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from marketplace.core.addresses import open_to
from marketplace.core.db import find
from marketplace.core.i18n import _
from marketplace.core.verdict import require_right
from marketplace.outcomes import actions, queries, rules
from marketplace.outcomes.forms import CertifyForm, form_for
from marketplace.outcomes.models import Outcome, OutcomeKind
from marketplace.people.login import me
from marketplace.projects import queries as projects
from marketplace.projects.models import Project

bp = Blueprint("outcomes", __name__, url_prefix="/outcomes")


@bp.get("/")
def listed() -> str:
    """The library."""
    asked = {k: request.args.get(k, "")[:60] for k in ("q", "kind", "family", "studio")}
    found = queries.listed(
        seen_by=me(), text=asked["q"], kind=asked["kind"], family=asked["family"], studio=asked["studio"]
    )
    return render_template(
        "outcomes/list.html", page=found, asked=asked, kinds=OutcomeKind, families=queries.families()
    )


@bp.route("/<int:outcome_id>", methods=["GET", "POST"])
def show(outcome_id: int) -> Any:
    """One outcome, its people and its benefit; finance certifies here."""
    outcome = queries.whole(outcome_id, seen_by=me())
    if request.method == "POST":
        require_right(rules.may_certify(me(), outcome))
    form = CertifyForm(outcome)
    if form.sent_and_valid():
        with form.saving():
            actions.certify(find(Outcome, outcome_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("The benefit is certified."))
            return redirect(url_for("outcomes.show", outcome_id=outcome_id), 303)
    outcome = queries.whole(outcome_id, seen_by=me())
    verdict = rules.may_certify(me(), outcome)
    page = render_template(
        "outcomes/show.html", outcome=outcome, form=form, verdict=verdict,
        opens=open_to([f"project/{outcome.project_id}"], me()),
    )  # fmt: skip
    return page, form.status


@bp.route("/of/<int:project_id>", methods=["GET", "POST"])
def record(project_id: int) -> Any:
    """Record what came of a project."""
    project = projects.whole(project_id, seen_by=me())
    there = queries.of_project(project)
    if there is not None:
        return redirect(url_for("outcomes.show", outcome_id=there.id), 303)
    if request.method == "POST":
        require_right(rules.may_record(me(), project, recorded=False))
    form = form_for(project)
    if form.sent_and_valid():
        with form.saving():
            made = actions.record_outcome(
                find(Project, project_id, lock=True, seen_by=me()), form.terms(), by=me()
            )
        if form.saved:
            flash(_("The outcome is recorded."))
            return redirect(url_for("outcomes.show", outcome_id=made.id), 303)
    project = projects.whole(project_id, seen_by=me())
    verdict = rules.may_record(me(), project, recorded=False)
    return render_template("outcomes/record.html", form=form, project=project, verdict=verdict), form.status
