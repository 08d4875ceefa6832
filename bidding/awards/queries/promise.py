"""What was promised in the winning bid, as the project begins with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bidding.awards.models import Award
from bidding.bids.models import BidContent, TeamMember, TeamRole
from marketplace.challenges.models import Challenge
from marketplace.core.audit import ref
from marketplace.core.db import db
from marketplace.projects.terms import Begin, BeginMember, BeginMilestone, BeginTarget

TITLE = 120


def promise_of(award: Award) -> Begin:
    """Targets with promised values, team, milestones, money and shares out of the opened bid."""
    bid, challenge = award.bid, award.challenge
    body = db.session.get_one(BidContent, bid.id).body
    return Begin(
        source=ref(award),
        challenge_id=challenge.id,
        studio_id=bid.studio_id,
        lead_id=bid.lead_id,
        title=challenge.title[:TITLE],
        goal=body["approach"],
        budget=sum(line["amount"] for line in body["budget"]),
        work_days=max([challenge.work_days, *(line["after_days"] for line in body["milestones"])]),
        targets=targets_of(challenge, body),
        members=tuple(_member(one) for one in sorted(bid.team, key=_place) if one.agreed),
        milestones=tuple(
            BeginMilestone(line["title"][:TITLE], line["after_days"], line["payment"])
            for line in body["milestones"]
        ),
        shares={share.studio_id: share.percent for share in bid.shares if share.live},
    )


def targets_of(challenge: Challenge, body: dict[str, Any]) -> tuple[BeginTarget, ...]:
    """Each technical target with the value the bid promised for it."""
    promised = {line["place"]: Decimal(str(line["promised"])) for line in body.get("responses", ())}
    return tuple(
        BeginTarget(one.metric, one.now, one.wanted, promised.get(one.place), str(one.operator), one.unit)
        for one in challenge.targets
    )


def _place(one: TeamMember) -> tuple[int, int]:
    return list(TeamRole).index(one.role), one.id


def _member(one: TeamMember) -> BeginMember:
    starts: date = one.starts_on
    return BeginMember(
        one.person_id, one.role is TeamRole.SUPPORT, one.skill_id, one.days, starts, one.ends_on
    )
