"""The group overview: one question a chart, and the finding above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from flask import Response, render_template, request, url_for

from marketplace.core import clock, exports, words
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _, locale
from marketplace.core.verdict import require
from marketplace.home import rules
from marketplace.home.queries import overview as queries
from marketplace.home.views.blueprint import bp
from marketplace.ledger.pace import Light
from marketplace.ledger.queries import BoardWanted, board
from marketplace.people.login import me

YEARS = 5
FEW_BIDS = 3
BY_FAMILY = 17


@dataclass(frozen=True)
class Chart:
    """A chart with its finding; each row is a label, its numbers and the list behind them."""

    name: str
    title: str
    says: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    kind: str = "bar"


@bp.get("/overview")
def overview() -> str:
    """Funnel, time, bids, skills, benefit, letters of a year."""
    require(rules.may_see_overview(me()))
    year = _year()
    return render_template(
        "home/overview.html", charts=[make(year) for make in CHARTS.values()], year=year, years=_years()
    )


@bp.get("/overview/<name>/export")
def overview_export(name: str) -> Response:
    """The table of one chart as a file."""
    require(rules.may_see_overview(me()))
    if name not in CHARTS:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    chart = CHARTS[name](_year())
    return exports.send(
        chart.title, list(chart.columns), [(row["label"], *row["values"]) for row in chart.rows]
    )


def _years() -> list[int]:
    return list(range(clock.year(), clock.year() - YEARS, -1))


def _year() -> int:
    asked = request.args.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in _years() else clock.year()


def _row(label: Any, *values: Any, url: str = "") -> dict[str, Any]:
    return {"label": str(label), "values": list(values), "url": url}


def _funnel(year: int) -> Chart:
    f = queries.funnel(year, seen_by=me())
    says = _(
        "Of %(posted)s challenges posted in %(year)s, %(bid)s drew bids that were opened, "
        "%(awarded)s were awarded and %(accepted)s are accepted.",
        year=year,
        **asdict(f),
    )
    rows = (
        _row(_("Posted"), f.posted, url=url_for("fit.market")),
        _row(_("With opened bids"), f.bid, url=url_for("fit.market", state="review")),
        _row(_("Awarded"), f.awarded, url=url_for("fit.market", state="awarded")),
        _row(_("Work accepted"), f.accepted, url=url_for("projects.listed", state="met")),
    )
    return Chart("funnel", _("From posting to acceptance"), says, (_("Step"), _("Challenges")), rows)


def _time(_year_: int) -> Chart:
    found = queries.days_to_award(seen_by=me())
    awards = sum(n for _month, _days, n in found)
    if not found:
        says = _("Nothing has been awarded within the last twelve months.")
    else:
        last = found[-1]
        says = _(
            "Lately a challenge took %(days)s days from posting to award (median of %(month)s); "
            "%(n)s awards in twelve months.",
            days=last[1], month=f"{last[0]:%Y-%m}", n=awards,
        )  # fmt: skip
    url = url_for("fit.market", state="awarded")
    rows = tuple(_row(f"{month:%Y-%m}", days, url=url) for month, days, _n in found)
    return Chart(
        "time", _("Days from posting to award"), says, (_("Month"), _("Calendar days")), rows, "line"
    )


def _bids(year: int) -> Chart:
    found = queries.bids_per_challenge(year, seen_by=me())
    challenges, bids = sum(found.values()), sum(n * times for n, times in found.items())
    few = sum(times for n, times in found.items() if n < FEW_BIDS)
    if not challenges:
        says = _("No box of %(year)s has been opened yet.", year=year)
    else:
        mean = words.rounded(Decimal(bids) / challenges, 1)
        says = _(
            "An opened challenge drew %(mean)s bids on average; %(few)s of %(all)s drew fewer than %(n)s.",
            mean=mean, few=few, all=challenges, n=FEW_BIDS,
        )  # fmt: skip
    url = url_for("fit.market", state="awarded")
    rows = tuple(_row(_("%(n)s bids", n=n), times, url=url) for n, times in found.items())
    return Chart("bids", _("Bids per challenge"), says, (_("Bids"), _("Challenges")), rows)


def _skills(_year_: int) -> Chart:
    found = queries.skills(seen_by=me())[:BY_FAMILY]
    short = [family for family in found if family.gap > 0]
    if short:
        says = _(
            "%(name)s is scarcest: %(needed)s needed, %(held)s people can do it.",
            name=_family(short[0]), needed=short[0].needed, held=short[0].held,
        )  # fmt: skip
    else:
        says = _("In every family of skills there are at least as many people as living challenges need.")
    rows = tuple(_row(_family(f), f.needed, f.held, url=url_for("fit.market", family=f.id)) for f in found)
    columns = (_("Skill family"), _("Needed by living challenges"), _("People at level 3 or above"))
    return Chart("skills", _("Skills needed and held"), says, columns, rows)


def _family(family: queries.Family) -> str:
    return family.name_en if locale() == "en" else family.name_zh


def _benefit(year: int) -> Chart:
    found = queries.benefit(year, seen_by=me())
    total = sum(int(row.yuan) for row in found)
    if found:
        says = _(
            "Finance certified %(total)s a year for work accepted in %(year)s; most of it at %(unit)s.",
            total=words.money(total), year=year, unit=found[0].name,
        )  # fmt: skip
    else:
        says = _("Finance has certified no benefit for work accepted in %(year)s yet.", year=year)
    rows = tuple(
        _row(row.name, words.rounded(Decimal(int(row.yuan)) / 10_000, 1), url=_honour(year, row.id))
        for row in found
    )
    columns = (_("Company"), _("Certified benefit (10,000 yuan a year)"))
    return Chart("benefit", _("Certified benefit by company"), says, columns, rows)


def _honour(year: int, unit: int) -> str:
    return url_for("showcase.honour", year=year, unit=unit)


def _letters(year: int) -> Chart:
    found = board(BoardWanted(year=year, whose="scope"), seen_by=me())
    says = _(
        "%(n)s of %(all)s studios will miss or have missed their letter of %(year)s.",
        n=found.missing, all=found.studios, year=year,
    )  # fmt: skip
    rows = tuple(
        _row(light.label, found.lights[light], url=url_for("ledger.board", year=year, light=str(light)))
        for light in Light
        if found.lights[light]
    )
    return Chart("letters", _("Annual letters"), says, (_("Standing"), _("Studios")), rows)


CHARTS: dict[str, Callable[[int], Chart]] = {
    "funnel": _funnel,
    "time": _time,
    "bids": _bids,
    "letters": _letters,
    "benefit": _benefit,
    "skills": _skills,
}
