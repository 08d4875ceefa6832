"""Who acts: looked up by role, as the product itself would."""

from __future__ import annotations

import random
from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.challenges.models import Challenge
from marketplace.challenges.rules import may_bid_scope
from marketplace.challenges.terms import PostingTerms
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.people.models import Account, Person, PersonSkill, Role, RoleGrant, Unit
from marketplace.people.queries import holders, skills_of
from marketplace.studios.models import Membership, Studio, StudioState
from marketplace.studios.queries import member_ids


def holder(role: Role, unit: Unit, n: int = 0) -> Person:
    """The n-th nearest holder of a role over a unit."""
    return holders(role, unit)[n]


def officers(challenge: Challenge) -> tuple[Person, Person]:
    """Two opening officers."""
    found = holders(Role.OPENING_OFFICER, challenge.department)
    return found[0], found[1]


@dataclass
class Strength:
    """How well each studio fits, reckoned by its people's levels: who would bid in life."""

    dice: random.Random

    def bidders(self, challenge: Challenge, n: int, winner: int | None) -> list[int]:
        """Studios that bid; the one meant to win is among them (the scores follow from what it writes)."""
        live = db.session.scalars(
            sa.select(Studio.id).where(
                Studio.state.in_([StudioState.FOUNDED, StudioState.WARNED]),
                Studio.founded_on <= clock.today(),
            )
        ).all()
        needed = [need.skill_id for need in challenge.needs]
        people = member_ids(live)
        known = skills_of(person for ids in people.values() for person in ids)
        level = {
            key: sum(max(known.get(person, {}).get(skill, 0) for person in ids) for skill in needed)
            for key, ids in people.items()
            if ids
        }
        inside = {
            s.id
            for s in db.session.scalars(sa.select(Studio).where(Studio.id.in_(live)))
            if may_bid_scope(s, challenge)
        }
        winner = winner if winner in inside else None
        ranked = sorted((key for key in inside if key != winner), key=lambda key: (-level.get(key, 0), key))
        chosen = ranked[: n * 2]
        self.dice.shuffle(chosen)
        first = [winner] if winner is not None else []
        return [*first, *chosen][:n]


def supporter(challenge: Challenge, studio: Studio, taken: set[int]) -> Person | None:
    """Somebody of another plant who knows a needed skill and holds no office."""
    needed = [need.skill_id for need in challenge.needs]
    office = sa.select(RoleGrant.person_id).where(RoleGrant.role != Role.PANEL_MEMBER)
    inside = sa.select(Membership.person_id).where(Membership.until.is_(None))
    found = (
        sa.select(Person)
        .join(PersonSkill, PersonSkill.person_id == Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            PersonSkill.skill_id.in_(needed),
            PersonSkill.level >= 3,
            ~Unit.path.startswith(studio.home_unit.path),
            Person.id.not_in(office),
            Person.id.not_in(inside),
            Person.id.not_in(taken),
        )
        .outerjoin(Account, Account.person_id == Person.id)
        .order_by(Account.person_id.is_(None), PersonSkill.level.desc(), Person.employee_no)
        .limit(1)
    )
    return db.session.scalars(found).first()


def as_it_is(challenge: Challenge) -> PostingTerms:
    """A release that leaves level, summary and circle as the department wrote them."""
    circle = tuple(member.person.employee_no for member in challenge.circle)
    return PostingTerms(secrecy=challenge.secrecy, summary=challenge.summary, circle=circle)
