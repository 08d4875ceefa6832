"""Challenges and studios as the matcher's values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import joinedload, selectinload

from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.rules import DRAFTING, within_reach
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.people.models import Person, Skill
from marketplace.people.queries import skills_of
from marketplace.secondments.queries import capacity, free_days
from marketplace.studios.models import LISTED, Studio
from marketplace.studios.queries import member_ids
from matching import recommend
from matching.text import Index

AHEAD = timedelta(days=90)
SPEAKS_OF = 3  # a studio's text is tagged with the skills its people are proficient in


@dataclass(frozen=True)
class World:
    """Open challenges and studios in good standing, ready for the matcher."""

    challenges: Sequence[Challenge]
    studios: Sequence[Studio]
    skills: Sequence[Skill]
    need: NDArray[np.int64]
    importance: NDArray[np.int64]
    level: NDArray[np.int64]
    free: NDArray[np.float64]
    text: NDArray[np.float64]
    allowed: NDArray[np.bool_]

    def top(self, k: int) -> recommend.Recommendation:
        """The best pairs, both ways."""
        needs = recommend.Needs(self.need, self.importance)
        profiles = recommend.Profiles(self.level, self.free)
        return recommend.top(needs, profiles, k, text=self.text, allowed=self.allowed)


def look(challenge_id: int | None = None, studio_id: int | None = None) -> World | None:
    """Read what is needed: everything, or one challenge or studio with all of the other side."""
    challenges, studios = _challenges(challenge_id), _studios(studio_id)
    if not challenges or not studios:
        return None
    skills = db.session.scalars(sa.select(Skill).where(Skill.parent_id.is_not(None)).order_by(Skill.id)).all()
    place = {skill.id: n for n, skill in enumerate(skills)}
    need, importance = np.zeros((2, len(challenges), len(skills)), dtype=np.int64)
    for row, challenge in enumerate(challenges):
        for one in challenge.needs:
            need[row, place[one.skill_id]] = one.level
            importance[row, place[one.skill_id]] = one.importance
    members = member_ids([studio.id for studio in studios])
    level = _levels(studios, members, place)
    return World(
        challenges=challenges,
        studios=studios,
        skills=skills,
        need=need,
        importance=importance,
        level=level,
        free=_free(studios, members),
        text=_likeness(challenges, studios, level),
        allowed=_gates(challenges, studios),
    )


def _challenges(only: int | None) -> Sequence[Challenge]:
    # a draft that is posted by invitation needs its ranking before: so that the right ones are named
    by_name = sa.and_(Challenge.state.in_(DRAFTING), Challenge.preset == "invited")
    found = sa.select(Challenge).where(
        sa.or_(Challenge.state == ChallengeState.OPEN, by_name), Challenge.needs.any()
    )
    if only is not None:
        found = found.where(Challenge.id == only)
    loaded = (selectinload(Challenge.needs), selectinload(Challenge.circle))
    return db.session.scalars(found.order_by(Challenge.id).options(*loaded)).all()


def _studios(only: int | None) -> Sequence[Studio]:
    found = sa.select(Studio).where(Studio.state.in_(LISTED))
    if only is not None:
        found = found.where(Studio.id == only)
    return db.session.scalars(
        found.order_by(Studio.id).options(joinedload(Studio.home_unit), joinedload(Studio.lead))
    ).all()


def _gates(challenges: Sequence[Challenge], studios: Sequence[Studio]) -> NDArray[np.bool_]:
    """Within the scope, cleared, and not the contact's own studio."""
    gates = np.ones((len(challenges), len(studios)), dtype=np.bool_)
    leads = np.array([studio.lead_id for studio in studios])
    for row, challenge in enumerate(challenges):
        if challenge.is_secret or challenge.scope_unit_id is not None:
            gates[row] = [bool(within_reach(studio, challenge)) for studio in studios]
        gates[row] &= leads != challenge.contact_id
    return gates


def _levels(
    studios: Sequence[Studio], members: dict[int, list[int]], place: dict[int, int]
) -> NDArray[np.int64]:
    held = skills_of({person for people in members.values() for person in people})
    level = np.zeros((len(studios), len(place)), dtype=np.int64)
    for row, studio in enumerate(studios):
        for person in members.get(studio.id, ()):
            for skill_id, known in held.get(person, {}).items():
                if skill_id in place:
                    level[row, place[skill_id]] = max(level[row, place[skill_id]], known)
    return level


def _free(studios: Sequence[Studio], members: dict[int, list[int]]) -> NDArray[np.float64]:
    today = clock.today()
    people = {person for some in members.values() for person in some}
    days = free_days(people, today, today + AHEAD)
    rows = db.session.execute(sa.select(Person.id, Person.days_per_month).where(Person.id.in_(people)))
    most = {key: float(capacity(monthly, today, today + AHEAD)) for key, monthly in rows}
    shares = []
    for studio in studios:
        some = members.get(studio.id, [])
        whole = sum(most.get(person, 0.0) for person in some)
        left = sum(max(0, days.get(person, 0)) for person in some)
        shares.append(min(1.0, left / whole) if whole else 0.0)
    return np.array(shares)


def _likeness(
    challenges: Sequence[Challenge], studios: Sequence[Studio], level: NDArray[np.int64]
) -> NDArray[np.float64]:
    tags = [[int(n) for n in np.flatnonzero(row >= SPEAKS_OF)] for row in level]
    index = Index([f"{s.name} {s.field} {s.story}" for s in studios], tags)
    likeness: NDArray[np.float64] = index.similarity([f"{c.title} {c.background}" for c in challenges])
    return likeness
