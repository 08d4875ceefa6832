"""Annual letters: the list of a year, the proposal for all studios, one letter."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from marketplace.core import exports, lists
from marketplace.core.db import db, find, transaction
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.ledger import actions, queries, rules
from marketplace.ledger.forms import ProposalForm, ReasonForm, SignForm, TargetsForm
from marketplace.ledger.models import AnnualLetter, LetterRound, LetterState, Metric
from marketplace.ledger.views.blueprint import bp
from marketplace.ledger.views.years import year_asked, years_offered
from marketplace.ledger.words import DEEDS
from marketplace.people.history import history, steps
from marketplace.people.login import me
from marketplace.rulebook.queries import in_force


@bp.get("/letters")
def letters() -> str:
    """The letters of a year, with who owes a signature."""
    year, state, q = year_asked(), request.args.get("state", ""), request.args.get("q", "").strip()[:200]
    states = {"overdue": _("Overdue"), "none": _("No letter"), **{s.value: s.label for s in LetterState}}
    chips = (
        [{"name": "state", "value": state, "label": _("State"), "text": states[state]}]
        if state in states
        else []
    )
    if q:
        chips.append({"name": "q", "value": q, "label": _("Words"), "text": q})
    return render_template(
        "ledger/letters.html", page=lists.page(queries.letters(year, state if state in states else "", q)),
        year=year,
        chips=chips, states=list(states.items()), years=years_offered(),
        rounds=queries.rounds_for(me(), year),
        metrics=list(Metric),
    )  # fmt: skip


@bp.get("/letters/export")
def letters_export() -> Response:
    """These letters as a file."""
    year, state = year_asked(), request.args.get("state", "")
    titles = [_("Number"), _("Studio"), _("Tier"), _("Lead"), _("State"), *(str(m.label) for m in Metric),
    _("Sign by"),
              _("Signed by the lead"), _("Signed by the chair")]  # fmt: skip
    found = db.session.execute(
        queries.letters(year, state, request.args.get("q", "").strip()[:200]).limit(20_000)
    )
    rows = (
        (r.code, r.name, str(r.tier.label), r.lead, str(r.state.label) if r.state else _("No letter"),
        r.projects, r.tackled,
         r.pairs, r.exchanges, r.due_at, r.lead_signed_at, r.chair_signed_at)
        for r in found
    )  # fmt: skip
    return exports.send(_("Annual letters %(year)s", year=year), titles, rows)


@bp.route("/letters/rounds/<int:round_id>", methods=["GET", "POST"])
def propose(round_id: int) -> Any:
    """Targets for every studio of the leading group, on one page."""
    round_ = find(LetterRound, round_id)
    require(rules.may_propose(me(), round_))
    waiting = {str(studio.id): studio for studio in queries.letterless(round_.unit_id, round_.year)}
    usual = in_force("targets").body
    form = ProposalForm(
        lines=[
            {
                "studio_id": key,
                "take": True,
                **dict(zip((str(m) for m in Metric), usual[studio.tier.value], strict=True)),
            }
            for key, studio in waiting.items()
        ]
    )
    if form.sent_and_valid():
        year = round_.year
        with form.saving():
            made = len(actions.propose(find(LetterRound, round_id, lock=True), form.terms(), by=me()))
        if form.saved:
            flash(_("Targets proposed to %(n)s studios; their leads are asked to sign.", n=made), "success")
            return redirect(url_for("ledger.letters", year=year), 303)
        waiting = {
            str(studio.id): studio for studio in queries.letterless(find(LetterRound, round_id).unit_id, year)
        }
    return render_template(
        "ledger/propose.html", form=form, round=find(LetterRound, round_id), waiting=waiting
    ), form.status


@bp.get("/letters/<int:letter_id>")
def letter(letter_id: int) -> str:
    """One letter: targets, plan, signatures; prints as a letter."""
    shown, reader = find(AnnualLetter, letter_id, seen_by=me()), me()
    lines, due = history(shown, DEEDS), None if shown.state is LetterState.SIGNED else shown.due_at
    return render_template(
        "ledger/letter.html", letter=queries.full_letter(letter_id), studio=shown.studio, lines=lines[::-1],
        steps=steps(shown, list(LetterState), lines, due),
        as_lead=rules.may_sign_as_lead(reader, shown), as_chair=rules.may_sign_as_chair(reader, shown),
        may_correct=rules.may_correct(reader, shown), metrics=list(Metric),
    )  # fmt: skip


@bp.route("/letters/<int:letter_id>/sign", methods=["GET", "POST"])
def sign(letter_id: int) -> Any:
    """The lead signs, with the exchange plan."""
    shown = find(AnnualLetter, letter_id, seen_by=me())
    require(rules.may_sign_as_lead(me(), shown))
    form = SignForm(plan=shown.plan or [{} for _line in range(max(1, shown.exchanges))])
    if request.form.get("add") == "plan":
        form.plan.append_entry()
    elif form.sent_and_valid():
        with form.saving():
            actions.sign_as_lead(
                find(AnnualLetter, letter_id, lock=True, seen_by=me()), form.terms(), by=me()
            )
        if form.saved:
            flash(_("Signed. The chair signs next."), "success")
            return redirect(url_for("ledger.letter", letter_id=letter_id), 303)
    return render_template(
        "ledger/sign.html", form=form, letter=find(AnnualLetter, letter_id), metrics=list(Metric)
    ), form.status


@bp.post("/letters/<int:letter_id>/countersign")
def countersign(letter_id: int) -> Any:
    """The chair signs; the letter is frozen."""
    with transaction():
        actions.sign_as_chair(find(AnnualLetter, letter_id, lock=True, seen_by=me()), by=me())
    flash(_("Signed. The letter is frozen now."), "success")
    return redirect(url_for("ledger.letter", letter_id=letter_id), 303)


@bp.route("/letters/<int:letter_id>/return", methods=["GET", "POST"])
def send_back(letter_id: int) -> Any:
    """The chair sends it back with a reason."""
    shown = find(AnnualLetter, letter_id, seen_by=me())
    require(rules.may_sign_as_chair(me(), shown))
    form = ReasonForm()
    if form.sent_and_valid():
        with form.saving():
            found = find(AnnualLetter, letter_id, lock=True, seen_by=me())
            actions.send_back(found, reason=form.terms().reason, by=me())
        if form.saved:
            flash(_("Sent back to the proposal."), "success")
            return redirect(url_for("ledger.letter", letter_id=letter_id), 303)
    return render_template(
        "ledger/send_back.html", form=form, letter=find(AnnualLetter, letter_id)
    ), form.status


@bp.route("/letters/<int:letter_id>/correct", methods=["GET", "POST"])
def correct(letter_id: int) -> Any:
    """The leading group corrects the numbers before anybody signs."""
    shown = find(AnnualLetter, letter_id, seen_by=me())
    require(rules.may_correct(me(), shown))
    form = TargetsForm(shown)
    if form.sent_and_valid():
        with form.saving():
            actions.correct(find(AnnualLetter, letter_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Saved."), "success")
            return redirect(url_for("ledger.letter", letter_id=letter_id), 303)
    return render_template(
        "ledger/correct.html", form=form, letter=find(AnnualLetter, letter_id)
    ), form.status
