"""The team builder: up to three teams that close the gaps, and why each person is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from math import ceil
from typing import Any

import numpy as np

from bidding.bids import queries
from bidding.bids.jobs.pool import Pool, pool
from bidding.bids.models import Bid, TeamPlan
from bidding.bids.queries import Need
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import finish_long, job, report
from marketplace.rulebook.queries import setting
from matching.team import Gaps, Team, TeamMember, build

STEPS = 3
Progress = Callable[[int], None]


@job("bids.build_team")
def build_team(bid_id: int, job_id: int) -> Callable[[], None]:
    """Read who could help, work the teams out, keep them; an overtaken job does nothing."""
    report(job_id, 0, STEPS)
    plan = db.session.get(TeamPlan, bid_id)
    if plan is None or plan.job_id != job_id:
        return lambda: finish_long(job_id)
    made = proposals(db.session.get_one(Bid, bid_id), plan.asked, lambda done: report(job_id, done, STEPS))
    return lambda: keep_plan(bid_id, job_id, made)


def keep_plan(bid_id: int, job_id: int, made: Mapping[str, Any]) -> None:
    """What was found; of two jobs the one asked for last counts."""
    finish_long(job_id)
    plan = db.session.get(TeamPlan, bid_id)
    if plan is not None and plan.job_id == job_id:
        plan.made, plan.made_at = dict(made), clock.now()


def proposals(bid: Bid, asked: Mapping[str, Any], progress: Progress = lambda _done: None) -> dict[str, Any]:
    """What is missing, among how many people was looked, and up to three teams, as plain JSON."""
    missing = queries.coverage(bid, queries.team_of(bid)).missing
    needs = [{"skill": n.skill_id, "level": n.level, "heads": n.missing} for n in missing]
    if not missing:
        return {"needs": [], "candidates": 0, "teams": []}
    period = (date.fromisoformat(asked["starts_on"]), date.fromisoformat(asked["ends_on"]))
    found = pool(bid, missing, asked["days"], asked["seats"], period)
    progress(1)
    teams = teams_of(found, missing, asked)
    progress(2)
    return {
        "needs": needs, "candidates": found.found, "per_home": found.per_home,
        "teams": [_team(t, found, missing) for t in teams],
    }  # fmt: skip


def teams_of(found: Pool, missing: Sequence[Need], asked: Mapping[str, Any]) -> Sequence[Team]:
    """Up to three teams out of a pool."""
    if not found.helpers:
        return ()
    levels = np.array([need.level for need in missing], dtype=np.float64)
    days = np.array([need.missing * asked["days"] for need in missing], dtype=np.float64)
    return build(
        Gaps(levels, days), None, found.levels.astype(np.float64), found.usable, found.price, found.risk,
        asked["seats"], coordination=float(setting("day_price")), homes=found.homes, per_home=found.per_home,
    )  # fmt: skip


def _team(team: Team, found: Pool, missing: Sequence[Need]) -> dict[str, Any]:
    people = [_person(member, found, missing) for member in team.people]
    heads = [
        max(0, need.missing - sum(found.levels[m.person, n] >= need.level for m in team.people))
        for n, need in enumerate(missing)
    ]
    return {
        "kind": team.kind, "cost": round(team.cost), "risk": round(team.disruption), "proven": team.proven,
        "gaps": [
            {"skill": need.skill_id, "days": ceil(left - 1e-6), "heads": int(lacking)}
            for need, left, lacking in zip(missing, team.gaps, heads, strict=True)
            if left > 1e-6 or lacking
        ],
        "people": people,
    }  # fmt: skip


def _person(member: TeamMember, found: Pool, missing: Sequence[Need]) -> dict[str, Any]:
    helper = found.helpers[member.person]
    skills = [
        {
            "skill": missing[gap].skill_id,
            "days": ceil(days - 1e-6),
            "level": int(found.levels[member.person, gap]),
        }
        for gap, days in sorted(member.days.items())
    ]
    return {
        **{key: value for key, value in asdict(helper).items() if key != "person_id"},
        "person": helper.person_id,
        "skill": missing[member.gap].skill_id,
        "skills": skills,
        "days": min(helper.free, max(1, ceil(sum(member.days.values()) - 1e-6))),
        "cost": round(member.cost),
        "extra": max(0, round(member.extra)) if member.open_days <= 1e-6 else None,
        "open_days": ceil(member.open_days - 1e-6),
    }
