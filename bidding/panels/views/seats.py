"""Declaring conflicts, stepping down, being replaced, and conflicts that are found not to count."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from bidding.panels import actions, rules
from bidding.panels.forms import DeclareForm, DismissForm, ReasonForm, StepDownForm
from bidding.panels.models import PanelSeat
from bidding.panels.queries.panels import who_follows, whole
from bidding.panels.queries.sheets import bidders
from bidding.panels.queries.shown import conflicts_of
from bidding.panels.views.blueprint import back, bp, held, own_seat
from marketplace.challenges.models import Challenge
from marketplace.challenges.queries import frame as framed
from marketplace.core.db import db, find
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.people.models import Person


@bp.route("/panels/<int:panel_id>/declare", methods=["GET", "POST"])
def declare(panel_id: int) -> Any:
    """Declare against the list of studios and people who bid."""
    panel = whole(panel_id, seen_by=me())
    seat = own_seat(panel)  # names of bidders are for members, also beside a form sent back
    listed = bidders(panel)
    form = DeclareForm().offer(listed)
    if request.method == "GET":
        require(rules.may_declare(me(), seat))
    if form.sent_and_valid():
        with form.saving():
            actions.declare(own_seat(held(panel_id)), form.terms(), by=me())
        if form.saved:
            if form.terms().conflict == "yes":
                return _stepped_back()
            flash(_("Declared. You are told when scoring begins."))
            return back(panel_id)
        panel = whole(panel_id, seen_by=me())
    return render_template(
        "panels/declare.html", form=form, panel=panel, challenge=panel.challenge, bidders=listed
    ), form.status


def _stepped_back() -> Any:
    flash(_("Thank you. The next of the draw takes your seat."))
    return redirect(url_for("panels.mine"), 303)


@bp.route("/panels/<int:panel_id>/step-down", methods=["GET", "POST"])
def step_down(panel_id: int) -> Any:
    """A conflict noticed later."""
    panel = whole(panel_id, seen_by=me())
    seat = own_seat(panel)
    form = StepDownForm().offer(bidders(panel))
    if request.method == "GET":
        require(rules.may_step_down(me(), seat))
    if form.sent_and_valid():
        with form.saving():
            actions.step_down(own_seat(held(panel_id)), form.terms(), by=me())
        if form.saved:
            return _stepped_back()
        panel = whole(panel_id, seen_by=me())
    return render_template(
        "panels/step_down.html", form=form, panel=panel, challenge=panel.challenge
    ), form.status


@bp.route("/panels/<int:panel_id>/replace/<int:seat_id>", methods=["GET", "POST"])
def replace(panel_id: int, seat_id: int) -> Any:
    """The leading group replaces a member who is gone or lets a date pass."""
    form = ReasonForm()
    if form.sent_and_valid():
        with form.saving():
            held(panel_id)
            follower = actions.replace(_seat(panel_id, seat_id), form.terms().reason, by=me())
        if form.saved:
            name = db.session.get_one(Person, follower.person_id).name
            flash(_("Replaced; %(name)s is the next of the draw.", name=name))
            return back(panel_id)
    panel = whole(panel_id, seen_by=me())
    seat = _seat(panel_id, seat_id)
    if request.method == "GET":
        require(rules.may_replace(me(), seat))
    row = who_follows(panel, seat)
    return render_template(
        "panels/replace.html",
        form=form,
        panel=panel,
        challenge=panel.challenge,
        seat=seat,
        follower=db.session.get_one(Person, row["person"]).name if row else None,
    ), form.status


def _seat(panel_id: int, seat_id: int) -> PanelSeat:
    seat = find(PanelSeat, seat_id)
    require(rules.belongs(seat, panel_id))
    return seat


@bp.get("/challenges/<int:challenge_id>/panel/conflicts")
def conflicts(challenge_id: int) -> str:
    """Who of the pool may not judge, of which kind and with whom."""
    frame = framed(challenge_id, seen_by=me())
    require(rules.may_see_conflicts(me(), frame.challenge))
    rows = conflicts_of(frame.challenge, seen_by=me())
    return render_template(
        "panels/conflicts.html",
        frame=frame,
        challenge=frame.challenge,
        rows=rows,
        may=[rules.may_dismiss(me(), frame.challenge, row.kind, row.person_id) for row in rows],
    )


@bp.route("/challenges/<int:challenge_id>/panel/conflicts/dismiss", methods=["GET", "POST"])
def dismiss(challenge_id: int) -> Any:
    """The chair of the leading group finds that a conflict does not count, and says why."""
    form = DismissForm(**{name: request.args.get(name, "") for name in ("person_id", "kind", "bid_id")})
    challenge = find(Challenge, challenge_id, seen_by=me())
    require(rules.may_see_conflicts(me(), challenge))
    if form.sent_and_valid():
        with form.saving():
            actions.dismiss(find(Challenge, challenge_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Dismissed. The reason stays readable beside the draw."))
            return redirect(url_for("panels.conflicts", challenge_id=challenge_id), 303)
        challenge = find(Challenge, challenge_id, seen_by=me())
    row = next((one for one in conflicts_of(challenge, seen_by=me()) if form.names(one)), None)
    if row is None:
        raise NotFound(_("There is no such conflict, or it was dismissed already."))
    if request.method == "GET":
        require(rules.may_dismiss(me(), challenge, row.kind, row.person_id))
    return render_template("panels/dismiss.html", form=form, row=row, challenge=challenge), form.status
