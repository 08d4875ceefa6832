"""Pages: a joint round, its decision, and what everybody may know of it on a challenge."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from bidding.rounds import actions, queries, rules
from bidding.rounds.forms import decide_form
from bidding.rounds.models import JointRound, RoundState
from marketplace.challenges.models import ChallengeState
from marketplace.challenges.queries import frame as framed
from marketplace.core.db import find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.people.login import asks_password, me

bp = Blueprint("rounds", __name__)
ANNOUNCED = (ChallengeState.NOTICE, ChallengeState.AWARDED)


@bp.get("/challenges/<int:challenge_id>/round")
def on_challenge(challenge_id: int) -> Any:
    """What a joint round is, how far this one is and, with the result, how it was decided."""
    frame = framed(challenge_id, seen_by=me())
    challenge = frame.challenge
    if not rules.in_round(me(), challenge):
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    joint = queries.round_of(challenge)
    return render_template(
        "rounds/on_challenge.html", frame=frame, challenge=challenge, joint=joint,
        announced=challenge.state in ANNOUNCED,
        may_open=joint is not None and queries.may_open(joint, seen_by=me()),
    )  # fmt: skip


@bp.route("/rounds/<int:round_id>", methods=["GET", "POST"])
def show(round_id: int) -> Any:
    """The joint choice beside each challenge's own, and the chair's decision."""
    joint = find(JointRound, round_id, seen_by=me())
    challenges = queries.challenges_of(joint.name)
    choice = queries.choice_of(joint, challenges) if joint.solved_at is not None else None
    open_now = joint.state is RoundState.PROPOSED and choice is not None
    form = decide_form(choice.lines if open_now and choice else ())
    if open_now and form.sent_and_valid() and not asks_password(form):
        with form.saving():
            actions.decide(find(JointRound, round_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Decided. All results are on public notice; all bidders were told at the same moment."))
            return redirect(url_for("rounds.show", round_id=round_id), 303)
    return render_template(
        "rounds/show.html", joint=joint, challenges=challenges, choice=choice, form=form,
        reports=queries.reports_of(challenges) if choice is None else {},
        may_decide=rules.may_decide(me(), joint, challenges),
    ), form.status  # fmt: skip


@bp.post("/rounds/<int:round_id>/again")
def again(round_id: int) -> Any:
    """Have the joint choice worked out anew: a bid was withdrawn, people's days have changed."""
    with transaction():
        actions.work_out(find(JointRound, round_id, lock=True, seen_by=me()), by=me())
    flash(_("Begun. You can leave this page; it goes on."))
    return redirect(url_for("rounds.show", round_id=round_id), 303)
