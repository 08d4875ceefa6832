"""What the team builder proposed, in words, with the names of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from bidding.bids.models import Bid, TeamPlan
from bidding.bids.queries.coverage import Coverage, needs_of, skill_name
from marketplace.core.db import db
from marketplace.core.i18n import _, ngettext
from marketplace.core.models import LongJob
from marketplace.core.words import money
from marketplace.people.models import Person, Unit


@dataclass(frozen=True)
class Proposed:
    """One person of a proposal, with the reasons."""

    person_id: int
    name: str
    unit: str
    days: int
    own: bool
    skills: list[str]
    reasons: list[str]


@dataclass(frozen=True)
class Proposal:
    """One team: yuan, what it leaves open, whether it is proven the best of its kind."""

    kind: str
    cost: int
    risk: int
    proven: bool
    people: list[Proposed]
    gaps: list[str]


@dataclass(frozen=True)
class Plan:
    """The proposals, how far the worker is, and whether the team has moved on since."""

    plan: TeamPlan
    job: LongJob
    proposals: list[Proposal]
    stale: bool

    @property
    def period(self) -> tuple[date, date]:
        """The dates asked for."""
        return date.fromisoformat(self.plan.asked["starts_on"]), date.fromisoformat(
            self.plan.asked["ends_on"]
        )


def proposal_of(plan: TeamPlan, kind: str) -> dict[str, Any] | None:
    """One kept proposal, if there is one of this kind."""
    found: dict[str, Any] | None = next((t for t in plan.made.get("teams", ()) if t["kind"] == kind), None)
    return found


def plan_of(bid: Bid, coverage: Coverage) -> Plan | None:
    """What was asked for this bid and what came of it, in three statements."""
    both = sa.select(TeamPlan, LongJob).join(LongJob, LongJob.id == TeamPlan.job_id)
    row = db.session.execute(both.where(TeamPlan.bid_id == bid.id)).one_or_none()
    if row is None:
        return None
    plan, job = row
    skills = {need.skill_id: skill_name(need.skill) for need in needs_of(bid)}
    ids = {one["person"] for team in plan.made.get("teams", ()) for one in team["people"]}
    named = sa.select(Person.id, Person.name, Unit.name).join(Unit, Unit.id == Person.unit_id)
    names = {key: (name, unit) for key, name, unit in db.session.execute(named.where(Person.id.in_(ids)))}
    now = [{"skill": n.skill_id, "level": n.level, "heads": n.missing} for n in coverage.missing]
    stale = plan.made_at is not None and job.state == "done" and plan.made.get("needs") != now
    return Plan(plan, job, [_told(team, skills, names) for team in plan.made.get("teams", ())], stale)


def _told(
    team: Mapping[str, Any], skills: Mapping[int, str], names: Mapping[int, tuple[str, str]]
) -> Proposal:
    people = [
        Proposed(
            one["person"], *names.get(one["person"], ("–", "–")), one["days"], one["own"],
            [
                _("%(skill)s: level %(level)s, %(days)s days", skill=skills.get(part["skill"], "–"),
                  level=part["level"], days=part["days"])
                for part in one["skills"]
            ],
            _reasons(one, skills.get(one["skill"], "–")),
        )
        for one in team["people"]
    ]  # fmt: skip
    return Proposal(
        team["kind"], team["cost"], team["risk"], team["proven"], people,
        [_gap(gap, skills.get(gap["skill"], "–")) for gap in team["gaps"]],
    )  # fmt: skip


def _gap(gap: Mapping[str, Any], skill: str) -> str:
    if not gap["days"]:
        return ngettext("%(skill)s: %(num)s more person", "%(skill)s: %(num)s more people", gap["heads"],
                        skill=skill)  # fmt: skip
    return ngettext("%(skill)s: %(num)s day", "%(skill)s: %(num)s days", gap["days"], skill=skill)


def _reasons(one: Mapping[str, Any], skill: str) -> list[str]:
    """Why this person: what would happen without them, and what lending them costs their unit."""
    said = []
    if one["open_days"]:
        said.append(
            _("Without them %(days)s days of %(skill)s would stay open.", days=one["open_days"], skill=skill)
        )
    elif one["extra"]:
        said.append(_("Without them the team would cost %(more)s more.", more=money(one["extra"])))
    else:
        said.append(_("Somebody else could do the same at no more cost."))
    said.append(
        _("%(free)s days free, %(busy)s days busy in these dates.", free=one["free"], busy=one["busy"])
    )
    if one["own"]:
        said.append(_("Belongs to your own studio."))
    elif one["away"]:
        said.append(_("Comes from another company."))
    if one["alone"]:
        said.append(_("The only one of their unit at this level."))
    return said
