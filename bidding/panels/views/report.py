"""The report: written by the chair, signed by all, printed."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from bidding.panels import actions, queries, rules
from bidding.panels.forms import ReportForm, SignForm
from bidding.panels.models import PanelState
from bidding.panels.queries.panels import report_of, whole
from bidding.panels.views.blueprint import back, bp, held, own_seat
from bidding.panels.views.papers import paper_of
from marketplace.core.db import transaction
from marketplace.core.documents import pdf
from marketplace.core.files import download
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me


def _here(panel_id: int) -> Any:
    return redirect(url_for("panels.report", panel_id=panel_id), 303)


@bp.get("/panels/<int:panel_id>/report")
def report(panel_id: int) -> Any:
    """The report with its ranking and signatures."""
    panel = whole(panel_id, seen_by=me())
    require(rules.may_see_scores(me(), panel))
    written = report_of(panel) if panel.state in (PanelState.SIGNING, PanelState.SIGNED) else None
    if written is None:
        return back(panel_id)
    seat = queries.seat_of(panel, me())
    return render_template(
        "panels/report.html",
        panel=panel,
        challenge=panel.challenge,
        report=written,
        form=SignForm(),
        seat=seat,
        may_sign=rules.may_sign(me(), seat) if seat is not None else None,
        may_reopen=rules.may_reopen(me(), panel),
    )


@bp.get("/panels/<int:panel_id>/report.pdf")
def report_pdf(panel_id: int) -> Response:
    """The signed report as a paper."""
    panel = whole(panel_id, seen_by=me())
    require(rules.may_see_scores(me(), panel) and rules.may_print(panel))
    written = report_of(panel)
    assert written is not None
    made = pdf(paper_of(panel, written, reader=me()))
    return download(f"{panel.challenge.number}-report.pdf", made)


@bp.route("/panels/<int:panel_id>/report/write", methods=["GET", "POST"])
def write_report(panel_id: int) -> Any:
    """The chair fixes ranking and text."""
    form = ReportForm(candidates=2) if request.method == "GET" else ReportForm()
    if form.sent_and_valid():
        with form.saving():
            actions.write_report(held(panel_id), form.terms(), by=me())
        if form.saved:
            flash(_("Written. Everybody is asked to sign."))
            return _here(panel_id)
    panel = whole(panel_id, seen_by=me())
    # a form sent back shows the board, too: it is for those whose own scores are in
    rule = rules.may_write_report if request.method == "GET" else rules.may_see_scores
    require(rule(me(), panel))
    return render_template(
        "panels/write_report.html",
        form=form,
        panel=panel,
        challenge=panel.challenge,
        board=queries.board(panel),
    ), form.status


@bp.post("/panels/<int:panel_id>/report/reopen")
def reopen(panel_id: int) -> Any:
    """Take the report back before all have signed."""
    with transaction():
        actions.reopen(held(panel_id), by=me())
    flash(_("Taken back; the discussion goes on."))
    return back(panel_id)


@bp.post("/panels/<int:panel_id>/report/sign")
def sign(panel_id: int) -> Any:
    """Sign, with dissent if there is any."""
    form = SignForm()
    if form.sent_and_valid():
        with form.saving():
            actions.sign(own_seat(held(panel_id)), form.terms().dissent, by=me())
        if form.saved:
            flash(_("Signed."))
            return _here(panel_id)
    panel = whole(panel_id, seen_by=me())
    require(rules.may_see_scores(me(), panel))
    seat = queries.seat_of(panel, me())
    return render_template(
        "panels/report.html",
        panel=panel,
        challenge=panel.challenge,
        report=report_of(panel),
        form=form,
        seat=seat,
        may_sign=rules.may_sign(me(), seat) if seat is not None else None,
        may_reopen=rules.may_reopen(me(), panel),
    ), form.status
