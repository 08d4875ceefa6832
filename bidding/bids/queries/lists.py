"""Lists of bids, their teams and their history."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from bidding.bids.models import Bid, BidShare, BidState, Consent, TeamChange, TeamMember, TeamRole
from bidding.sealing import queries as sealing
from bidding.sealing.models import SealedVersion
from bidding.sealing.terms import Live
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import reads
from marketplace.core.db import BIGGEST_ID, db, first_of_rows, rows
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.lists import AFTER, ROWS, Listing, Page
from marketplace.people.eyes import seen
from marketplace.people.models import Person
from marketplace.studios.models import Studio

S = BidState


def team_of(bid: Bid) -> Sequence[TeamMember]:
    """The team with everything a page says of it: lead, core, support."""
    order = sa.case((TeamMember.role == TeamRole.LEAD, 0), (TeamMember.role == TeamRole.CORE, 1), else_=2)
    found = (
        sa.select(TeamMember)
        .where(TeamMember.bid_id == bid.id)
        .order_by(order, TeamMember.id)
        .options(
            joinedload(TeamMember.person).joinedload(Person.unit),
            joinedload(TeamMember.skill),
            joinedload(TeamMember.loan),
        )
    )
    return db.session.scalars(found).all()


def core_of(bid: Bid, team: Sequence[TeamMember]) -> list[Person]:
    """Those who know of the bid: lead and core members who have agreed, the leads of its other studios."""
    core = [member.person for member in team if member.role is not TeamRole.SUPPORT and member.agreed]
    others = [s.studio.lead for s in bid.shares if s.agreed and s.studio_id != bid.studio_id]
    return core + [lead for lead in others if lead not in core]


GROUPS = {
    "working": (S.DRAFT, S.SEALED),
    "review": (S.OPENED, S.REVIEW, S.RESERVE),
    "won": (S.WON,),
    "over": (S.LOST, S.REJECTED, S.WITHDRAWN),
}


def mine(person: Person, *, which: str = "") -> Page[Any]:
    """The bids a person is on the core team of."""
    return seen("bids", person, which, lambda: _mine(person, which)).page()


def _mine(person: Person, which: str) -> Listing:
    """Counted and chosen among the bids alone; only the page's challenges are read."""
    where = [Bid.of_team(person), *([Bid.state.in_(GROUPS[which])] if which in GROUPS else [])]
    running = sa.case((Bid.state.in_(GROUPS["working"]), 0), else_=1)
    its_own = sa.select(Challenge.closes_at).where(Challenge.id == Bid.challenge_id)
    closes = its_own.correlate(Bid).scalar_subquery()
    order = (running, sa.case((running == 0, closes)), Bid.created_at.desc(), Bid.id)
    chosen = sa.select(Bid.id).where(*where).order_by(*order).limit(ROWS).offset(AFTER)
    shown = (
        sa.select(
            Bid.id, Bid.state, Bid.sealed_at, Bid.terms_version,
            Challenge.terms_version.label("wanted_version"),
            Challenge.number, Challenge.title, Challenge.closes_at, Challenge.state.label("challenge_state"),
            Studio.name.label("studio"),
        )
        .join(Challenge, Challenge.id == Bid.challenge_id)
        .join(Studio, Studio.id == Bid.studio_id)
        .where(Bid.id.in_(chosen))
        .order_by(*order)
    )  # fmt: skip
    return Listing(sa.select(sa.func.count()).select_from(Bid).where(*where), shown)


def asked_to_join(person: Person) -> Sequence[Any]:
    """Requests to join as core member that wait for this person's answer."""
    found: Sequence[Any] = rows(_ASKED, who=person.id).all()
    return found


def _asked() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            TeamMember.id, Challenge.title, Challenge.number, Challenge.closes_at, Studio.name.label("studio")
        )
        .join(Bid, Bid.id == TeamMember.bid_id)
        .join(Challenge, Challenge.id == Bid.challenge_id)
        .join(Studio, Studio.id == Bid.studio_id)
        .where(
            TeamMember.person_id == sa.bindparam("who", type_=sa.Integer),
            TeamMember.consent == Consent.ASKED,
            TeamMember.role != TeamRole.SUPPORT,
        )
        .where(Bid.state == S.DRAFT, Challenge.state == ChallengeState.OPEN)
        .order_by(Challenge.closes_at, TeamMember.id)
    )


_ASKED = _asked()


def live_on(challenge: Challenge) -> Sequence[Bid]:
    """The bids that count at the close: sealed, and for the present version of the challenge."""
    found = (
        sa.select(Bid)
        .where(
            Bid.challenge_id == challenge.id,
            Bid.state == S.SEALED,
            Bid.terms_version == challenge.terms_version,
        )
        .order_by(Bid.id)
        .options(
            joinedload(Bid.studio),
            joinedload(Bid.lead),
            selectinload(Bid.team).joinedload(TeamMember.person).joinedload(Person.unit),
            selectinload(Bid.team).joinedload(TeamMember.loan),
        )
    )
    return db.session.scalars(found).all()


def live_versions_on(challenge: Challenge) -> list[Live]:
    """The sealed versions of the bids that count: what goes into the box and is opened."""
    counting = sa.select(Bid.id).where(
        Bid.challenge_id == challenge.id, Bid.state == S.SEALED, Bid.terms_version == challenge.terms_version
    )
    ids = set(db.session.scalars(counting))
    return [live for live in sealing.live_versions(challenge.id) if live.bid_id in ids]


def spent() -> Sequence[int]:
    """Bids that can no longer become anything: their challenge went on, or ended, without them."""
    return first_of_rows(_spent())


@cache
def _spent() -> sa.Select[int]:
    going = [
        ChallengeState.DRAFT,
        ChallengeState.APPROVAL,
        ChallengeState.SECRECY,
        ChallengeState.OPEN,
        ChallengeState.CLOSED,
    ]
    found = sa.select(Bid.id).join(Challenge, Challenge.id == Bid.challenge_id)
    return found.where(Bid.state.in_([S.DRAFT, S.SEALED]), Challenge.state.not_in(going))


def shown(bid_id: int, *, seen_by: Person, targets: bool = False) -> Bid:
    """A bid as its pages need it, in one statement (one more with the targets); 404 for the unseen."""
    more = [joinedload(Bid.challenge).selectinload(Challenge.targets)] if targets else []
    found = sa.select(Bid).where(Bid.id == bid_id, Bid.visible_to(seen_by)).options(*_whole(), *more)
    bid = db.session.scalars(found).unique().one_or_none() if 0 < bid_id <= BIGGEST_ID else None
    if bid is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    reads.look(bid, seen_by)
    return bid


def shown_sealed(bid_id: int, version: int, *, seen_by: Person) -> tuple[Bid, SealedVersion]:
    """The same with one of its sealed versions, still in one statement; 404 for the unseen."""
    found = (
        sa.select(Bid, SealedVersion)
        .join(SealedVersion, sa.and_(SealedVersion.bid_id == Bid.id, SealedVersion.version == version))
        .where(Bid.id == bid_id, Bid.visible_to(seen_by))
        .options(*_whole())
    )
    row = db.session.execute(found).unique().one_or_none() if bid_id <= BIGGEST_ID else None
    if row is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    bid, sealed = row
    reads.look(bid, seen_by)
    return bid, sealed


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(Bid.challenge).joinedload(Challenge.department),
        joinedload(Bid.shares).joinedload(BidShare.studio),
        joinedload(Bid.studio).joinedload(Studio.lead),
        joinedload(Bid.studio).joinedload(Studio.home_unit),
        joinedload(Bid.lead),
        joinedload(Bid.changes).joinedload(TeamChange.person),
    )
