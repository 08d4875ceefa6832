"""After handing in: everybody's scores, the thread, revisions, calibration."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from bidding.panels import actions, queries, rules
from bidding.panels.forms import PostForm, ReasonForm, ReviseForm
from bidding.panels.queries.panels import whole
from bidding.panels.queries.sheets import thread
from bidding.panels.views.blueprint import bp, held, own_seat
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me


def _back(panel_id: int) -> Any:
    return redirect(url_for("panels.discussion", panel_id=panel_id), 303)


@bp.route("/panels/<int:panel_id>/discussion", methods=["GET", "POST"])
def discussion(panel_id: int) -> Any:
    """All scores side by side and the panel's thread."""
    form = PostForm()
    if form.sent_and_valid():
        with form.saving():
            actions.post(own_seat(held(panel_id)), form.terms().text, by=me())
        if form.saved:
            return _back(panel_id)
    panel = whole(panel_id, seen_by=me())
    require(rules.may_see_scores(me(), panel))
    return render_template(
        "panels/discussion.html",
        panel=panel,
        challenge=panel.challenge,
        form=form,
        board=queries.board(panel),
        thread=thread(panel),
        seat=queries.seat_of(panel, me()),
        rules=rules,
    ), form.status


@bp.route("/panels/<int:panel_id>/revise", methods=["GET", "POST"])
def revise(panel_id: int) -> Any:
    """Change an own mark, with the reason."""
    panel = whole(panel_id, seen_by=me())
    if request.method == "GET":
        require(rules.may_revise(me(), own_seat(panel)))
    form = ReviseForm().offer(queries.blind_labels(panel), list(queries.weights(panel)))
    if form.sent_and_valid():
        with form.saving():
            actions.revise(own_seat(held(panel_id)), form.terms(), by=me())
        if form.saved:
            flash(_("Revised. The first mark stays in the books."))
            return _back(panel_id)
        panel = whole(panel_id, seen_by=me())
    return render_template(
        "panels/revise.html", form=form, panel=panel, challenge=panel.challenge
    ), form.status


@bp.route("/panels/<int:panel_id>/outlier", methods=["GET", "POST"])
def outlier(panel_id: int) -> Any:
    """Say why one's totals stand far from the median."""
    form = ReasonForm()
    if form.sent_and_valid():
        with form.saving():
            actions.explain_outlier(own_seat(held(panel_id)), form.terms().reason, by=me())
        if form.saved:
            flash(_("Noted for the panel."))
            return _back(panel_id)
    panel = whole(panel_id, seen_by=me())
    if request.method == "GET":
        require(rules.may_revise(me(), own_seat(panel)))
    return render_template(
        "panels/outlier.html", form=form, panel=panel, challenge=panel.challenge
    ), form.status


@bp.get("/panels/<int:panel_id>/calibration")
def calibration(panel_id: int) -> Any:
    """How each member marks, and what the ranks would be without it."""
    panel = whole(panel_id, seen_by=me())
    require(rules.may_see_scores(me(), panel))
    return render_template(
        "panels/calibration.html",
        panel=panel,
        challenge=panel.challenge,
        found=queries.calibration(queries.board(panel)),
    )
