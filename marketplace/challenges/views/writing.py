"""Writing a challenge."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from marketplace.challenges import actions, queries, rules
from marketplace.challenges.forms import ChallengeForm
from marketplace.challenges.models import Challenge
from marketplace.challenges.queries import Frame
from marketplace.challenges.views.blueprint import bp
from marketplace.challenges.words import PRESETS
from marketplace.core.db import find, transaction
from marketplace.core.errors import NotAllowed
from marketplace.core.i18n import _, locale
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.people.models import Unit
from marketplace.rulebook.words import facts

ALL_AT_ONCE = {
    "problem": ("title", "background", "tried", "loss_basis"),
    "targets": ("targets",),
    "skills": ("needs",),
    "result": ("acceptance", "contract_no", "external_party"),
    "effort": ("budget",),
    "sight": ("scope_reason", "summary", "circle"),
    "rules": ("invitations",),
}


@bp.route("/new", methods=["GET", "POST"])
def new() -> Any:
    """A new draft."""
    departments = queries.departments(me())
    if not departments:
        raise NotAllowed(_("Only a poster of this department may post a problem."))
    tasks = queries.task_options(departments)
    form = ChallengeForm(skills=queries.skill_options(locale()), departments=departments, tasks=tasks)
    if "add" in request.form:
        form.add_line(request.form["add"])
    elif form.sent_and_valid():
        unit_id = form.department_id.data
        with form.saving():
            department = find(Unit, int(unit_id) if str(unit_id).isdigit() else 0)
            made = actions.draft(form.terms(), department=department, by=me())
        if form.saved:
            flash(_("Saved as a draft. Only your department sees it."))
            return redirect(_after(made.id), 303)
    return _page(form, None), form.status


@bp.route("/<int:challenge_id>/edit", methods=["GET", "POST"])
def edit(challenge_id: int) -> Any:
    """Change a draft."""
    frame = queries.frame(challenge_id, seen_by=me(), whole=True)
    require(rules.may_edit(me(), frame.challenge))
    tasks = queries.task_options([frame.challenge.department])
    form = ChallengeForm(frame.challenge, skills=queries.skill_options(locale()), tasks=tasks)
    if "add" in request.form:
        form.add_line(request.form["add"])
    elif form.sent_and_valid():
        with form.saving():
            _save(form, challenge_id)
        if form.saved:
            flash(_("Saved."))
            return redirect(_after(challenge_id), 303)
        frame = queries.frame(challenge_id, seen_by=me(), whole=True)
    return _page(form, frame), form.status


@bp.post("/<int:challenge_id>/autosave")
def autosave(challenge_id: int) -> Any:
    """Keep what is being typed; what is not right yet stays in the page and says so."""
    frame = queries.frame(challenge_id, seen_by=me(), whole=True)
    form = ChallengeForm(frame.challenge, skills=())
    if not form.sent_and_valid():
        return Response(_("Not everything could be saved yet; see the fields marked."), 422)
    with transaction():
        _save(form, challenge_id)
    version = find(Challenge, challenge_id).version
    return Response(status=204, headers={"X-Version": str(version)})


def _save(form: ChallengeForm, challenge_id: int) -> None:
    seen = str(form.version.data or "")
    challenge = find(Challenge, challenge_id, lock=True, seen_by=me())
    actions.edit(challenge, form.terms(), by=me(), version=int(seen) if seen.isdigit() else None)


def _after(challenge_id: int) -> str:
    onward = "challenges.edit" if request.form.get("draft") else "challenges.show"
    return url_for(onward, challenge_id=challenge_id)


def _page(form: ChallengeForm, frame: Frame | None) -> str:
    challenge = frame.challenge if frame else None
    gaps = {field for field, _label in rules.missing(challenge)} if challenge else {"title"}
    steps = {group: not gaps.intersection(fields) for group, fields in ALL_AT_ONCE.items()}
    budget = form.budget.data or 0
    presets = [
        (code, facts(body), rules.preset_closed(code, budget, body))
        for code, body in queries.presets().items()
    ]
    return render_template(
        "challenges/edit.html", form=form, challenge=challenge, steps=steps, presets=presets, about=PRESETS
    )
