"""The list of my reviews, the panel of a challenge, the panel's own page, declaring conflicts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for

from bidding.panels import actions, queries, rules
from bidding.panels.forms import DeclareForm, ReasonForm
from bidding.panels.models import PanelSeat
from bidding.panels.queries.panels import of_person, whole
from bidding.panels.queries.sheets import bidders
from bidding.panels.views.blueprint import back, bp, held, own_seat
from marketplace.challenges.models import Challenge
from marketplace.challenges.queries import frame as framed
from marketplace.core.db import db, find, transaction
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me
from marketplace.people.models import Person


@bp.get("/reviews")
def mine() -> Any:
    """The panels I sit on."""
    return render_template("panels/mine.html", page=of_person(me()))


@bp.get("/challenges/<int:challenge_id>/panel")
def on_challenge(challenge_id: int) -> Any:
    """What may be known of a challenge's panel: how far it is; with the result its seed, pool and draw."""
    frame = framed(challenge_id, seen_by=me())
    panel = queries.latest(frame.challenge)
    shown = rules.may_see_draw(me(), frame.challenge)
    names = {}
    if panel is not None and shown:
        ids = [one["person"] for one in panel.pool]
        names = dict(db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids))).all())
    return render_template(
        "panels/on_challenge.html",
        frame=frame,
        challenge=frame.challenge,
        panel=panel,
        shown=shown,
        names=names,
        may_draw=rules.may_draw(me(), frame.challenge),
        watches=rules.watches(me(), frame.challenge),
        seat=queries.seat_of(panel, me()) if panel is not None else None,
    )


@bp.post("/challenges/<int:challenge_id>/panel/draw")
def draw(challenge_id: int) -> Any:
    """Draw the panel."""
    with transaction():
        actions.draw(find(Challenge, challenge_id, lock=True, seen_by=me()), by=me())
    flash(_("The panel is drawn; its members have been told."))
    return redirect(url_for("panels.on_challenge", challenge_id=challenge_id), 303)


@bp.get("/panels/<int:panel_id>")
def show(panel_id: int) -> Any:
    """A panel's own page: where it stands and what is next for the reader."""
    panel = whole(panel_id, seen_by=me())
    seat = queries.seat_of(panel, me())
    labels = queries.blind_labels(panel) if seat is not None else ()
    return render_template(
        "panels/show.html",
        panel=panel,
        challenge=panel.challenge,
        seat=seat,
        labels=labels,
        sheets=queries.sheets_of(seat) if seat is not None and seat.submitted_at is None else {},
        rules=rules,
        may_see=rules.may_see_scores(me(), panel),
        weights=queries.weights(panel),
        marks_of=queries.marked,
    )


@bp.route("/panels/<int:panel_id>/declare", methods=["GET", "POST"])
def declare(panel_id: int) -> Any:
    """Declare against the list of studios and people who bid."""
    form = DeclareForm()
    if form.sent_and_valid():
        with form.saving():
            actions.declare(own_seat(held(panel_id)), form.terms(), by=me())
        if form.saved:
            if form.terms().conflict == "yes":
                flash(_("Thank you. The next of the draw takes your seat."))
                return redirect(url_for("panels.mine"), 303)
            flash(_("Declared. You are told when scoring begins."))
            return back(panel_id)
    panel = whole(panel_id, seen_by=me())
    seat = own_seat(panel)  # names of bidders are for members, also beside a form sent back
    if request.method == "GET":
        require(rules.may_declare(me(), seat))
    return render_template(
        "panels/declare.html", form=form, panel=panel, challenge=panel.challenge, bidders=bidders(panel)
    ), form.status


@bp.route("/panels/<int:panel_id>/step-down", methods=["GET", "POST"])
def step_down(panel_id: int) -> Any:
    """A conflict noticed later."""
    form = ReasonForm()
    if form.sent_and_valid():
        with form.saving():
            actions.step_down(own_seat(held(panel_id)), form.terms().reason, by=me())
        if form.saved:
            flash(_("Thank you. The next of the draw takes your seat."))
            return redirect(url_for("panels.mine"), 303)
    panel = whole(panel_id, seen_by=me())
    if request.method == "GET":
        require(rules.may_step_down(me(), own_seat(panel)))
    return render_template(
        "panels/step_down.html", form=form, panel=panel, challenge=panel.challenge
    ), form.status


@bp.route("/panels/<int:panel_id>/replace/<int:seat_id>", methods=["GET", "POST"])
def replace(panel_id: int, seat_id: int) -> Any:
    """The leading group replaces a member who does not answer."""
    form = ReasonForm()
    if form.sent_and_valid():
        with form.saving():
            held(panel_id)
            actions.replace(_seat(panel_id, seat_id), form.terms().reason, by=me())
        if form.saved:
            flash(_("Replaced by the next of the draw."))
            return back(panel_id)
    panel = whole(panel_id, seen_by=me())
    seat = _seat(panel_id, seat_id)
    if request.method == "GET":
        require(rules.may_replace(me(), seat))
    return render_template(
        "panels/replace.html", form=form, panel=panel, challenge=panel.challenge, seat=seat
    ), form.status


def _seat(panel_id: int, seat_id: int) -> PanelSeat:
    seat = find(PanelSeat, seat_id)
    require(rules.belongs(seat, panel_id))
    return seat
