"""Who may not judge whom: conflicts computed from the organisation, each with its kind (product.md 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from bidding.bids.models import Bid, BidShare, BidState, TeamMember
from bidding.openings.models import Opening
from bidding.panels.models import Panel, PanelSeat, Recusal
from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.outcomes.models import Contributor, Outcome
from marketplace.people.models import Person, Role, Tie, Unit, UnitLevel
from marketplace.people.queries import holders
from marketplace.studios.models import Membership, Studio

Found = tuple[int, str, int | None]  # person, kind, bid
THREE_YEARS = timedelta(days=3 * 365 + 1)
ONE_YEAR = timedelta(days=365)
JUDGED = (BidState.OPENED, BidState.REVIEW, BidState.RESERVE, BidState.WON, BidState.LOST)


@dataclass(frozen=True)
class Bidding:
    """Who bids: per bid its lead, its studios and everybody named in it."""

    leads: dict[int, set[int]]  # bid → bid lead and studio lead
    studios: dict[int, set[int]]
    people: dict[int, set[int]]


def bidding_on(challenge: Challenge) -> Bidding:
    """The bids that will be judged, with their people: three statements."""
    rows = db.session.execute(
        sa.select(Bid.id, Bid.lead_id, Bid.studio_id, Studio.lead_id)
        .join(Bid.studio)
        .where(Bid.challenge_id == challenge.id, Bid.state.in_(JUDGED))
    ).all()
    found = Bidding(
        {bid: {lead, studio_lead} for bid, lead, _studio, studio_lead in rows},
        {bid: {studio} for bid, _lead, studio, _studio_lead in rows},
        {bid: {lead, studio_lead} for bid, lead, _studio, studio_lead in rows},
    )
    shares = sa.select(BidShare.bid_id, BidShare.studio_id).where(
        BidShare.bid_id.in_(found.leads), BidShare.live
    )
    for bid_id, studio_id in db.session.execute(shares):
        found.studios[bid_id].add(studio_id)
    team = sa.select(TeamMember.bid_id, TeamMember.person_id).where(TeamMember.bid_id.in_(found.leads))
    for bid_id, person_id in db.session.execute(team):
        found.people[bid_id].add(person_id)
    return found


def computed(challenge: Challenge, pool: Iterable[Person]) -> set[Found]:
    """Every conflict of the pool with this challenge or one of its bids."""
    people = {person.id: person for person in pool}
    bidding = bidding_on(challenge)
    found: set[Found] = set()
    found.update(_of_posting(challenge))
    found.update(_of_office(challenge))
    found.update(_of_earlier_rounds(challenge))
    found.update(_declared(challenge))
    for bid_id, team in bidding.people.items():
        found.update((person_id, "bidder", bid_id) for person_id in team)
    found.update(_of_studio(bidding))
    found.update(_of_ties(bidding, set(people)))
    found.update(_of_workshop(bidding, people))
    found.update(_of_outcomes(bidding))
    return {one for one in found - dismissed(challenge) if one[0] in people}


def dismissed(challenge: Challenge) -> set[Found]:
    """Conflicts that the chair of the leading group found not to count."""
    rows = sa.select(Recusal.person_id, Recusal.kind, Recusal.bid_id).where(
        Recusal.challenge_id == challenge.id, Recusal.dismissed_reason != ""
    )
    return {(person_id, kind, bid_id) for person_id, kind, bid_id in db.session.execute(rows)}


def _of_posting(challenge: Challenge) -> Iterator[Found]:
    yield challenge.contact_id, "posting", None
    for role in (Role.UNIT_MANAGER, Role.POSTER):
        for person in holders(role, challenge.department):
            yield person.id, "posting", None


def _of_office(challenge: Challenge) -> Iterator[Found]:
    # Whoever reads the bids with their names cannot judge them blind.
    for role in (Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR):
        for person in holders(role, challenge.department):
            yield person.id, "insider", None
    officers = sa.select(Opening.started_by_id, Opening.confirmed_by_id).where(
        Opening.challenge_id == challenge.id
    )
    for pair in db.session.execute(officers):
        for person_id in pair:
            if person_id is not None:
                yield person_id, "officer", None


def _of_earlier_rounds(challenge: Challenge) -> Iterator[Found]:
    seats = sa.select(PanelSeat.person_id).join(PanelSeat.panel).where(Panel.challenge_id == challenge.id)
    for person_id in db.session.scalars(seats):
        yield person_id, "served", None


def _declared(challenge: Challenge) -> Iterator[Found]:
    rows = sa.select(Recusal.person_id, Recusal.bid_id).where(
        Recusal.challenge_id == challenge.id, Recusal.kind == "declared"
    )
    for person_id, bid_id in db.session.execute(rows):
        yield person_id, "declared", bid_id


def _of_studio(bidding: Bidding) -> Iterator[Found]:
    today = clock.today()
    since = today - THREE_YEARS
    rows = sa.select(Membership.person_id, Membership.studio_id, Membership.until).where(
        Membership.studio_id.in_({studio for each in bidding.studios.values() for studio in each}),
        sa.or_(Membership.until.is_(None), Membership.until >= since),
    )
    for person_id, studio_id, until in db.session.execute(rows):
        for bid_id, studios in bidding.studios.items():
            if studio_id in studios:
                yield person_id, "studio" if until is None or until >= today else "former", bid_id


def _of_ties(bidding: Bidding, pool: set[int]) -> Iterator[Found]:
    named = {person for team in bidding.people.values() for person in team}
    rows = sa.select(Tie.person_id, Tie.other_id, Tie.kind).where(
        sa.or_(
            sa.and_(Tie.person_id.in_(pool), Tie.other_id.in_(named)),
            sa.and_(Tie.other_id.in_(pool), Tie.person_id.in_(named)),
        ),
        # kinship somebody took back was never one; having taught somebody stays true
        sa.or_(Tie.kind != "relative", Tie.until.is_(None), Tie.until >= clock.today()),
    )
    for one, other, kind in db.session.execute(rows):
        for bid_id, team in bidding.people.items():
            if other in team:
                yield one, kind, bid_id
            if one in team:
                yield other, kind, bid_id


def _of_workshop(bidding: Bidding, pool: dict[int, Person]) -> Iterator[Found]:
    leads = {lead for each in bidding.leads.values() for lead in each}
    rows = db.session.execute(sa.select(Person.id, Person.unit_id).where(Person.id.in_(leads)))
    units = dict(rows.all())
    home = _workshops({*units.values(), *(person.unit_id for person in pool.values())})
    for bid_id, each in bidding.leads.items():
        shops = {home[units[lead]] for lead in each}
        for person in pool.values():
            if home[person.unit_id] in shops:
                yield person.id, "workshop", bid_id


def _workshops(unit_ids: set[int]) -> dict[int, int]:
    """Unit → its workshop (itself, if it stands in none)."""
    above = aliased(Unit)
    rows = (
        sa.select(Unit.id, above.id)
        .outerjoin(above, sa.and_(above.level == UnitLevel.WORKSHOP, Unit.path.startswith(above.path)))
        .where(Unit.id.in_(unit_ids))
    )
    return {unit_id: shop or unit_id for unit_id, shop in db.session.execute(rows)}


def _of_outcomes(bidding: Bidding) -> Iterator[Found]:
    mine, theirs = aliased(Contributor), aliased(Contributor)
    since: date = clock.today() - ONE_YEAR
    for bid_id, leads in bidding.leads.items():
        rows = (
            sa.select(mine.person_id)
            .join(theirs, theirs.outcome_id == mine.outcome_id)
            .join(Outcome, Outcome.id == mine.outcome_id)
            .where(theirs.person_id.in_(leads), mine.person_id.not_in(leads), Outcome.accepted_on >= since)
        )
        for person_id in db.session.scalars(rows):
            yield person_id, "coauthor", bid_id
