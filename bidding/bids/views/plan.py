"""The team builder: ask for proposals, look at them, ask the people of one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from bidding.bids import actions, queries, rules
from bidding.bids.actions.life import likely_period
from bidding.bids.forms import PlanTeamForm, TakeForm
from bidding.bids.models import Bid
from bidding.bids.queries.plan import Plan, Proposal
from bidding.bids.views._bp import bp
from bidding.bids.views.team import SUGGESTED_DAYS, own
from bidding.bids.words import PLANS
from marketplace.core.db import find
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _, ngettext
from marketplace.core.verdict import require
from marketplace.core.web import wants_part
from marketplace.people.login import me

MOST = 18


@bp.route("/bids/<int:bid_id>/team/proposals", methods=["GET", "POST"])
def proposals(bid_id: int) -> Any:
    """Up to three teams that close the gaps; worked out by the worker, watched here."""
    bid = own(bid_id)
    coverage = queries.coverage(bid, queries.team_of(bid))
    plan = queries.plan_of(bid, coverage)
    form = _form(bid, plan, sum(need.missing for need in coverage.missing))
    if form.sent_and_valid():
        with form.saving():
            actions.plan_team(find(Bid, bid_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            return redirect(url_for("bids.proposals", bid_id=bid_id), 303)
    template = "bids/_proposals.html" if plan is not None and wants_part() else "bids/proposals.html"
    return render_template(
        template, bid=bid, plan=plan, form=form, coverage=coverage, names=PLANS,
        may_change=rules.may_change_team(me(), bid),
    ), form.status  # fmt: skip


def _form(bid: Bid, plan: Plan | None, missing: int) -> PlanTeamForm:
    """As asked last time; else from the likely dates of the work."""
    first, last = plan.period if plan is not None else likely_period(bid.challenge)
    days = min(SUGGESTED_DAYS, (last - first).days + 1)
    known = {"days": days, "seats": min(MOST, max(1, missing))}
    if plan is not None:
        known = {name: plan.plan.asked[name] for name in known}
    return PlanTeamForm(None, **known, starts_on=first, ends_on=last)


@bp.route("/bids/<int:bid_id>/team/proposals/<kind>", methods=["GET", "POST"])
def take_proposal(bid_id: int, kind: str) -> Any:
    """Whom taking a proposal will ask, and the deed."""
    bid = own(bid_id)
    require(rules.may_change_team(me(), bid))
    plan = queries.plan_of(bid, queries.coverage(bid, queries.team_of(bid)))
    chosen = _chosen(plan, kind)
    form = TakeForm(None, kind=kind, job_id=str(plan.plan.job_id) if plan else "")
    if form.sent_and_valid():
        with form.saving():
            asked = actions.take_plan(find(Bid, bid_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(ngettext("%(num)s person has been asked.", "%(num)s people have been asked.", asked))
            return redirect(url_for("bids.team", bid_id=bid_id), 303)
    return render_template(
        "bids/take_proposal.html", bid=bid, plan=plan, chosen=chosen, form=form, name=PLANS[chosen.kind]
    ), form.status


def _chosen(plan: Plan | None, kind: str) -> Proposal:
    found = next((one for one in plan.proposals if one.kind == kind), None) if plan else None
    if found is None or not found.people:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return found
