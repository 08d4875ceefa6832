"""The pool of a challenge: who might judge, who is an expert, who is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from bidding.panels.models import Panel, PanelSeat, PanelState, SeatState
from bidding.panels.queries.conflicts import computed
from bidding.panels.queries.draw import Candidate, in_order, key_of
from marketplace.challenges.models import Challenge, NeededSkill
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.people.models import Person, PersonSkill, Role, SecrecyLevel, Skill
from marketplace.people.queries import holders
from marketplace.rulebook.queries import setting

YEARS = 8
SENIOR = {"高级工程师", "正高级工程师", "高级技师", "特级技师", "首席技师"}
EXPERT_LEVEL = 3
RANK = [SecrecyLevel.OPEN, SecrecyLevel.INTERNAL, SecrecyLevel.ORDINARY, SecrecyLevel.CORE]


def candidates(challenge: Challenge, seed: str) -> list[Candidate]:
    """The whole pool in the order of the draw, each with the reasons that leave them out."""
    pool = holders(Role.PANEL_MEMBER, challenge.department)
    conflicts = computed(challenge, pool)
    able, load = experts(challenge, pool), running_seats(pool)
    most = int(setting("panel_seats"))
    found = []
    for person in pool:
        busy: list[tuple[str, int | None]] = [("load", None)] if load.get(person.id, 0) >= most else []
        out = (
            _unfit(person, challenge)
            + busy
            + sorted(
                ((kind, bid_id) for who, kind, bid_id in conflicts if who == person.id),
                key=lambda one: (one[0], one[1] or 0),
            )
        )
        found.append(
            Candidate(
                person.id,
                person.employee_no,
                key_of(seed, person.employee_no),
                expert=person.id in able,
                outside=person.unit.company_id != challenge.department.company_id,
                out=tuple(out),
            )
        )
    return in_order(found)


def running_seats(pool: Sequence[Person]) -> dict[int, int]:
    """On how many running panels people sit."""
    running = (
        sa.select(PanelSeat.person_id, sa.func.count())
        .join(Panel, Panel.id == PanelSeat.panel_id)
        .where(
            PanelSeat.person_id.in_([person.id for person in pool]),
            PanelSeat.state != SeatState.REPLACED,
            Panel.state.not_in([PanelState.SIGNED, PanelState.VOID]),
        )
        .group_by(PanelSeat.person_id)
    )
    return dict(db.session.execute(running).all())


def experts(challenge: Challenge, pool: Sequence[Person]) -> set[int]:
    """Who is proficient in a skill the challenge needs, or in one of the same family."""
    needed = sa.select(Skill.id, Skill.parent_id).join(NeededSkill, NeededSkill.skill_id == Skill.id)
    skills: set[int] = set()
    families: set[int] = {challenge.family_id} if challenge.family_id else set()
    for skill_id, family_id in db.session.execute(needed.where(NeededSkill.challenge_id == challenge.id)):
        skills.add(skill_id)
        families.update({family_id} if family_id else set())
    able = (
        sa.select(PersonSkill.person_id)
        .join(PersonSkill.skill)
        .where(
            PersonSkill.person_id.in_([person.id for person in pool]),
            PersonSkill.level >= EXPERT_LEVEL,
            sa.or_(Skill.id.in_(skills), Skill.parent_id.in_(families)),
        )
    )
    return set(db.session.scalars(able))


def _unfit(person: Person, challenge: Challenge) -> list[tuple[str, int | None]]:
    out: list[tuple[str, int | None]] = []
    today = clock.today()
    if person.field_since is None or person.field_since > _years_ago(today):
        out.append(("years", None))
    if person.ladder not in SENIOR:
        out.append(("title", None))
    cleared = person.clearance_until is None or person.clearance_until >= today
    restricted = RANK.index(challenge.secrecy) >= RANK.index(SecrecyLevel.ORDINARY)
    if restricted and (not cleared or RANK.index(person.clearance) < RANK.index(challenge.secrecy)):
        out.append(("clearance", None))
    named = {member.person_id for member in challenge.circle}
    if restricted and (named or challenge.secrecy is SecrecyLevel.CORE) and person.id not in named:
        out.append(("circle", None))
    return out


def _years_ago(day: date) -> date:
    # 29 February counts from the 28th
    return day.replace(year=day.year - YEARS, day=28 if (day.month, day.day) == (2, 29) else day.day)
