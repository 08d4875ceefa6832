"""The honour roll."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from marketplace.showcase import queries

bp = Blueprint("showcase", __name__)


@bp.get("/honour")
def honour() -> str:
    """What was solved, what it brings, and who did it: skilled workers first."""
    asked, sort = request.args.get("year", ""), request.args.get("sort", "")
    year = int(asked) if asked.isdecimal() and int(asked[:5]) in queries.years() else None
    unit = request.args.get("unit", "")
    company = int(unit) if unit.isdecimal() and len(unit) < 10 else None
    found = queries.roll(year, sort, company)
    return render_template(
        "showcase/honour.html", page=found, names=queries.names(row.id for row in found.rows),
        workers=queries.workers(year), years=queries.years(), year=year, sort=sort, company=company,
    )  # fmt: skip
