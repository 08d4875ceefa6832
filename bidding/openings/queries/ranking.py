"""The matcher's ranking of a challenge, shown to whom it may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bidding.bids.models import Bid, TeamMember
from bidding.openings.models import BidScore
from bidding.openings.queries.explain import Words, explained, works_in
from bidding.openings.rules import reads_names
from bidding.openings.words import GATES
from marketplace.challenges.models import Challenge, NeededSkill
from marketplace.core.db import db
from marketplace.core.i18n import locale
from marketplace.outcomes.queries import titles
from marketplace.people.models import Person, Skill
from marketplace.studios.models import Membership, Studio


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
    kept: BidScore


def ranking(challenge: Challenge, *, seen_by: Person) -> list[RankedBid]:
    """All scored bids the reader is not in conflict with, best first: two statements for any number."""
    named = reads_names(seen_by, challenge)
    rows = db.session.execute(
        sa.select(Bid, Studio.name, BidScore, _is_mine(seen_by).label("mine"))
        .join(BidScore, BidScore.bid_id == Bid.id)
        .join(Studio, Studio.id == Bid.studio_id)
        .where(Bid.challenge_id == challenge.id, ~Bid.barred_to(seen_by))
        .order_by(BidScore.place, Bid.blind_label)
    ).all()
    known = [(bid.id, score) for bid, _studio, score, mine in rows if named or mine]
    words = words_of(challenge.id, dict(known), seen_by=seen_by)
    return [
        RankedBid(
            bid.id,
            bid.blind_label or "",
            studio if named or mine else "",
            bool(mine),
            score.place,
            score.total,
            [str(GATES.get(gate["code"], gate["sentence"])) for gate in score.gates],
            [explained(part, words if named or mine else words.blind()) for part in score.parts],
            score.parts,
            score,
        )
        for bid, studio, score, mine in rows
    ]


def _is_mine(person: Person) -> sa.ColumnElement[bool]:
    """Led or joined by this person, or of a studio they belong to."""
    named = sa.select(TeamMember.bid_id).where(TeamMember.person_id == person.id)
    inside = sa.select(Membership.studio_id).where(
        Membership.person_id == person.id, Membership.until.is_(None)
    )
    return sa.or_(Bid.lead_id == person.id, Bid.id.in_(named), Bid.studio_id.in_(inside))


def words_of(challenge_id: int, scores: Mapping[int, BidScore], *, seen_by: Person) -> Words:
    """Needed skills, people and accepted works of these bids, in the reader's language: one statement."""
    name = Skill.name_en if locale() == "en" else Skill.name_zh
    skills = (
        sa.select(sa.literal("skills"), sa.cast(Skill.id, sa.String), name)
        .join(NeededSkill, NeededSkill.skill_id == Skill.id)
        .where(NeededSkill.challenge_id == challenge_id)
    )
    people = (
        sa.select(sa.literal("people"), sa.cast(Person.id, sa.String), Person.name)
        .join(TeamMember, TeamMember.person_id == Person.id)
        .where(TeamMember.bid_id.in_(scores))
    )
    works = titles(works_in(part for score in scores.values() for part in score.parts), seen_by=seen_by)
    found: dict[str, dict[str, str]] = {"skills": {}, "people": {}, "works": {}}
    named = works.with_only_columns(sa.literal("works"), *works.selected_columns)
    for kind, key, said in db.session.execute(sa.union_all(skills, people, named)):
        found[kind][key] = said
    return Words(**found)
