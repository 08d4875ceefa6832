"""Weights of a challenge's own."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from marketplace.challenges import actions, queries, rules
from marketplace.challenges.forms import OwnWeightsForm
from marketplace.challenges.models import Challenge
from marketplace.challenges.views.blueprint import bp
from marketplace.core.db import find, transaction
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.rulebook.queries import setting


@bp.route("/<int:challenge_id>/weights", methods=["GET", "POST"])
def weights(challenge_id: int) -> Any:
    """The matcher's weights for this challenge, until it is handed in."""
    challenge = queries.frame(challenge_id, seen_by=me(), whole=True).challenge
    require(rules.may_edit(me(), challenge))
    form = OwnWeightsForm(challenge)
    if form.sent_and_valid():
        with form.saving():
            actions.set_weights(find(Challenge, challenge_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("The weights are set."))
            return redirect(url_for("challenges.numbers", challenge_id=challenge_id), 303)
        challenge = queries.frame(challenge_id, seen_by=me(), whole=True).challenge
    page = render_template(
        "challenges/weights.html", form=form, challenge=challenge, leeway=setting("weight_leeway")
    )
    return page, form.status


@bp.post("/<int:challenge_id>/weights/usual")
def usual_weights(challenge_id: int) -> Any:
    """Back to the weights of the version in force."""
    with transaction():
        actions.usual_weights(find(Challenge, challenge_id, lock=True, seen_by=me()), by=me())
    flash(_("The weights of the version in force hold."))
    return redirect(url_for("challenges.numbers", challenge_id=challenge_id), 303)
