"""Pages: the race, its stage gates."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from bidding.awards import actions, queries, rules
from bidding.awards.forms import GateForm, RuleForm
from bidding.awards.models import StageGate
from bidding.awards.views.blueprint import bp
from marketplace.challenges.models import Challenge
from marketplace.challenges.queries import frame as framed
from marketplace.core.db import find
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import asks_password, me


def _race(challenge_id: int) -> Any:
    return redirect(url_for("awards.race", challenge_id=challenge_id), 303)


@bp.get("/challenges/<int:challenge_id>/race")
def race(challenge_id: int) -> str:
    """Who races, how far each is, and what the gates said."""
    frame = framed(challenge_id, seen_by=me())
    require(rules.may_see_notice(me(), frame.challenge))
    gates = queries.gates_of(frame.challenge)
    ahead = next((one for one in gates if one.state == "set"), None)
    return render_template(
        "awards/race.html",
        frame=frame,
        challenge=frame.challenge,
        runners=queries.runners(frame.challenge, seen_by=me()),
        gates=gates,
        ahead=ahead,
        may_set=rules.may_set_gate(me(), frame.challenge),
        may_rule=rules.may_rule(me(), ahead) if ahead is not None else None,
    )


@bp.route("/challenges/<int:challenge_id>/race/gate", methods=["GET", "POST"])
def set_gate(challenge_id: int) -> Any:
    """Set a stage gate."""
    form = GateForm()
    require(rules.may_set_gate(me(), find(Challenge, challenge_id, seen_by=me())))
    if form.sent_and_valid():
        with form.saving():
            actions.set_gate(find(Challenge, challenge_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("The gate is set; the leads of the race have been told."))
            return _race(challenge_id)
    challenge = find(Challenge, challenge_id, seen_by=me())
    return render_template("awards/set_gate.html", form=form, challenge=challenge), form.status


@bp.get("/gates/<int:gate_id>")
def gate(gate_id: int) -> Any:
    """A gate stands on the race's page."""
    return _race(find(StageGate, gate_id, seen_by=me()).challenge_id)


@bp.route("/gates/<int:gate_id>/decide", methods=["GET", "POST"])
def rule_gate(gate_id: int) -> Any:
    """Decide for every racing project at once."""
    found = find(StageGate, gate_id, seen_by=me())
    require(rules.may_rule(me(), found))
    projects = rules.racing(found.challenge)
    form = RuleForm().offer(projects)
    if form.sent_and_valid() and not asks_password(form):
        with form.saving():
            find(Challenge, found.challenge_id, lock=True)
            actions.rule_gate(find(StageGate, gate_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Decided; every team has been told."))
            return _race(find(StageGate, gate_id, seen_by=me()).challenge_id)
        found = find(StageGate, gate_id, seen_by=me())
        projects = rules.racing(found.challenge)
    return render_template(
        "awards/rule_gate.html", form=form, gate=found, challenge=found.challenge, projects=projects
    ), form.status
