"""Challenges for tests, brought about by the people who would."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.challenges import actions
from marketplace.challenges.models import Challenge, Scope
from marketplace.challenges.rules import has_clearance, needs_quorum
from marketplace.challenges.terms import ChallengeTerms, InviteTerms, NeedTerms, PostingTerms, TargetTerms
from marketplace.core.db import db, transaction, writing
from marketplace.people.models import Person, Role, SecrecyLevel, Skill, Unit, UnitLevel
from marketplace.people.queries import holders
from tests.make.keys import with_key
from tests.make.people import officer, skill, unit
from tests.stages import staged


def company() -> Unit:
    """A company of the group (the group is made with the first)."""
    found = db.session.scalars(sa.select(Unit).where(Unit.level == UnitLevel.GROUP)).first()
    return unit(found or unit(), level=UnitLevel.COMPANY)


def department(home: Unit | None = None) -> Unit:
    """A plant with its poster, its head and its company's secrecy officer, all cleared."""
    home = home or company()
    made = unit(home)
    for role, where in ((Role.POSTER, made), (Role.UNIT_MANAGER, made), (Role.SECRECY_OFFICER, home)):
        if not any(one.clearance is SecrecyLevel.CORE for one in holders(role, where)):
            officer(role, where, clearance=SecrecyLevel.CORE)
    return db.session.get_one(Unit, made.id)


def who(role: Role, where: Unit) -> Person:
    """The nearest holder of a role over a unit."""
    return holders(role, where)[0]


def needed_skill() -> Skill:
    """A skill below a family."""
    return skill(family=skill())


def terms(*skills: Skill, **more: Any) -> ChallengeTerms:
    """A complete problem."""
    known: dict[str, Any] = {
        "title": "铸钢侧架内腔转角热裂纹控制",
        "background": "打箱后磁粉检查常见热裂纹，需气刨后补焊。",
        "tried": "加大圆角，放外冷铁。",
        "loss": 1_010_000,
        "loss_basis": "9000 件/年 × 6.8% × 1650 元",
        "targets": (TargetTerms(metric="转角热裂纹率", now=Decimal("6.8"), wanted=Decimal(2), unit="%"),),
        "needs": tuple(NeedTerms(skill_id=one.id) for one in skills),
        "acceptance": "连续 3 批统计。",
        "budget": 280_000,
        "reward": 50_000,
    }
    return ChallengeTerms(**{**known, **more})


def draft_challenge(where: Unit | None = None, **more: Any) -> Challenge:
    """A complete draft."""
    where = where or department()
    skills = more.pop("skills", None) or [needed_skill()]
    return _done(lambda: actions.draft(terms(*skills, **more), department=where, by=who(Role.POSTER, where)))


def submitted_challenge(where: Unit | None = None, **more: Any) -> Challenge:
    """With the department head."""
    made = draft_challenge(where, **more)
    return _done(lambda: actions.submit(made, by=made.contact) or made)


def approved_challenge(where: Unit | None = None, **more: Any) -> Challenge:
    """With the secrecy officer."""
    made = submitted_challenge(where, **more)
    return _done(lambda: actions.approve(made, by=who(Role.UNIT_MANAGER, made.department)) or made)


@staged
def open_challenge(where: Unit | None = None, **more: Any) -> Challenge:
    """Open for bids."""
    return released(approved_challenge(where, **more))


def released(made: Challenge) -> Challenge:
    """Onto the market, as the department wrote it."""
    if needs_quorum(made):
        made = with_key(made)
    officers = holders(Role.SECRECY_OFFICER, made.department)
    officer = next(one for one in officers if has_clearance(one, made.secrecy))
    return _done(lambda: (actions.release(made, as_it_is(made), by=officer), made)[1])


def as_it_is(challenge: Challenge) -> PostingTerms:
    """A release that leaves level, summary and circle as the department wrote them."""
    circle = tuple(member.person.employee_no for member in challenge.circle)
    return PostingTerms(secrecy=challenge.secrecy, summary=challenge.summary, circle=circle)


def posted(challenge: Challenge, **more: Any) -> Challenge:
    """A draft completed and brought onto the market."""
    made = db.session.get_one(Challenge, challenge.id)
    skills = more.pop("skills", None) or [needed_skill()]
    known = {"title": made.title, "background": made.background, **more}
    _done(lambda: actions.edit(made, terms(*skills, **known), by=made.contact) or made)
    for deed, role in ((actions.submit, Role.POSTER), (actions.approve, Role.UNIT_MANAGER)):
        made = db.session.get_one(Challenge, made.id)
        _done(lambda deed=deed, role=role, made=made: deed(made, by=who(role, made.department)) or made)
    return released(db.session.get_one(Challenge, made.id))


def invited_challenge(*studios: Any, where: Unit | None = None, **more: Any) -> Challenge:
    """Posted for these studios by name."""
    made = draft_challenge(where, preset="invited", **more)
    named = InviteTerms(studio_ids=tuple(studio.id for studio in studios))
    _done(lambda: actions.invite(made, named, by=made.contact) or made)
    fresh = db.session.get_one(Challenge, made.id)
    return posted(fresh, preset="invited", skills=[need.skill for need in fresh.needs], **more)


def secret_challenge(level: SecrecyLevel = SecrecyLevel.ORDINARY, *circle: Person, **more: Any) -> Challenge:
    """A trade secret, open for bids."""
    numbers = tuple(person.employee_no for person in circle)
    more = {"summary": "某类铸件质量问题。", "scope": Scope.GROUP, **more}
    return open_challenge(secrecy=level, circle=numbers, **more)


def _done(deed: Any) -> Challenge:
    if writing():
        made = deed()
        db.session.flush()
    else:
        with transaction():
            made = deed()
    return db.session.get_one(Challenge, made.id)
