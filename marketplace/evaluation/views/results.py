"""Results of a year: the list, the leading group's round, one studio's year."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from marketplace.core import clock, exports, lists
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.evaluation import actions, queries, rules
from marketplace.evaluation.forms import DecisionForm, ReportForm
from marketplace.evaluation.models import Evaluation, EvaluationRound, Result
from marketplace.evaluation.views.blueprint import bp
from marketplace.evaluation.words import DEEDS
from marketplace.ledger.models import Metric
from marketplace.people.history import history
from marketplace.people.login import me
from marketplace.people.models import Role
from marketplace.people.queries import roles_of
from marketplace.studios.models import Studio


@bp.get("/evaluations")
def listing() -> str:
    """The results of a year."""
    year, result, q = _year(), request.args.get("result", ""), request.args.get("q", "").strip()[:200]
    results = {"open": _("Not decided yet"), **{r.value: r.label for r in Result}}
    chips = (
        [{"name": "result", "value": result, "label": _("Result of the year"), "text": results[result]}]
        if result in results
        else []
    )
    if q:
        chips.append({"name": "q", "value": q, "label": _("Words"), "text": q})
    page = lists.page(queries.listing(year, result, q), scalars=True)
    seats = [h.unit_id for h in roles_of(me()) if h.role in (Role.LEADING_GROUP, Role.CHAIR)]
    return render_template(
        "evaluation/listing.html", page=page, judged=queries.judged(page.rows), year=year,
        years=queries.years_offered(),
        results=list(results.items()), chips=chips, metrics=list(Metric),
        rounds=queries.rounds_for(seats, year) if seats else (),
    )  # fmt: skip


def _year() -> int:
    typed = request.args.get("year", "")
    offered = queries.years_offered()
    return int(typed) if typed.isdecimal() and len(typed) == 4 and int(typed) <= offered[0] else offered[0]


@bp.get("/evaluations/export")
def listing_export() -> Response:
    """These results as a file."""
    year = _year()
    found = db.session.scalars(
        queries.listing(year, request.args.get("result", ""), request.args.get("q", "").strip()[:200])
    )
    titles = [
        _("Number"),
        _("Studio"),
        _("Tier"),
        _("Result of the year"),
        _("Reason"),
        _("Self-report"),
        _("Decided on"),
    ]
    for metric in Metric:
        titles += [str(metric.label), _("Target number")]
    rows = (
        [j.evaluation.studio.code, j.evaluation.studio.name, str(j.evaluation.studio.tier.label),
         str(j.evaluation.result.label) if j.evaluation.result else _("Not decided yet"), j.evaluation.reason,
         j.evaluation.reported_at, j.evaluation.decided_at, *(n for m in Metric for n in j.counts[m.value])]
        for j in queries.judged(found.all())
    )  # fmt: skip
    return exports.send(_("Evaluation %(year)s", year=year), titles, rows)


@bp.route("/evaluations/rounds/<int:round_id>", methods=["GET", "POST"])
def decide_round(round_id: int) -> Any:
    """Many studios at once, each as its counts say; exemptions one by one."""
    round_ = find(EvaluationRound, round_id)
    require(rules.may_decide_round(me(), round_))
    if request.method == "POST":
        with transaction():
            found = find(EvaluationRound, round_id, lock=True)
            n = actions.decide_by_counts(found, _chosen(found), by=me())
            year = found.year
        flash(_("%(n)s studios decided.", n=n), "success")
        return redirect(url_for("evaluation.listing", year=year), 303)
    waiting = queries.judged(queries.undecided(round_.unit_id, round_.year))
    return render_template(
        "evaluation/round.html",
        round=round_,
        waiting=waiting,
        metrics=list(Metric),
        due=rules.decide_by(round_.year),
    )


def _chosen(round_: EvaluationRound) -> list[Evaluation]:
    """The ticked studios of the round that are still open."""
    ticked = set(request.form.getlist("id"))
    chosen = [e for e in queries.undecided(round_.unit_id, round_.year) if str(e.id) in ticked]
    if not chosen:
        raise Invalid(_("Choose at least one studio."))
    return chosen


@bp.get("/evaluations/<int:evaluation_id>")
def show(evaluation_id: int) -> str:
    """One studio's year: counts with their facts, self-report, result, what followed."""
    evaluation, reader = find(Evaluation, evaluation_id, seen_by=me()), me()
    (judged,) = queries.judged([evaluation])
    return render_template(
        "evaluation/show.html", evaluation=evaluation, studio=evaluation.studio, judged=judged,
        metrics=list(Metric),
        steps=_steps(evaluation), lines=history(evaluation, DEEDS)[::-1],
        notice=queries.notice_of(evaluation, seen_by=reader),
        grounds=rules.grounds(evaluation), may_report=rules.may_report(reader, evaluation),
        may_decide=rules.may_decide(reader, evaluation), pilot=evaluation.pilot,
    )  # fmt: skip


def _steps(evaluation: Evaluation) -> list[dict[str, Any]]:
    reported, decided = evaluation.reported_at, evaluation.decided_at
    reporting = decided is None and reported is None and rules.report_closes(evaluation.year) > clock.now()
    result = evaluation.result.label if evaluation.result else _("Result of the year")
    deciding = decided is None and not reporting
    return [
        {"label": _("Self-report"), "done_at": reported, "current": reporting,
        "deadline": evaluation.report_due,
         "note": None if reported or reporting else _("none handed in")},
        {"label": _("Decision of the leading group"), "done_at": decided, "current": deciding,
         "deadline": rules.decide_by(evaluation.year)},
        {"label": result, "done_at": None, "current": decided is not None},
    ]  # fmt: skip


@bp.route("/evaluations/<int:evaluation_id>/report", methods=["GET", "POST"])
def report(evaluation_id: int) -> Any:
    """The lead's self-report."""
    evaluation = find(Evaluation, evaluation_id, seen_by=me())
    require(rules.may_report(me(), evaluation))
    form = ReportForm(evaluation)
    if form.sent_and_valid():
        with form.saving():
            actions.report(find(Evaluation, evaluation_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Handed in. You may change it until 20 December."), "success")
            return redirect(url_for("evaluation.show", evaluation_id=evaluation_id), 303)
    (judged,) = queries.judged([find(Evaluation, evaluation_id)])
    return render_template(
        "evaluation/report.html", form=form, judged=judged, metrics=list(Metric)
    ), form.status


@bp.route("/evaluations/<int:evaluation_id>/decide", methods=["GET", "POST"])
def decide(evaluation_id: int) -> Any:
    """The result of one studio, where a reason is needed."""
    evaluation = find(Evaluation, evaluation_id, seen_by=me())
    require(rules.may_decide(me(), evaluation))
    form = DecisionForm()
    if form.sent_and_valid():
        with form.saving():
            actions.decide(find(Evaluation, evaluation_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Decided."), "success")
            return redirect(url_for("evaluation.show", evaluation_id=evaluation_id), 303)
    (judged,) = queries.judged([find(Evaluation, evaluation_id)])
    grounds = rules.grounds(judged.evaluation)
    return render_template(
        "evaluation/decide.html", form=form, judged=judged, metrics=list(Metric), grounds=grounds
    ), form.status


@bp.get("/studios/<int:studio_id>/evaluations")
def of_studio(studio_id: int) -> str:
    """A studio's years and the papers that followed."""
    studio = find(Studio, studio_id, seen_by=me())
    notices, delistings = queries.papers(studio, seen_by=me())
    return render_template(
        "evaluation/of_studio.html", studio=studio, years=queries.years_of(studio), notices=notices,
        delistings=delistings,
        metrics=list(Metric),
    )  # fmt: skip
