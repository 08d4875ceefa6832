"""A challenge to read: its problem, its history, the list of a department's own."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from marketplace.challenges import actions, queries, rules
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.queries import Frame
from marketplace.challenges.views.blueprint import bp
from marketplace.core.db import find, transaction
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.people.models import Role
from marketplace.people.rules import scope_paths
from marketplace.rulebook.queries import preset_of, weights_of
from marketplace.rulebook.words import facts


def known(challenge_id: int) -> Frame:
    """The frame of a page that is nothing but details."""
    frame = queries.frame(challenge_id, seen_by=me())
    require(rules.may_see_details(me(), frame.challenge))
    return frame


@bp.get("/<int:challenge_id>")
def show(challenge_id: int) -> Any:
    """The problem."""
    frame = queries.frame(challenge_id, seen_by=me())
    challenge = frame.challenge
    targets, needs = queries.targets_and_needs(challenge_id) if frame.known else ((), ())
    named = queries.circle_of(challenge) if challenge.is_secret and frame.known else ()
    going = challenge.state in (*rules.DRAFTING, ChallengeState.OPEN)
    by_name = frame.ours and challenge.preset == "invited" and going
    ended = challenge.state in (ChallengeState.WITHDRAWN, ChallengeState.NO_BID)
    return render_template(
        "challenges/show.html", frame=frame, challenge=challenge, circle=named, targets=targets, needs=needs,
        invited=[one.studio for one in challenge.invitations] if by_name else (),
        later=queries.posted_again(challenge, seen_by=me()) if ended else None,
    )  # fmt: skip


@bp.get("/<int:challenge_id>/history")
def history(challenge_id: int) -> Any:
    """What happened to it."""
    frame = known(challenge_id)
    rows = queries.history(frame.challenge, full=frame.ours)
    states = {str(state): state.label for state in ChallengeState}
    return render_template(
        "challenges/history.html", frame=frame, challenge=frame.challenge, rows=rows, states=states
    )


@bp.get("/<int:challenge_id>/rules")
def numbers(challenge_id: int) -> str:
    """The numbers of the preset it was posted with."""
    frame = queries.frame(challenge_id, seen_by=me())
    return render_template(
        "challenges/rules.html", frame=frame, challenge=frame.challenge,
        numbers=facts(preset_of(frame.challenge)), version=frame.challenge.rule_versions.get("preset"),
        weights=facts(weights_of(frame.challenge)),
        criteria=facts(weights_of(frame.challenge, "panel_criteria")),
        may_edit=rules.may_edit(me(), frame.challenge),
    )  # fmt: skip


@bp.get("/mine")
def mine() -> Any:
    """The challenges of my departments and who waits for whom."""
    state, text = request.args.get("state", ""), request.args.get("q", "")[:200]
    posts = bool(scope_paths(me(), Role.POSTER))
    page = queries.mine(me(), state=state, text=text)
    return render_template("challenges/mine.html", page=page, states=list(ChallengeState), may_post=posts,
                           state_choices=[(str(one), one.label) for one in ChallengeState])  # fmt: skip


@bp.post("/<int:challenge_id>/follow")
def follow(challenge_id: int) -> Any:
    """News of it, please."""
    with transaction():
        actions.follow(find(Challenge, challenge_id, seen_by=me()), by=me())
    flash(_("You will get news of this challenge."))
    return redirect(url_for("challenges.show", challenge_id=challenge_id), 303)


@bp.post("/<int:challenge_id>/unfollow")
def unfollow(challenge_id: int) -> Any:
    """No more news."""
    with transaction():
        actions.unfollow(find(Challenge, challenge_id, seen_by=me()), by=me())
    flash(_("You will get no more news of this challenge."))
    return redirect(url_for("challenges.show", challenge_id=challenge_id), 303)
