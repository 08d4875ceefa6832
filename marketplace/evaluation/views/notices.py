"""The risk notice: a paper to print, and its answer."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from marketplace.core.db import find
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.evaluation import actions, rules
from marketplace.evaluation.forms import PlanForm
from marketplace.evaluation.models import NoticeState, RiskNotice
from marketplace.evaluation.views.blueprint import bp
from marketplace.evaluation.words import DEEDS
from marketplace.ledger.models import Metric
from marketplace.people.history import history, steps
from marketplace.people.login import me


@bp.get("/risk-notices/<int:notice_id>")
def notice(notice_id: int) -> str:
    """The document."""
    shown, reader = find(RiskNotice, notice_id, seen_by=me()), me()
    lines = history(shown, DEEDS)
    due = shown.answer_due if shown.state is NoticeState.ISSUED else None
    return render_template(
        "evaluation/notice.html", notice=shown, evaluation=shown.evaluation, studio=shown.evaluation.studio,
        steps=steps(shown, list(NoticeState), lines, due), lines=lines[::-1], metrics=list(Metric),
        may_acknowledge=rules.may_acknowledge(reader, shown),
    )  # fmt: skip


@bp.route("/risk-notices/<int:notice_id>/acknowledge", methods=["GET", "POST"])
def acknowledge(notice_id: int) -> Any:
    """The lead answers with a plan."""
    require(rules.may_acknowledge(me(), find(RiskNotice, notice_id, seen_by=me())))
    form = PlanForm()
    if form.sent_and_valid():
        with form.saving():
            actions.acknowledge(find(RiskNotice, notice_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Acknowledged. The leading group has your plan."), "success")
            return redirect(url_for("evaluation.notice", notice_id=notice_id), 303)
    return render_template(
        "evaluation/acknowledge.html", form=form, notice=find(RiskNotice, notice_id)
    ), form.status
