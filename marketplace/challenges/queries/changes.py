"""A challenge as terms, and what two such versions differ in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.challenges.models import Amendment, Challenge
from marketplace.challenges.terms import FIXED, ChallengeTerms, NeedTerms, TargetTerms
from marketplace.challenges.words import FIELDS
from marketplace.core.db import db
from marketplace.core.i18n import Words
from marketplace.people.models import Skill
from marketplace.rulebook.models import KeyTask

APART = {"targets", "needs", "circle"}


def terms_of(challenge: Challenge) -> ChallengeTerms:
    """All that a posting takes, as it stands in this challenge."""
    plain = {name: getattr(challenge, name) for name in ChallengeTerms.model_fields.keys() - APART}
    return ChallengeTerms(
        **plain,
        targets=tuple(
            TargetTerms(metric=t.metric, now=t.now, wanted=t.wanted, operator=t.operator, unit=t.unit)
            for t in challenge.targets
        ),
        needs=tuple(
            NeedTerms(skill_id=n.skill_id, level=n.level, importance=n.importance, heads=n.heads)
            for n in challenge.needs
        ),
        circle=tuple(member.person.employee_no for member in challenge.circle),
    )


def amended(challenge: Challenge, terms: ChallengeTerms) -> ChallengeTerms:
    """The new terms with what stays as it was posted, and with the name of the key task that was chosen."""
    known = {name: value for name, value in terms.model_dump().items() if name in ChallengeTerms.model_fields}
    now = terms_of(challenge).model_dump()
    task = db.session.get(KeyTask, terms.key_task_id) if terms.key_task_id else None
    named = {"key_task": task.title} if task else {}
    return ChallengeTerms.model_validate(known | {name: now[name] for name in FIXED} | named)


def differences(before: ChallengeTerms, after: ChallengeTerms) -> list[list[str]]:
    """[field, before, after] for every field that differs, as texts without a language of their own where
    that is possible; in the order of the form."""
    skills = _skills({need.skill_id for terms in (before, after) for need in terms.needs})
    found = []
    for name in FIELDS:
        was, now = (_said(getattr(terms, name), skills) for terms in (before, after))
        if was != now:
            found.append([name, was, now])
    return found


def _skills(ids: Iterable[int]) -> dict[int, str]:
    return dict(db.session.execute(sa.select(Skill.id, Skill.name_zh).where(Skill.id.in_(ids))).all())


def _said(value: Any, skills: dict[int, str]) -> str:
    if isinstance(value, tuple):
        return "\n".join(_said(one, skills) for one in value)
    if isinstance(value, TargetTerms):
        now = "–" if value.now is None else f"{value.now:f}"
        return f"{value.metric} {now} → {value.operator} {value.wanted:f} {value.unit}".strip()
    if isinstance(value, NeedTerms):
        name = skills.get(value.skill_id, "–")
        return f"{name} ≥ {value.level} / 5 × {value.heads} ({value.importance} / 5)"
    if isinstance(value, Words):
        return str(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def amendments(challenge: Challenge) -> Sequence[Amendment]:
    """What was changed after the posting, newest first."""
    found = sa.select(Amendment).where(Amendment.challenge_id == challenge.id)
    return db.session.scalars(
        found.order_by(Amendment.terms_version.desc()).options(joinedload(Amendment.by))
    ).all()
