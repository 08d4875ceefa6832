"""A delisting, step by step."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from marketplace.core.db import find
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.evaluation import actions, queries, rules
from marketplace.evaluation.forms import ReplyForm, ReviewForm, RulingForm
from marketplace.evaluation.models import Delisting, DelistingState
from marketplace.evaluation.views.blueprint import bp
from marketplace.evaluation.words import DEEDS
from marketplace.people.history import history, steps
from marketplace.people.login import me

S = DelistingState
WAY = [S.PROPOSED, S.REPLY, S.DECISION, S.ON_NOTICE, S.EXECUTED]


@bp.get("/delistings/<int:delisting_id>")
def delisting(delisting_id: int) -> str:
    """Where it stands, what was said, who is next."""
    shown, reader = find(Delisting, delisting_id, seen_by=me()), me()
    lines = history(shown, DEEDS)
    return render_template(
        "evaluation/delisting.html", delisting=queries.full_delisting(delisting_id), studio=shown.studio,
        steps=steps(shown, WAY, lines, shown.deadline), lines=lines[::-1],
        projects=queries.running_projects(shown.studio),
        may_review=rules.may_review(reader, shown), may_reply=rules.may_reply(reader, shown),
        may_decide=rules.may_decide_delisting(reader, shown),
    )  # fmt: skip


@bp.route("/delistings/<int:delisting_id>/review", methods=["GET", "POST"])
def review(delisting_id: int) -> Any:
    """The leading group's review."""
    require(rules.may_review(me(), find(Delisting, delisting_id, seen_by=me())))
    return _step(delisting_id, ReviewForm(), actions.review, _("Review of the proposed delisting"))


@bp.route("/delistings/<int:delisting_id>/reply", methods=["GET", "POST"])
def reply(delisting_id: int) -> Any:
    """The studio's reply."""
    require(rules.may_reply(me(), find(Delisting, delisting_id, seen_by=me())))
    return _step(delisting_id, ReplyForm(), actions.reply, _("Reply to the proposed delisting"))


@bp.route("/delistings/<int:delisting_id>/decide", methods=["GET", "POST"])
def rule(delisting_id: int) -> Any:
    """The chair's decision."""
    require(rules.may_decide_delisting(me(), find(Delisting, delisting_id, seen_by=me())))
    return _step(delisting_id, RulingForm(), actions.rule, _("Decision on the delisting"))


def _step(delisting_id: int, form: Any, deed: Any, title: str) -> Any:
    if form.sent_and_valid():
        with form.saving():
            deed(find(Delisting, delisting_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Recorded."), "success")
            return redirect(url_for("evaluation.delisting", delisting_id=delisting_id), 303)
    shown = find(Delisting, delisting_id)
    projects = queries.running_projects(shown.studio)
    return render_template(
        "evaluation/step.html", form=form, delisting=shown, title=title, projects=projects
    ), form.status
