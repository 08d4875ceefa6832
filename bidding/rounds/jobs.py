"""The joint choice: people's weeks, core seats and studio slots as resources, final scores as values."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from bidding.awards import actions as awards
from bidding.bids.models import Bid, TeamMember, TeamRole
from bidding.rounds.models import JointRound, RoundState
from bidding.rounds.queries import STILL_IN, challenges_of, reports_of
from marketplace.core import clock
from marketplace.core.audit import ref
from marketplace.core.db import db, find
from marketplace.core.jobs import job
from marketplace.core.lifecycle import move
from marketplace.inbox.actions import ask
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.rulebook.queries import setting
from marketplace.secondments.models import Hold
from marketplace.secondments.queries import MONTHS_PER_DAY, core_engagements
from matching.awards import Option, choose

TIME_LIMIT = 30.0
WEEK = 7
Uses = dict[Hashable, float]


@job("rounds.solve")
def solve(round_id: int) -> Callable[[], None] | None:
    """Weigh all awards of the round together; the chairs are asked once it is known."""
    joint = db.session.get_one(JointRound, round_id)
    if joint.state is not RoundState.WORKING:
        return None
    options, capacity = problem(joint.name)
    found = choose(options, capacity, TIME_LIMIT).to_json()
    asked = {"options": [one.to_json() for one in options], "capacity": capacity}

    def write() -> None:
        fresh = find(JointRound, round_id, lock=True)
        fresh.asked, fresh.found, fresh.solved_at = asked, found, clock.now()
        move(fresh, RoundState.PROPOSED, by=None)
        together = challenges_of(fresh.name)
        for one in together:
            awards.expect(one, found["chosen"])
        over = [set(holders(Role.CHAIR, one.department)) for one in together]
        ask(set.intersection(*over) if over else set(), "decide_round", fresh)

    return write


def problem(name: str) -> tuple[list[Option], Uses]:
    """Every candidate of the signed reports with what it would take, and how much of that there is.

    A person's days are spread evenly over the weeks of their dates. Nobody has less room in a week than
    one bid alone wants of them: that was checked when it was sealed.
    """
    challenges = challenges_of(name)
    rows = {
        row["bid"]: (challenge_id, row["final"])
        for challenge_id, report in reports_of(challenges).items()
        for row in report.ranking
        if row["candidate"]
    }
    bids = _bids(list(rows))
    uses = {bid.id: _uses(bid) for bid in bids}
    options = [Option(bid.id, rows[bid.id][0], rows[bid.id][1], uses[bid.id]) for bid in bids]
    return options, _capacity(bids, uses)


def _bids(ids: Sequence[int]) -> list[Bid]:
    found = sa.select(Bid).where(Bid.id.in_(ids), Bid.state.in_(STILL_IN)).order_by(Bid.id)
    team = joinedload(Bid.team)
    loaded = found.options(team.joinedload(TeamMember.loan), team.joinedload(TeamMember.person))
    return list(db.session.scalars(loaded).unique())


def _uses(bid: Bid) -> Uses:
    uses: Uses = {f"studio/{bid.studio_id}": 1.0}
    for member in bid.team:
        if not member.agreed:
            continue
        given = member.loan or member
        for week, days in _weekly(given.days, given.starts_on, given.ends_on):
            uses[f"week/{member.person_id}/{week}"] = days
        if member.role is not TeamRole.SUPPORT:
            uses[f"core/{member.person_id}"] = 1.0
    return uses


def _weekly(days: int, first: date, last: date) -> Iterator[tuple[str, float]]:
    """Days spread evenly over calendar days, summed up by week (its Monday)."""
    each = days / ((last - first).days + 1)
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        begin, end = max(first, monday), min(last, monday + timedelta(days=WEEK - 1))
        yield monday.isoformat(), each * ((end - begin).days + 1)
        monday += timedelta(days=WEEK)


def _capacity(bids: Sequence[Bid], uses: dict[int, Uses]) -> Uses:
    most: Uses = {}
    for wanted in uses.values():
        for name, amount in wanted.items():
            most[name] = max(most.get(name, 0.0), amount)
    people = {member.person_id: member.person for bid in bids for member in bid.team}
    taken, core = _taken(people, [ref(bid) for bid in bids]), core_engagements(people)
    slots, seats = int(setting("studio_awards")), int(setting("core_projects"))
    room: Uses = {}
    for name, least in most.items():
        kind, key, *_week = str(name).split("/")
        if kind == "week":
            person = people[int(key)]
            free = float(person.days_per_month * MONTHS_PER_DAY * WEEK) - taken.get(name, 0.0)
        else:
            free = slots if kind == "studio" else seats - core.get(int(key), 0)
        room[name] = max(free, least)
    return room


def _taken(people: dict[int, Person], besides: Sequence[str]) -> Uses:
    """Firm days of these people by week, what the bids themselves hold left out."""
    firm = sa.select(Hold).where(Hold.person_id.in_(people), Hold.firm, Hold.about.not_in(besides))
    taken: Uses = {}
    for hold in db.session.scalars(firm):
        for week, days in _weekly(hold.days, hold.starts_on, hold.ends_on):
            name = f"week/{hold.person_id}/{week}"
            taken[name] = taken.get(name, 0.0) + days
    return taken


def replayed(joint: JointRound) -> dict[str, Any]:
    """The same problem given to the solver again: the answer must be the kept one."""
    options = [Option(**one) for one in joint.asked["options"]]
    return choose(options, joint.asked["capacity"], TIME_LIMIT).to_json()
