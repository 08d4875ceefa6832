"""The supervisor names who decides, where the leading group cannot or does not."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from bidding.awards import actions, rules
from bidding.awards.forms import NameForm
from bidding.awards.models import Complaint, Objection
from bidding.awards.views.blueprint import bp, locked
from marketplace.core.db import find
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me


@bp.route("/complaints/<int:complaint_id>/name", methods=["GET", "POST"])
def name_decider(complaint_id: int) -> Any:
    """Who decides a complaint."""
    return _name(Complaint, complaint_id, url_for("awards.complaint", complaint_id=complaint_id))


@bp.route("/objections/<int:objection_id>/name", methods=["GET", "POST"])
def name_answerer(objection_id: int) -> Any:
    """Who answers an objection."""
    return _name(Objection, objection_id, url_for("awards.objection", objection_id=objection_id))


def _name(kind: type[Complaint | Objection], key: int, back: str) -> Any:
    form = NameForm()
    case = find(kind, key, seen_by=me())
    require(rules.may_name(me(), case))
    if form.sent_and_valid():
        with form.saving():
            locked(_award_of(find(kind, key, seen_by=me())).id)
            actions.name(find(kind, key, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Named; whoever it is has been asked to decide."))
            return redirect(back, 303)
        case = find(kind, key, seen_by=me())
    page = render_template(
        "awards/name.html", form=form, back=back, challenge=_award_of(case).challenge,
        complaint=isinstance(case, Complaint),
    )  # fmt: skip
    return page, form.status


def _award_of(case: Any) -> Any:
    return case.objection.award if isinstance(case, Complaint) else case.award
