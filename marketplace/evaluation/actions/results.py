"""Self-reports and results; what a missed year brings."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.evaluation import queries, rules
from marketplace.evaluation.actions.delisting import propose_delisting
from marketplace.evaluation.actions.notices import clear, issue
from marketplace.evaluation.models import Evaluation, EvaluationRound, Result
from marketplace.evaluation.terms import Decision, Judgement, Report
from marketplace.inbox import actions as inbox
from marketplace.people.models import Person
from marketplace.rulebook.queries import setting
from marketplace.studios.models import Studio, StudioState
from marketplace.studios.queries import seated


def open_year(studio: Studio, year: int) -> Evaluation:
    """1 December: the studio is asked for its self-report."""
    evaluation = Evaluation(
        studio_id=studio.id, year=year, opened_at=clock.now(), report_due=rules.report_closes(year),
        counts={},
        pilot=bool(setting("pilot")),
    )  # fmt: skip
    db.session.add(evaluation)
    evaluation.studio = studio
    db.session.flush()
    audit.record("opened", evaluation, by=None)
    if clock.now() < evaluation.report_due:
        inbox.ask(studio.lead, "self_report", evaluation, due=evaluation.report_due)
    return evaluation


def report(evaluation: Evaluation, terms: Report, *, by: Person) -> None:
    """The lead's own view; it may be changed until 20 December."""
    require(rules.may_report(by, evaluation))
    evaluation.self_report, evaluation.reported_at = terms.self_report, clock.now()
    audit.record("reported", evaluation, by=by)
    inbox.settle(evaluation, "self_report")


def open_round(unit_id: int, year: int) -> EvaluationRound:
    """The year is over: the leading group is asked to decide by 31 January."""
    round_ = EvaluationRound(unit_id=unit_id, year=year, opened_at=clock.now())
    db.session.add(round_)
    db.session.flush()
    db.session.refresh(round_, ["unit"])
    audit.record("round_opened", round_, by=None)
    inbox.ask(seated(unit_id), "decide_evaluations", round_, due=rules.decide_by(year))
    return round_


def decide_by_counts(round_: EvaluationRound, evaluations: Sequence[Evaluation], *, by: Person) -> int:
    """The chosen studios at once, each as its four counts say."""
    require(rules.may_decide_round(by, round_))
    for evaluation in evaluations:
        decide(evaluation, Decision(judgement=Judgement.COUNTS), by=by)
    return len(evaluations)


def decide(evaluation: Evaluation, decision: Decision, *, by: Person) -> None:
    """The year's result, with the counts as they stand now; what follows, follows."""
    require(rules.may_decide(by, evaluation))
    if decision.judgement is Judgement.EXEMPT and len(decision.reason) < 4:
        raise Invalid(_("An exemption needs its reason."), field="reason")
    inbox.settle(evaluation)
    (judged,) = queries.judged([evaluation])
    evaluation.counts = judged.counts
    evaluation.result = Result.EXEMPT if decision.judgement is Judgement.EXEMPT else judged.would_be
    evaluation.reason, evaluation.decided_by_id, evaluation.decided_at = decision.reason, by.id, clock.now()
    evaluation.pilot = bool(setting("pilot"))
    audit.record(
        "decided",
        evaluation,
        by=by,
        note=decision.reason,
        result=str(evaluation.result),
        pilot=evaluation.pilot,
    )
    inbox.tell([evaluation.studio.lead], f"year_{evaluation.result}", evaluation)
    _follow(evaluation, by)
    _close_round(evaluation)


def _follow(evaluation: Evaluation, by: Person) -> None:
    """A pilot year is without consequences; an exempt one changes nothing."""
    if evaluation.pilot:
        return
    if evaluation.result is Result.MET:
        _recover(evaluation.studio, by)
    elif evaluation.result is Result.MISSED:
        _warn(evaluation, by)


def _recover(studio: Studio, by: Person) -> None:
    for notice in queries.open_notices(studio):
        clear(notice, by=by)
    if studio.state is StudioState.WARNED:
        move(studio, StudioState.FOUNDED, by=by)
        inbox.tell([studio.lead], "warning_cleared", studio)


def _warn(evaluation: Evaluation, by: Person) -> None:
    studio = evaluation.studio
    if studio.state in (StudioState.FOUNDED, StudioState.SUSPENDED):
        move(studio, StudioState.WARNED, by=by, note=str(evaluation.year))
    issue(evaluation, by=by)
    before = queries.evaluation_of(studio, evaluation.year - 1)
    if before is not None and before.result is Result.MISSED and not before.pilot:
        propose_delisting(studio, before, evaluation)


def _close_round(evaluation: Evaluation) -> None:
    unit_id = evaluation.studio.leading_unit_id
    db.session.flush()
    round_ = queries.round_of(unit_id, evaluation.year)
    if round_ is not None and not queries.undecided(unit_id, evaluation.year):
        round_.done_at = clock.now()
        inbox.settle(round_)
