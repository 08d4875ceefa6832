"""The annual board: one question a chart, the finding on top."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from marketplace.core import exports, lists
from marketplace.core.i18n import _
from marketplace.ledger import queries
from marketplace.ledger.models import Metric
from marketplace.ledger.pace import Light
from marketplace.ledger.views.blueprint import bp
from marketplace.ledger.views.years import year_asked, years_offered
from marketplace.people.login import me
from marketplace.studios.models import Tier
from marketplace.studios.queries import companies


@bp.get("/board")
def board() -> str:
    """All studios against their letters."""
    wanted, offered = _wanted(), companies()
    shown = queries.board(wanted, seen_by=me(), number=lists.page_number())
    return render_template(
        "ledger/board.html", board=shown, wanted=wanted, chips=_chips(wanted, dict(offered)),
        years=years_offered(),
        companies=offered, finding=_finding(shown, wanted.year), metrics=list(Metric), lights=list(Light),
        tiers=[(t.value, t.label) for t in Tier], counts=shown.lights,
    )  # fmt: skip


def _wanted() -> queries.BoardWanted:
    typed = request.args
    company = typed.get("company", "")
    return queries.BoardWanted(
        year=year_asked(), q=typed.get("q", "").strip()[:200], tier=typed.get("tier", ""),
        company=int(company) if company.isdecimal() and len(company) < 12 else None,
        light=typed.get("light", ""), metric=typed.get("metric", ""), sort=typed.get("sort", ""),
    )  # fmt: skip


def _finding(board: queries.Board, year: int) -> str:
    """What the board says, in one sentence."""
    if not board.studios:
        return _("No studio has a letter for %(year)s yet.", year=year)
    over = board.lights[Light.MISSED]
    facts = {"n": board.missing, "all": board.studios, "year": year}
    if over:
        return _("%(n)s of %(all)s studios missed their letter of %(year)s.", **facts)
    if board.missing:
        return _("%(n)s of %(all)s studios will miss their letter at this pace.", **facts)
    if board.lights[Light.EARLY]:
        return _("It is too early in %(year)s to speak of a pace; %(all)s studios have a letter.", **facts)
    return _("All %(all)s studios are on course for their letters of %(year)s.", **facts)


def _chips(wanted: queries.BoardWanted, known: dict[int, str]) -> list[dict[str, Any]]:
    found: list[tuple[str, Any, str, Any]] = []
    if wanted.q:
        found.append(("q", wanted.q, _("Words"), wanted.q))
    if wanted.tier in set(Tier):
        found.append(("tier", wanted.tier, _("Tier"), Tier(wanted.tier).label))
    if wanted.company is not None:
        found.append(("company", str(wanted.company), _("Company"), known.get(wanted.company, "?")))
    if wanted.metric in set(Metric):
        found.append(("metric", wanted.metric, _("Kind of count"), Metric(wanted.metric).label))
    if wanted.light in set(Light):
        found.append(("light", wanted.light, _("Progress"), Light(wanted.light).label))
    return [{"name": n, "value": str(v), "label": label, "text": text} for n, v, label, text in found]


@bp.get("/board/export")
def board_export() -> Response:
    """The filtered board as a file."""
    wanted = _wanted()
    rows = queries.board(wanted, seen_by=me(), size=20_000).page.rows
    titles = [_("Number"), _("Studio"), _("Tier"), _("Home unit"), _("Progress")]
    for metric in Metric:
        titles += [str(metric.label), _("Target number"), _("Forecast"), _("In the pipeline")]
    titles += [_("Mean difficulty"), _("Certified benefit (10,000 yuan)")]
    return exports.send(_("Annual board %(year)s", year=wanted.year), titles, (_cells(row) for row in rows))


def _cells(row: queries.Row) -> list[Any]:
    cells: list[Any] = [row.code, row.name, str(row.tier.label), row.unit, str(row.light.label)]
    for line in row.lines:
        cells += [line.count, line.target, line.forecast, line.pipeline]
    cells.append(None if row.difficulty is None else row.difficulty / 10)
    cells.append(None if row.certified is None else row.certified / 10_000)
    return cells
