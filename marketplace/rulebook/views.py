"""Pages of the rules: what is in force, since when, reviewed by whom, and what was before."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from marketplace.core import clock
from marketplace.core.db import find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.verdict import require, require_right
from marketplace.people.login import me
from marketplace.people.models import Unit
from marketplace.rulebook import actions, queries, rules, words
from marketplace.rulebook.forms import FORMS, KeyTaskForm
from marketplace.rulebook.models import KeyTask

bp = Blueprint("rulebook", __name__)


@bp.get("/rules")
def in_force() -> str:
    """All rules in force with their validity review."""
    found = queries.all_in_force()
    late = [rule for rule in found if rule.review_again_on and rule.review_again_on < clock.today()]
    return render_template(
        "rulebook/in_force.html",
        rules=found,
        late=late,
        words=words,
        today=clock.today(),
        may_version=rules.may_version(me()),
    )


@bp.get("/rules/<kind>/<code>")
def rule(kind: str, code: str) -> str:
    """One rule: its numbers, and its versions with what each changed."""
    found = queries.versions(kind, code)
    if not found:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    bodies = [one.body for one, _name in found]
    told = [
        {
            "rule": one,
            "by": name,
            "changes": [
                (words.NAMES.get(key, key), words.said(key, was), words.said(key, now))
                for key, was, now in queries.changes(bodies[n + 1], one.body)
            ]
            if n + 1 < len(found)
            else [],
        }
        for n, (one, name) in enumerate(found)
    ]
    now = queries.in_force(kind, code)
    return render_template(
        "rulebook/rule.html",
        rule=now,
        versions=told,
        words=words,
        value=words.said,
        may_version=rules.may_version(me()),
    )


@bp.route("/rules/<kind>/<code>/change", methods=["GET", "POST"])
def change(kind: str, code: str) -> Any:
    """The chair puts a new version of a rule in force."""
    require(rules.may_version(me()))
    if kind not in FORMS or not queries.versions(kind, code):
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    form = FORMS[kind](None, **_typed(queries.in_force(kind, code).body), reviewed_on=clock.today())
    if form.sent_and_valid():
        with form.saving():
            actions.put_in_force(kind, code, form.terms(), by=me())
        if form.saved:
            flash(
                _("The new version is in force. What has begun keeps the version it began with."), "success"
            )
            return redirect(url_for("rulebook.rule", kind=kind, code=code), 303)
    return render_template(
        "rulebook/change.html", form=form, kind=kind, code=code, name=words.title(kind, code)
    ), form.status


def _typed(body: dict[str, Any]) -> dict[str, Any]:
    """Numbers as fields show them: four counts of a tier in one line."""
    return {k: " / ".join(map(str, v)) if isinstance(v, list) else v for k, v in body.items()}


# --- key tasks ---------------------------------------------------------------------------------


@bp.route("/key-tasks", methods=["GET", "POST"])
def key_tasks() -> Any:
    """The key tasks of the year, which challenges may serve; the leading group keeps the list."""
    mine = queries.seats_of(me())
    if request.method == "POST":
        require_right(rules.may_keep_tasks(me(), _unit_named()))
    form = KeyTaskForm(None, year=clock.today().year)
    if form.sent_and_valid():
        with form.saving():
            actions.add_key_task(_unit_named(), form.terms(), by=me())
        if form.saved:
            flash(_("Put on the list; the posting form offers it now."), "success")
            return redirect(url_for("rulebook.key_tasks"), 303)
    page = render_template(
        "rulebook/key_tasks.html", form=form, tasks=queries.key_tasks(), mine=mine,
        keeps={unit.id for unit in mine},
    )  # fmt: skip
    return page, form.status


def _unit_named() -> Unit:
    typed = request.form.get("unit_id", "")
    return find(Unit, int(typed) if typed.isdecimal() and len(typed) < 16 else 0)


@bp.post("/key-tasks/<int:task_id>/end")
def end_key_task(task_id: int) -> Any:
    """Take a key task off the list."""
    with transaction():
        actions.end_key_task(find(KeyTask, task_id, lock=True), by=me())
    flash(_("Taken off the list; challenges that serve it keep its name."))
    return redirect(url_for("rulebook.key_tasks"), 303)
