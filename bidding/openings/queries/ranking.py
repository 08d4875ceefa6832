"""The matcher's ranking of a challenge, shown to whom it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from bidding.bids.models import Bid, TeamMember
from bidding.openings.models import BidScore
from bidding.openings.queries.explain import explained
from bidding.openings.rules import reads_names
from bidding.openings.words import CRITERIA, GATES
from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.core.i18n import locale
from marketplace.people.models import Person, Skill
from marketplace.studios.models import Membership, Studio
from matching.sensitivity import stability

DRAWS = 2_000


@dataclass(frozen=True)
class RankedBid:
    """A bid in the matcher's ranking; `studio` is empty for readers who may not know it."""

    bid_id: int
    label: str
    studio: str
    mine: bool
    place: int
    total: int  # hundredths
    gates: list[str]
    parts: list[dict[str, Any]]
    raw: list[dict[str, Any]]


@dataclass(frozen=True)
class Stable:
    """How firm the first place is."""

    shares: dict[int, float]  # bid → share of weightings won
    turns: list[dict[str, Any]]  # {criterion, weight now, weight at which, rival}


def ranking(challenge: Challenge, *, seen_by: Person) -> list[RankedBid]:
    """All scored bids, best first: four statements whatever their number."""
    names = reads_names(seen_by, challenge)
    mine = set(db.session.scalars(_mine(challenge, seen_by)))
    rows = db.session.execute(
        sa.select(
            Bid.id,
            Bid.blind_label,
            Studio.name,
            BidScore.place,
            BidScore.total,
            BidScore.gates,
            BidScore.parts,
        )
        .join(BidScore, BidScore.bid_id == Bid.id)
        .join(Studio, Studio.id == Bid.studio_id)
        .where(Bid.challenge_id == challenge.id)
        .order_by(BidScore.place, Bid.blind_label)
    ).all()
    skills, people = skill_names(challenge), _people([row[0] for row in rows] if names else list(mine))
    return [
        RankedBid(
            bid_id,
            label,
            studio if names or bid_id in mine else "",
            bid_id in mine,
            place,
            total,
            [str(GATES.get(gate["code"], gate["sentence"])) for gate in gates],
            [explained(part, skills, people if names or bid_id in mine else None) for part in parts],
            parts,
        )
        for bid_id, label, studio, place, total, gates, parts in rows
    ]


def _mine(challenge: Challenge, person: Person) -> sa.Select[int]:
    named = sa.select(TeamMember.bid_id).where(TeamMember.person_id == person.id)
    inside = sa.select(Membership.studio_id).where(
        Membership.person_id == person.id, Membership.until.is_(None)
    )
    own = sa.or_(Bid.lead_id == person.id, Bid.id.in_(named), Bid.studio_id.in_(inside))
    return sa.select(Bid.id).where(Bid.challenge_id == challenge.id, own)


def skill_names(challenge: Challenge) -> dict[str, str]:
    """The needed skills by id, in the reader's language."""
    name = Skill.name_en if locale() == "en" else Skill.name_zh
    needed = [need.skill_id for need in challenge.needs]
    return {
        str(key): text
        for key, text in db.session.execute(sa.select(Skill.id, name).where(Skill.id.in_(needed)))
    }


def _people(bid_ids: list[int]) -> dict[str, str]:
    rows = sa.select(Person.id, Person.name).join(TeamMember, TeamMember.person_id == Person.id)
    return {str(key): name for key, name in db.session.execute(rows.where(TeamMember.bid_id.in_(bid_ids)))}


def stability_of(bids: list[RankedBid]) -> Stable | None:
    """Share of weightings each bid wins, and the nearest single weights that would change the winner."""
    scored = [bid for bid in bids if bid.raw and not bid.gates]
    if len(scored) < 2:
        return None
    whole = sum(part["weight"] for part in scored[0].raw)
    weights = np.array([part["weight"] for part in scored[0].raw]) / whole
    values = np.array([[part["value"] for part in bid.raw] for bid in scored])
    found = stability(values * weights, weights, draws=DRAWS, values=values)
    turns = [
        {
            "criterion": CRITERIA[scored[0].raw[point.criterion]["name"]],
            "now": scored[0].raw[point.criterion]["weight"],
            "then": round(point.weight * whole),
            "rival": scored[point.rival].label,
        }
        for point in found.break_points
    ]
    return Stable({bid.bid_id: float(found.share[n]) for n, bid in enumerate(scored)}, turns)
