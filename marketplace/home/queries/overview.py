"""Figures of the group overview. They count what the reader may see within their scope, never more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from bidding.awards.models import Award, AwardState
from bidding.bids.models import Bid
from marketplace.challenges.models import Challenge, ChallengeState, NeededSkill
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.outcomes.models import Outcome
from marketplace.people.models import Person, PersonSkill, Role, Skill, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths
from marketplace.projects.models import Project, ProjectState

S = ChallengeState
READERS = (Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR)
LIVING = (S.OPEN, S.CLOSED, S.OPENED, S.REVIEW, S.NOTICE, S.AWARDED)
CAN_DO = 3  # level from which somebody counts as supply
MONTHS = 12


def _units(person: Person) -> sa.Select[Any]:
    return sa.select(Unit.id).where(below(Unit.path, scope_paths(person, *READERS)))


def _challenges(person: Person) -> tuple[sa.ColumnElement[bool], ...]:
    return (Challenge.visible_to(person), Challenge.department_id.in_(_units(person)))


def _in_year(column: Any, year: int) -> sa.ColumnElement[bool]:
    return sa.and_(column >= clock.at(date(year, 1, 1)), column < clock.at(date(year + 1, 1, 1)))


@dataclass(frozen=True)
class Funnel:
    """What became of the challenges posted in a year."""

    posted: int
    bid: int  # with opened bids
    awarded: int
    accepted: int


def funnel(year: int, *, seen_by: Person) -> Funnel:
    """One statement."""
    opened = sa.exists().where(Bid.challenge_id == Challenge.id, Bid.blind_label.is_not(None))
    met = sa.exists().where(
        Project.challenge_id == Challenge.id, Project.state.in_([ProjectState.MET, ProjectState.PARTLY])
    )
    count = sa.func.count()
    found = sa.select(
        count,
        count.filter(opened),
        count.filter(Challenge.state.in_([S.AWARDED, S.ENTRUSTED])),
        count.filter(met),
    ).where(*_challenges(seen_by), _in_year(Challenge.opened_at, year))
    return Funnel(*(int(n) for n in db.session.execute(found.select_from(Challenge)).one()))


def days_to_award(*, seen_by: Person) -> list[tuple[date, int, int]]:
    """Of the last twelve months: (first of the month, median days from posting to award, awards)."""
    since = (clock.today().replace(day=1) - timedelta(days=31 * (MONTHS - 1))).replace(day=1)
    found = (
        sa.select(Challenge.opened_at, Award.final_at)
        .join(Award, Award.challenge_id == Challenge.id)
        .where(
            *_challenges(seen_by), Award.place == 1, Award.state == AwardState.FINAL,
            Award.final_at >= clock.at(since), Challenge.opened_at.is_not(None),
        )
    )  # fmt: skip
    months: dict[date, list[int]] = {}
    for posted, final in db.session.execute(found):
        assert posted is not None
        assert final is not None
        month = final.astimezone(clock.HERE).date().replace(day=1)
        months.setdefault(month, []).append((final - posted).days)
    return [(month, round(median(days)), len(days)) for month, days in sorted(months.items())]


def bids_per_challenge(year: int, *, seen_by: Person) -> dict[int, int]:
    """How many challenges of the year drew how many bids; only opened ones are counted."""
    per = (
        sa.select(sa.func.count().label("n"))
        .select_from(Bid)
        .join(Challenge, Challenge.id == Bid.challenge_id)
        .where(*_challenges(seen_by), _in_year(Challenge.opened_at, year), Bid.blind_label.is_not(None))
        .group_by(Bid.challenge_id)
        .subquery()
    )
    rows = sa.select(per.c.n, sa.func.count()).group_by(per.c.n).order_by(per.c.n)
    return {int(n): int(challenges) for n, challenges in db.session.execute(rows)}


@dataclass(frozen=True)
class Family:
    """Need and supply of one skill family."""

    id: int
    name_zh: str
    name_en: str
    needed: int
    held: int

    @property
    def gap(self) -> int:
        """How many heads are short."""
        return self.needed - self.held


def skills(*, seen_by: Person) -> list[Family]:
    """Heads that living challenges need, and people who can do it, by family: one statement."""
    family, need, held = aliased(Skill), _needed(seen_by), _held(seen_by)
    needed, there = sa.func.coalesce(need.c.n, 0), sa.func.coalesce(held.c.n, 0)
    found = (
        sa.select(family.id, family.name_zh, family.name_en, needed, there)
        .outerjoin(need, need.c.family == family.id)
        .outerjoin(held, held.c.family == family.id)
        .where(family.parent_id.is_(None), needed + there > 0)
        .order_by((needed - there).desc(), family.id)
    )
    return [Family(key, zh, en, int(n), int(h)) for key, zh, en, n, h in db.session.execute(found)]


def _needed(person: Person) -> Any:
    found = (
        sa.select(Skill.parent_id.label("family"), sa.func.sum(NeededSkill.heads).label("n"))
        .join(Skill, Skill.id == NeededSkill.skill_id)
        .join(Challenge, Challenge.id == NeededSkill.challenge_id)
        .where(*_challenges(person), Challenge.known_to(person), Challenge.state.in_(LIVING))
    )
    return found.group_by(Skill.parent_id).subquery()


def _held(person: Person) -> Any:
    here = sa.or_(Person.left_on.is_(None), Person.left_on > clock.today())
    people = sa.func.count(sa.distinct(PersonSkill.person_id))
    found = (
        sa.select(Skill.parent_id.label("family"), people.label("n"))
        .join(Skill, Skill.id == PersonSkill.skill_id)
        .join(Person, Person.id == PersonSkill.person_id)
        .where(PersonSkill.level >= CAN_DO, Person.unit_id.in_(_units(person)), here)
    )
    return found.group_by(Skill.parent_id).subquery()


def benefit(year: int, *, seen_by: Person) -> Sequence[Any]:
    """Certified benefit a year of what was accepted in the year, by company; claims are never added."""
    company, where = aliased(Unit), aliased(Unit)
    found = (
        sa.select(company.id, company.name, sa.func.sum(Outcome.certified).label("yuan"))
        .select_from(Outcome)
        .join(where, where.id == Outcome.unit_id)
        .join(company, company.id == sa.func.coalesce(where.company_id, where.id))
        .where(
            Outcome.certified.is_not(None), Outcome.visible_to(seen_by), Outcome.unit_id.in_(_units(seen_by)),
            Outcome.accepted_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(company.id, company.name)
        .order_by(sa.func.sum(Outcome.certified).desc())
    )  # fmt: skip
    return db.session.execute(found).all()
