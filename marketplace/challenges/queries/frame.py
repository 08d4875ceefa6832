"""The frame all tabs of a challenge stand in: its head, the steps of its life, what the reader may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.challenges import rules
from marketplace.challenges.models import Challenge, ChallengeState, NeededSkill, Target
from marketplace.core import reads
from marketplace.core.audit import ref
from marketplace.core.db import BIGGEST_ID, db, rows
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _
from marketplace.core.models import AuditEvent
from marketplace.core.verdict import Verdict
from marketplace.inbox.models import Follow
from marketplace.people.eyes import seen
from marketplace.people.models import Person, Skill

S = ChallengeState
LINE = (S.DRAFT, S.APPROVAL, S.SECRECY, S.OPEN, S.CLOSED, S.OPENED, S.REVIEW, S.NOTICE, S.AWARDED)
ENDS = (S.WITHDRAWN, S.NO_BID, S.ENTRUSTED)


@dataclass(frozen=True)
class Step:
    """One step of the status bar."""

    label: str
    done_at: datetime | None = None
    current: bool = False
    deadline: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Frame:
    """A challenge with what its pages say to the reader."""

    challenge: Challenge
    known: bool  # may the reader know the details?
    follows: bool
    steps: Sequence[Step]
    may: dict[str, Verdict]

    @property
    def ours(self) -> bool:
        """Does the reader speak for the department?"""
        return bool(self.may["act"])


def cleared(person: Person, challenge: Challenge) -> bool:
    """May this person read the details?"""
    return bool(rules.may_see_details(person, challenge))


def frame(challenge_id: int, *, seen_by: Person, whole: bool = False) -> Frame:
    """A challenge for its page in two statements (`whole`: with targets and skills, four), or 404."""
    found = seen("challenge", seen_by, whole, lambda: _found(seen_by, whole))
    asked = {"challenge": challenge_id, "about": f"challenge/{challenge_id}"}
    row = db.session.execute(found, asked).one_or_none() if 0 < challenge_id <= BIGGEST_ID else None
    if row is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    challenge, known, followed = row
    if challenge.is_secret and known:
        reads.note(challenge, by=seen_by)
    may = _may(challenge, seen_by)
    if challenge.is_secret and challenge.is_posted and known:
        may["circle"] = rules.may_edit_circle(seen_by, challenge)
    return Frame(challenge, bool(known), bool(followed), _steps(challenge), may)


def _found(reader: Person, whole: bool) -> sa.Select[*tuple[Any, ...]]:
    follows = sa.exists().where(Follow.person_id == reader.id, Follow.about == sa.bindparam("about"))
    found = (
        sa.select(Challenge, Challenge.known_to(reader), follows)
        .where(Challenge.id == sa.bindparam("challenge"), Challenge.visible_to(reader))
        .options(joinedload(Challenge.department), joinedload(Challenge.contact))
    )
    return (
        found
        if not whole
        else found.options(
            selectinload(Challenge.targets), selectinload(Challenge.needs).joinedload(NeededSkill.skill)
        )
    )


def targets_and_needs(challenge_id: int) -> tuple[Sequence[Any], Sequence[Any]]:
    """What a challenge must reach (metric, now, wanted, operator, unit) and the skills it needs (names,
    level, importance, heads), to be read: columns, in two statements."""
    return rows(_TARGETS, challenge=challenge_id).all(), rows(_NEEDS, challenge=challenge_id).all()


_OF_IT = sa.bindparam("challenge", type_=sa.BigInteger)
_TARGETS = (
    sa.select(Target.metric, Target.now, Target.wanted, Target.operator, Target.unit)
    .where(Target.challenge_id == _OF_IT)
    .order_by(Target.place)
)
_NEEDS = (
    sa.select(Skill.name_zh, Skill.name_en, NeededSkill.level, NeededSkill.importance, NeededSkill.heads)
    .join(Skill, Skill.id == NeededSkill.skill_id)
    .where(NeededSkill.challenge_id == _OF_IT)
    .order_by(NeededSkill.id)
)


def _may(challenge: Challenge, person: Person) -> dict[str, Verdict]:
    """The rules the frame asks; those about other states are not asked."""
    may = {"act": rules.may_act_for(person, challenge), "withdraw": rules.may_withdraw(person, challenge)}
    if challenge.state is S.DRAFT:
        may["edit"] = rules.may_edit(person, challenge)
        may["submit"] = rules.may_submit(person, challenge)
    if challenge.state is S.APPROVAL:
        may["approve"] = rules.may_approve(person, challenge)
        may["send_back"] = rules.may_send_back(person, challenge)
    if challenge.state is S.SECRECY:
        may["release"] = rules.may_release(person, challenge)
        may["send_back"] = rules.may_send_back(person, challenge)
    if challenge.state is S.OPEN:
        may["amend"] = rules.may_amend(person, challenge)
    if challenge.state in (*rules.DRAFTING, S.OPEN) and challenge.preset == "invited":
        may["invite"] = rules.may_invite(person, challenge)
    if challenge.is_posted and challenge.state in (S.WITHDRAWN, S.NO_BID):
        may["post_again"] = rules.may_post_again(person, challenge)
    return may


def moves(challenge: Challenge) -> dict[str, datetime]:
    """When each state was last reached, out of the audit trail."""
    return {payload["to"]: at for at, payload in rows(_MOVES, about=ref(challenge))}


_MOVES = (
    sa.select(AuditEvent.at, AuditEvent.payload)
    .where(AuditEvent.about == sa.bindparam("about"), AuditEvent.action == "move")
    .order_by(AuditEvent.seq)
)


def _steps(challenge: Challenge) -> list[Step]:
    reached = moves(challenge)
    reached[S.DRAFT] = challenge.created_at
    here = challenge.state
    if here in ENDS:
        passed = [s for s in LINE if s in reached]
        return [Step(s.label, reached[s]) for s in passed] + [
            Step(here.label, reached.get(here), current=True)
        ]
    place = LINE.index(here)
    return [
        Step(
            state.label,
            reached.get(state) if n <= place else None,
            current=state is here,
            deadline=challenge.closes_at if state is S.OPEN and n >= place else None,
        )
        for n, state in enumerate(LINE)
    ]
