"""Turning rows into what the matcher is told, and computing a kept score again from its snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from bidding.bids.models import Bid, BidShare, TeamMember, TeamRole
from bidding.openings.models import BidScore
from marketplace.challenges.models import Challenge
from marketplace.core.audit import ref
from marketplace.core.db import db
from marketplace.outcomes.queries import Work as Accepted
from marketplace.outcomes.queries import works_of
from marketplace.people.models import Person
from marketplace.people.queries import skills_of
from marketplace.projects.models import SHARE_THAT_COUNTS
from marketplace.rulebook.queries import anchors_of, weights_of
from marketplace.secondments.queries import free_days
from marketplace.studios.rules import listed
from matching.scoring import (
    Criterion,
    Gate,
    Member,
    Need,
    Offer,
    SkillNeed,
    Work,
    criteria_from,
    need_from,
    offer_from,
    rank,
)

VERSION = 2  # 2: works are named by their addresses, everybody's days are among the facts
# the rulebook's names of the seven criteria → the matcher's
NAMES = {
    "skill": "skill_cover",
    "depth": "level_above",
    "experience": "category_works",
    "mix": "category_mix",
    "capacity": "free_capacity",
    "benefit": "certified_benefit",
    "border": "unit_crossing",
}


def criteria_of(challenge: Challenge) -> tuple[Criterion, ...]:
    """The weights and the scales (anchors) a challenge was posted with."""
    weights, anchors = weights_of(challenge), anchors_of(challenge)
    whole = sum(int(weights[code]) for code in NAMES)
    return tuple(Criterion(name, int(weights[code]) / whole, anchors[code]) for code, name in NAMES.items())


def need_of(challenge: Challenge) -> Need:
    """The challenge as the matcher sees it: skills, field, budget ceiling."""
    skills = tuple(
        SkillNeed(str(need.skill_id), need.level, need.importance, need.heads)
        for need in sorted(challenge.needs, key=lambda need: need.skill_id)
    )
    category = str(challenge.family_id) if challenge.family_id else None
    return Need(
        str(challenge.id), skills, category, ceiling=challenge.budget or None, due_days=challenge.work_days
    )


def offers_of(bids: Sequence[Bid], prices: dict[int, int]) -> list[Offer]:
    """The bids with their people and their studios' accepted works; a handful of statements for all."""
    team = _teams([bid.id for bid in bids])
    levels = skills_of({row.person_id for rows in team.values() for row in rows})
    studios = _studios(bids)
    works = works_of({key for keys in studios.values() for key in keys})
    return [
        Offer(
            str(bid.id),
            tuple(_member(row, levels, _free(bid, team[bid.id])) for row in team[bid.id]),
            tuple(_work(work) for key in studios[bid.id] for work in works[key]),
            price=prices.get(bid.id),
            sealed=bid.sealed_at.timestamp() if bid.sealed_at else None,
            failed=_failed(bid),
        )
        for bid in bids
    ]


def _studios(bids: Sequence[Bid]) -> dict[int, list[int]]:
    """Whose accepted works count for a bid: the lead studio's, and each partner's whose share is large
    enough that the outcome would count for it, too."""
    found = {bid.id: [bid.studio_id] for bid in bids}
    shares = sa.select(BidShare.bid_id, BidShare.studio_id).where(
        BidShare.bid_id.in_(found), BidShare.live, BidShare.percent >= SHARE_THAT_COUNTS
    )
    for bid_id, studio_id in db.session.execute(shares.order_by(BidShare.studio_id)):
        if studio_id not in found[bid_id]:
            found[bid_id].append(studio_id)
    return found


def _teams(bid_ids: list[int]) -> dict[int, list[TeamMember]]:
    rows = (
        sa.select(TeamMember)
        .where(TeamMember.bid_id.in_(bid_ids))
        .options(joinedload(TeamMember.person).joinedload(Person.unit), joinedload(TeamMember.loan))
        .order_by(TeamMember.person_id)
    )
    found: dict[int, list[TeamMember]] = {bid_id: [] for bid_id in bid_ids}
    for row in db.session.scalars(rows):
        if row.agreed:
            found[row.bid_id].append(row)
    return found


def _free(bid: Bid, team: list[TeamMember]) -> dict[int, int]:
    """Days free of each member in their own dates, this bid's own holds left out."""
    spans: dict[tuple[date, date], list[int]] = {}
    for row in team:
        spans.setdefault((row.starts_on, row.ends_on), []).append(row.person_id)
    free: dict[int, int] = {}
    for (starts_on, ends_on), people in spans.items():
        free.update(free_days(people, starts_on, ends_on, ref(bid)))
    return free


def _member(row: TeamMember, levels: dict[int, dict[int, int]], free: dict[int, int]) -> Member:
    return Member(
        str(row.person_id),
        {str(skill): level for skill, level in sorted(levels.get(row.person_id, {}).items())},
        category=str(row.person.category),
        unit=str(row.person.unit_id),
        core=row.role is not TeamRole.SUPPORT,
        asked=row.days,
        free=max(0, free[row.person_id]),
    )


def _work(work: Accepted) -> Work:
    return Work(work.about, str(work.family_id) if work.family_id else None, benefit=work.certified or None)


def _failed(bid: Bid) -> tuple[Gate, ...]:
    standing = listed(bid.studio)
    return () if standing else (Gate("not_listed", {}, str(standing)),)


def snapshot(need: Need, offer: Offer, criteria: Sequence[Criterion]) -> dict[str, Any]:
    """Everything a score was computed from, as plain JSON."""
    return {
        "version": VERSION,
        "need": need.to_json(),
        "offer": offer.to_json(),
        "criteria": [criterion.to_json() for criterion in criteria],
    }


def recomputed(kept: BidScore) -> tuple[int, list[int]]:
    """Total and parts (hundredths) computed again from the snapshot: they must be what was kept."""
    inputs = kept.inputs
    score = rank(need_from(inputs["need"]), [offer_from(inputs["offer"])], criteria_from(inputs["criteria"]))[
        0
    ]
    points, total = score.points(2)
    return hundredths(total or 0.0), [hundredths(points[part.name]) for part in score.parts]


def hundredths(points: float) -> int:
    """Points of 100 with two decimals as a whole number."""
    return round(points * 100)
