"""A studio's year: progress against the letter, and the lines of its ledger."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from marketplace.core import exports
from marketplace.core.addresses import open_to
from marketplace.core.db import find
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.ledger import actions, queries, rules
from marketplace.ledger.forms import ReasonForm
from marketplace.ledger.models import LedgerEntry, Metric
from marketplace.ledger.views.blueprint import bp
from marketplace.ledger.views.years import year_asked
from marketplace.people.login import me
from marketplace.studios.models import Studio
from marketplace.studios.rules import sits_for


@bp.get("/studios/<int:studio_id>/progress")
def progress(studio_id: int) -> str:
    """Bars against the targets, pace, forecast and what is under way."""
    studio, year = find(Studio, studio_id, seen_by=me()), year_asked()
    letters = queries.letters_of(studio)
    letter = next((one for one in letters if one.year == year), None)
    return render_template(
        "ledger/progress.html", studio=studio, year=year, letters=letters, years=queries.years_of(studio),
        progress=queries.progress(studio, year, letter) if letter else queries.progress(studio, year),
    )  # fmt: skip


@bp.get("/studios/<int:studio_id>/ledger")
def entries(studio_id: int) -> str:
    """The lines whose sum is the count."""
    studio, year = find(Studio, studio_id, seen_by=me()), _year()
    page = queries.entries(studio, seen_by=me(), wanted=queries.LinesWanted(year, _metric()))
    return render_template(
        "ledger/entries.html", studio=studio, page=page, metrics=[(m.value, m.label) for m in Metric],
        years=[(y, y) for y in queries.years_of(studio)], may_undo=sits_for(me(), studio),
        chips=_chips(year, _metric()), opens=open_to((row.record for row in page.rows), me()),
    )  # fmt: skip


def _chips(year: int | None, metric: Metric | None) -> list[dict[str, Any]]:
    chips: list[dict[str, Any]] = []
    if year is not None:
        chips.append({"name": "year", "value": str(year), "label": _("Year"), "text": year})
    if metric is not None:
        chips.append(
            {"name": "metric", "value": metric.value, "label": _("Kind of count"), "text": metric.label}
        )
    return chips


def _year() -> int | None:
    return year_asked() if request.args.get("year") else None


def _metric() -> Metric | None:
    typed = request.args.get("metric", "")
    return Metric(typed) if typed in set(Metric) else None


@bp.get("/studios/<int:studio_id>/ledger/export")
def entries_export(studio_id: int) -> Response:
    """These lines as a file."""
    studio = find(Studio, studio_id, seen_by=me())
    page = queries.entries(
        studio, seen_by=me(), wanted=queries.LinesWanted(_year(), _metric(), page=1, size=20_000)
    )
    titles = [_("Date"), _("Year"), _("Kind of count"), _("What"), _("Counts as"), _("Source"), _("Reason"),
    _("Difficulty"),
              _("Certified benefit (10,000 yuan)")]  # fmt: skip
    rows = (
        (r.on, r.year, str(r.metric.label), r.title or _("(restricted)"), r.count, r.record, r.reason,
        r.difficulty,
         None if r.certified is None else r.certified / 10_000)
        for r in page.rows
    )  # fmt: skip
    return exports.send(_("Ledger of %(name)s", name=studio.name), titles, rows)


@bp.route("/ledger/<int:entry_id>/undo", methods=["GET", "POST"])
def undo(entry_id: int) -> Any:
    """A mistake is taken back with its reason."""
    entry = find(LedgerEntry, entry_id, seen_by=me())
    require(rules.may_undo(me(), entry))
    form, studio_id = ReasonForm(), entry.studio_id
    if form.sent_and_valid():
        with form.saving():
            find(Studio, studio_id, lock=True, seen_by=me())
            actions.undo(find(LedgerEntry, entry_id, seen_by=me()), reason=form.terms().reason, by=me())
        if form.saved:
            flash(_("Taken back by a counter-entry."), "success")
            return redirect(url_for("ledger.entries", studio_id=studio_id), 303)
    return render_template("ledger/undo.html", form=form, entry=entry, studio=entry.studio), form.status
