"""The secrecy officers' pages: words found in texts, the read log."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from marketplace.core.db import find
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.home import actions, rules
from marketplace.home.forms import DecisionForm
from marketplace.home.queries import secrecy as queries
from marketplace.home.views.blueprint import bp
from marketplace.people.login import me
from marketplace.secrecy import rules as screening
from marketplace.secrecy.models import Finding, ReadWeek


@bp.get("/secrecy")
def hits() -> str:
    """Words found in texts, those that wait first."""
    require(rules.may_review(me()))
    state = request.args.get("state", "")
    return render_template(
        "secrecy/hits.html", page=queries.hits(seen_by=me(), state=state), findings=Finding
    )


@bp.route("/secrecy/hits/<int:hit_id>", methods=["GET", "POST"])
def hit(hit_id: int) -> Any:
    """One hit, and what the officer makes of it."""
    require(rules.may_review(me()))
    form = DecisionForm()
    if form.sent_and_valid():
        with form.saving():
            found = queries.hit(hit_id, seen_by=me())
            actions.decide_hit(found, form.terms(), by=me())
        if form.saved:
            flash(_("Your decision stands."))
            return redirect(url_for("home.hits"), 303)
    found = queries.hit(hit_id, seen_by=me())
    page = render_template(
        "secrecy/hit.html",
        form=form,
        hit=found,
        may_decide=screening.may_decide(me(), found),
        passage=queries.passage(found),
    )
    return page, form.status


@bp.get("/secrecy/reads")
def read_log() -> str:
    """Who read which trade secret, and the weekly counts."""
    require(rules.may_read_log(me()))
    wanted = queries.ReadsWanted(
        who=request.args.get("q", "").strip()[:64], number=request.args.get("number", "").strip()[:32],
        since=_day("since"), until=_day("until"),
    )  # fmt: skip
    return render_template(
        "secrecy/reads.html", page=queries.read_log(wanted, seen_by=me()), weeks=queries.weeks(),
        most=queries.most_read(seen_by=me()), may_review=rules.may_review(me()),
    )  # fmt: skip


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


@bp.get("/secrecy/reads/<int:week_id>")
def read_week(week_id: int) -> Any:
    """From the weekly notice to that week in the log."""
    require(rules.may_read_log(me()))
    monday = find(ReadWeek, week_id).monday
    until = date.fromordinal(monday.toordinal() + 6)
    return redirect(url_for("home.read_log", since=monday.isoformat(), until=until.isoformat()), 303)
