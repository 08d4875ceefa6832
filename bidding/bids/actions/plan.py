"""The team builder: asked by the lead, worked out by the worker, kept in step with the team."""

from __future__ import annotations

from bidding.bids import rules
from bidding.bids.models import Bid, TeamPlan
from bidding.bids.terms import PlanTerms
from marketplace.core import audit, outbox
from marketplace.core.db import db
from marketplace.core.jobs import begin_long
from marketplace.core.models import LongJob
from marketplace.core.verdict import require
from marketplace.people.models import Person

KIND = "team"


def plan_team(bid: Bid, terms: PlanTerms, *, by: Person) -> TeamPlan:
    """Have proposals worked out for what the team lacks."""
    require(rules.may_change_team(by, bid))
    plan = db.session.get(TeamPlan, bid.id)
    job = _put_off(bid, by)
    if plan is None:
        plan = TeamPlan(bid_id=bid.id, job_id=job.id, asked={})
        db.session.add(plan)
    plan.job_id, plan.asked = job.id, terms.model_dump(mode="json")
    audit.record("team_planned", bid, by=by)
    db.session.flush()
    return plan


def _put_off(bid: Bid, by: Person) -> LongJob:
    job = begin_long(KIND, by.id)
    outbox.put_off("bids.build_team", key=f"team-{job.id}", bid_id=bid.id, job_id=job.id)
    return job


def renew_plan(bid: Bid, *, by: Person) -> None:
    """The team has changed: proposals once asked for follow. A job that has not begun will see the change."""
    plan = db.session.get(TeamPlan, bid.id)
    if plan is not None and db.session.get_one(LongJob, plan.job_id).state != "waiting":
        plan.job_id = _put_off(bid, by).id
