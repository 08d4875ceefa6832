"""Pages of loans: the person asked answers, the home unit decides and sees who is away until when."""

from __future__ import annotations

from math import floor
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from marketplace.core.db import find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.history import Line, history, steps
from marketplace.people.login import me
from marketplace.secondments import actions, queries, rules
from marketplace.secondments.forms import RefusalForm, ReleaseForm
from marketplace.secondments.models import Loan, LoanState
from marketplace.secondments.words import DEEDS

bp = Blueprint("secondments", __name__)
S = LoanState
STEPS = (S.ASKED, S.CONSENTED, S.RELEASED, S.HELD, S.ACTIVE, S.RETURNED)


@bp.get("/loans")
def mine() -> str:
    """What was asked of me."""
    reader = me()
    return render_template(
        "secondments/mine.html", rows=queries.asked_of(reader), manages=bool(queries.manages(reader))
    )


@bp.get("/loans/people")
def people() -> str:
    """Loans of my people."""
    _must_manage()
    which, typed = request.args.get("which", ""), request.args.get("q", "").strip()[:60]
    page = queries.of_my_people(me(), which=which, typed=typed)
    return render_template("secondments/people.html", page=page, groups=_groups(), chips=_chips(which, typed))


def _must_manage() -> None:
    if not queries.manages(me()):
        raise NotFound(_("This page does not exist, or it is not meant for you."))


def _groups() -> list[tuple[str, str]]:
    return [
        ("waiting", _("Waiting for my decision")),
        ("coming", _("Given, not begun")),
        ("away", _("On loan now")),
        ("over", _("Over")),
    ]


def _chips(which: str, typed: str) -> list[dict[str, str]]:
    chips = []
    if which in dict(_groups()):
        chips.append({"name": "which", "value": which, "label": _("State"), "text": dict(_groups())[which]})
    if typed:
        chips.append({"name": "q", "value": typed, "label": _("Words"), "text": typed})
    return chips


@bp.get("/loans/calendar")
def calendar() -> str:
    """How loaded my people are, month by month."""
    _must_manage()
    months = queries.months_ahead()
    return render_template("secondments/calendar.html", page=queries.calendar(me(), months), months=months)


@bp.get("/loans/<int:loan_id>")
def show(loan_id: int) -> str:
    """One loan: what is asked, where it stands, what may be done."""
    reader = me()
    loan = queries.shown(loan_id, seen_by=reader)
    lines = history(loan, DEEDS)
    return render_template(
        "secondments/show.html",
        loan=loan, steps=_steps(loan, lines), events=lines, load=_load(loan), **_may(loan, reader),
    )  # fmt: skip


def _may(loan: Loan, reader: Any) -> dict[str, Any]:
    """Which buttons this reader has; a reader without a part in it has none."""
    is_person = reader.id == loan.person_id
    may_release = rules.may_release(reader, loan)
    manages = may_release or any(loan.home_unit.path.startswith(path) for path in queries.manages(reader))
    return {
        "is_person": is_person,
        "manages": bool(manages) and not is_person,
        "may_consent": rules.may_consent(reader, loan),
        "may_release": may_release,
        "may_refuse": rules.may_refuse(reader, loan),
    }


def _steps(loan: Loan, lines: list[Line]) -> list[dict[str, Any]]:
    asked, *rest = steps(loan, STEPS, lines, loan.answer_due)
    return [{**asked, "done_at": loan.created_at}, *rest]


def _load(loan: Loan) -> dict[str, int]:
    """How free and how busy the person is in these dates, this loan left out."""
    free = queries.free_days([loan.person_id], loan.starts_on, loan.ends_on, besides=loan.about)[
        loan.person_id
    ]
    most = floor(queries.capacity(loan.person.days_per_month, loan.starts_on, loan.ends_on))
    return {"free": max(0, free), "busy": max(0, most - free)}


@bp.post("/loans/<int:loan_id>/consent")
def consent(loan_id: int) -> Any:
    """The person agrees."""
    with transaction():
        actions.consent(find(Loan, loan_id, lock=True, seen_by=me()), by=me())
    flash(_("You have agreed. Your unit is asked to release you."), "success")
    return redirect(url_for("secondments.show", loan_id=loan_id), 303)


@bp.route("/loans/<int:loan_id>/release", methods=["GET", "POST"])
def release(loan_id: int) -> Any:
    """The home unit lets the person go."""
    loan = find(Loan, loan_id, seen_by=me())
    require(rules.may_release(me(), loan))
    form = ReleaseForm(loan)
    if form.sent_and_valid():
        with form.saving():
            actions.release(find(Loan, loan_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Released. Both sides have been told."), "success")
            return redirect(url_for("secondments.show", loan_id=loan_id), 303)
    return render_template("secondments/release.html", form=form, loan=loan, load=_load(loan)), form.status


@bp.route("/loans/<int:loan_id>/refuse", methods=["GET", "POST"])
def refuse(loan_id: int) -> Any:
    """The person or the home unit says no."""
    loan = find(Loan, loan_id, seen_by=me())
    require(rules.may_refuse(me(), loan))
    form = RefusalForm()
    if form.sent_and_valid():
        with form.saving():
            actions.refuse(find(Loan, loan_id, lock=True, seen_by=me()), reason=form.terms().reason, by=me())
        if form.saved:
            flash(_("Declined. Whoever asked has been told why."), "success")
            return redirect(url_for("secondments.show", loan_id=loan_id), 303)
    return render_template("secondments/refuse.html", form=form, loan=loan), form.status
