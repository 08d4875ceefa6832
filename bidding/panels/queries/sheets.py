"""What a member scores: bids without studio and names, because these dataclasses have no field for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from bidding.bids.models import (
    Bid,
    BidContent,
    BidShare,
    BidState,
    ChangeState,
    TeamChange,
    TeamMember,
    TeamRole,
)
from bidding.bids.terms import Answer, CostKind, OutcomeKind
from bidding.panels.models import Panel, PanelPost, PanelSeat, ScoreSheet
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _, _l, locale
from marketplace.people.models import Category, Person, Skill
from marketplace.rulebook.queries import preset_of
from marketplace.studios.models import Studio

IN_REVIEW = (BidState.REVIEW, BidState.WON, BidState.RESERVE, BidState.LOST)
CHANGED = {
    ChangeState.OPEN: _l("has won elsewhere; may be replaced"),
    ChangeState.SWAPPED: _l("stands in since the seal"),
    ChangeState.KEPT: _l("has won elsewhere; stays"),
}
TEXTS = (
    "understanding",
    "approach",
    "novelty",
    "division",
    "support",
    "benefit",
    "similar",
    "apprentices_plan",
)


@dataclass(frozen=True)
class Trade:
    """One place of the team: what the person is and gives, not who."""

    role: TeamRole
    category: Category
    ladder: str
    skill: str
    days: int
    also: str  # the letters of other bids that name the same temporary supporter
    changed: str  # "" or, in a word, that this person has won elsewhere or stands in for somebody who has


@dataclass(frozen=True)
class BlindBid:
    """A bid as its judges read it."""

    label: str
    texts: dict[str, str]
    responses: list[dict[str, Any]]
    milestones: list[dict[str, Any]]
    budget: list[dict[str, Any]]
    total: int
    benefit_yearly: int
    risks: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    apprentices: int
    team: list[Trade]


@dataclass(frozen=True)
class NamedBid(BlindBid):
    """A bid where the preset does not score blind (urgent, invited): with its studio and people."""

    studio: str
    lead: str
    people: list[str]


def blind_labels(panel: Panel) -> Sequence[tuple[int, str]]:
    """The bids to be judged, by letter; the ids stay on the server."""
    rows = (
        sa.select(Bid.id, Bid.blind_label)
        .where(Bid.challenge_id == panel.challenge_id, Bid.state.in_(IN_REVIEW))
        .order_by(sa.func.length(Bid.blind_label), Bid.blind_label)
    )
    return [(bid_id, label or "") for bid_id, label in db.session.execute(rows)]


def bid_of(panel: Panel, label: str) -> Bid:
    """The bid behind a letter."""
    found = sa.select(Bid).where(
        Bid.challenge_id == panel.challenge_id, Bid.blind_label == label, Bid.state.in_(IN_REVIEW)
    )
    bid = db.session.scalars(found).one_or_none()
    if bid is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return bid


def blind_bid(panel: Panel, label: str) -> BlindBid:
    """One bid without studio and names; what the bidders wrote themselves stands as they wrote it."""
    body: Mapping[str, Any] | None = db.session.scalar(
        sa.select(BidContent.body)
        .join(BidContent.bid)
        .where(Bid.challenge_id == panel.challenge_id, Bid.blind_label == label, Bid.state.in_(IN_REVIEW))
    )
    if body is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return BlindBid(
        label=label,
        texts={name: body.get(name, "") for name in TEXTS},
        responses=[{**line, "answer": Answer(line["answer"])} for line in body["responses"]],
        milestones=list(body["milestones"]),
        budget=[{**line, "kind": CostKind(line["kind"])} for line in body["budget"]],
        total=sum(line["amount"] for line in body["budget"]),
        benefit_yearly=body["benefit_yearly"],
        risks=list(body["risks"]),
        outcomes=[{**line, "kind": OutcomeKind(line["kind"])} for line in body["outcomes"]],
        apprentices=body["apprentices"],
        team=_team(panel, label),
    )


def shown_bid(panel: Panel, label: str) -> BlindBid:
    """As the preset says: without names, or with them."""
    blind = blind_bid(panel, label)
    if preset_of(panel.challenge)["blind"]:
        return blind
    bid = bid_of(panel, label)
    people = sa.select(Person.name).join(TeamMember, TeamMember.person_id == Person.id)
    names = db.session.scalars(people.where(TeamMember.bid_id == bid.id).order_by(Person.name)).all()
    return NamedBid(**vars(blind), studio=bid.studio.name, lead=bid.lead.name, people=list(names))


def _team(panel: Panel, label: str) -> list[Trade]:
    skill = Skill.name_en if locale() == "en" else Skill.name_zh
    rows = (
        sa.select(
            TeamMember.role,
            Person.category,
            Person.ladder,
            skill,
            TeamMember.days,
            _named_also(panel),
            _newest_change(),
        )
        .join(Bid, Bid.id == TeamMember.bid_id)
        .join(Person, Person.id == TeamMember.person_id)
        .outerjoin(Skill, Skill.id == TeamMember.skill_id)
        .where(Bid.challenge_id == panel.challenge_id, Bid.blind_label == label)
        .order_by(TeamMember.role, Person.category, TeamMember.days.desc())
    )
    return [
        Trade(role, category, ladder, name or "", days, also or "", str(CHANGED[state]) if state else "")
        for role, category, ladder, name, days, also, state in db.session.execute(rows)
    ]


def _named_also(panel: Panel) -> sa.ScalarSelect[str]:
    """Letters of the other bids of this panel that name the same person, in one text."""
    other, there = aliased(TeamMember), aliased(Bid)
    letters = sa.select(sa.func.aggregate_strings(there.blind_label, " "))
    return (
        letters.select_from(other)
        .join(there, there.id == other.bid_id)
        .where(other.person_id == TeamMember.person_id, other.bid_id != TeamMember.bid_id)
        .where(there.challenge_id == panel.challenge_id, there.state.in_(IN_REVIEW))
        .correlate(TeamMember)
        .scalar_subquery()
    )


def _newest_change() -> sa.ScalarSelect[Any]:
    """What last happened to this place of the team since the seal."""
    last = sa.select(TeamChange.state).where(TeamChange.member_id == TeamMember.id)
    return last.order_by(TeamChange.found_at.desc()).limit(1).correlate(TeamMember).scalar_subquery()


def sheets_of(seat: PanelSeat) -> dict[int, ScoreSheet]:
    """A member's own unfinished sheets by bid."""
    found = db.session.scalars(sa.select(ScoreSheet).where(ScoreSheet.seat_id == seat.id))
    return {sheet.bid_id: sheet for sheet in found}


def thread(panel: Panel) -> Sequence[Any]:
    """The panel's discussion, oldest first."""
    rows = (
        sa.select(PanelPost.text, PanelPost.at, Person.name)
        .join(PanelSeat, PanelSeat.id == PanelPost.seat_id)
        .join(PanelSeat.person)
        .where(PanelPost.panel_id == panel.id)
        .order_by(PanelPost.at, PanelPost.id)
    )
    return db.session.execute(rows).all()


def bidders(panel: Panel) -> Sequence[tuple[str, list[str], int]]:
    """Studios and people who bid, by name, with the lead studio: what conflicts are declared against.

    No letter stands beside them.
    """
    rows = (
        sa.select(TeamMember.bid_id, Person.name)
        .join(Bid, Bid.id == TeamMember.bid_id)
        .join(Person, Person.id == TeamMember.person_id)
        .where(Bid.challenge_id == panel.challenge_id, Bid.state.in_(IN_REVIEW))
        .order_by(Person.name)
    )
    people: dict[int, list[str]] = {}
    for bid_id, name in db.session.execute(rows):
        people.setdefault(bid_id, []).append(name)
    studios = (
        sa.select(Bid.id, Studio.name, Bid.studio_id)
        .join(BidShare, BidShare.bid_id == Bid.id)
        .join(Studio, Studio.id == BidShare.studio_id)
        .where(Bid.challenge_id == panel.challenge_id, Bid.state.in_(IN_REVIEW), BidShare.live)
        .order_by(Studio.name)
    )
    named: dict[int, list[str]] = {}
    leading: dict[int, int] = {}
    for bid_id, name, studio_id in db.session.execute(studios):
        named.setdefault(bid_id, []).append(name)
        leading[bid_id] = studio_id
    return sorted(
        ("、".join(names), people.get(bid_id, []), leading[bid_id]) for bid_id, names in named.items()
    )
