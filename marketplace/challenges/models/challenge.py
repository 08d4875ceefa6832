"""The challenge itself, and who may see it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.challenges.models.kinds import ChallengeState, Nature, Scope
from marketplace.core import clock
from marketplace.core.db import Base, Choice, Id
from marketplace.people.models import Person, Role, SecrecyLevel, Skill, Unit
from marketplace.people.queries import below
from marketplace.people.rules import scope_paths

if TYPE_CHECKING:
    from marketplace.challenges.models.invited import Invitation
    from marketplace.challenges.models.parts import NeededSkill, Target

S = ChallengeState


class Challenge(Base):
    """A production problem posted for bids. Owned by its department; a person is only its contact."""

    __tablename__ = "challenge"
    __table_args__ = (
        sa.CheckConstraint(
            "state NOT IN ('open','closed','opened','review','notice','awarded') OR "
            "(number IS NOT NULL AND closes_at IS NOT NULL)",
            name="posted",
        ),
        sa.CheckConstraint("budget >= 0 AND reward >= 0 AND loss >= 0", name="money"),
        sa.CheckConstraint("difficulty BETWEEN 1 AND 4", name="difficulty"),
        sa.Index("ix_challenge_market", "state", "closes_at"),
        # all that decides who sees it and where it stands in the market: a page of it is chosen without
        # a look at the long texts
        sa.Index(
            "ix_challenge_listed",
            "opened_at",
            "state",
            "secrecy",
            "scope_unit_id",
            "department_id",
            "contact_id",
            "family_id",
            "nature",
            "difficulty",
            "closes_at",
        ),
    )
    id: Mapped[Id]
    number: Mapped[str | None] = mapped_column(sa.String(32), unique=True)  # BD-2026-0041, given at release
    source_code: Mapped[str | None] = mapped_column(
        sa.String(32), unique=True
    )  # import: the same row twice is one
    title: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    background: Mapped[str]
    tried: Mapped[str] = mapped_column(default="")
    loss: Mapped[int] = mapped_column(default=0)  # yuan a year
    loss_basis: Mapped[str] = mapped_column(default="")
    acceptance: Mapped[str] = mapped_column(default="")
    constraints: Mapped[str] = mapped_column(default="")
    deliverables: Mapped[str] = mapped_column(default="")  # one a line
    support: Mapped[str] = mapped_column(default="")
    milestones: Mapped[str] = mapped_column(default="")  # wanted on the way, one a line
    key_task: Mapped[str] = mapped_column(sa.String(200), default="")  # its title, or as a list said it
    key_task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("key_task.id"))
    family_id: Mapped[int | None] = mapped_column(sa.ForeignKey("skill.id"), index=True)  # skill family
    nature: Mapped[Nature] = mapped_column(Choice(Nature), default=Nature.STUBBORN)
    difficulty: Mapped[int] = mapped_column(default=2)
    # decided together with all others of this name; fixed at posting, so that bidders know it
    joint_round: Mapped[str] = mapped_column(sa.String(40), default="", index=True)
    round_decided_at: Mapped[datetime | None]
    budget: Mapped[int] = mapped_column(default=0)  # yuan, the ceiling
    reward: Mapped[int] = mapped_column(default=0)  # yuan
    work_days: Mapped[int] = mapped_column(default=180)  # calendar days to deliver
    scope: Mapped[Scope] = mapped_column(Choice(Scope), default=Scope.GROUP)
    # the unit whose people may see it and bid, as the scope says; none: everybody in the group
    scope_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    scope_reason: Mapped[str] = mapped_column(default="")
    secrecy: Mapped[SecrecyLevel] = mapped_column(Choice(SecrecyLevel), default=SecrecyLevel.INTERNAL)
    summary: Mapped[str] = mapped_column(default="")  # desensitised, shown to those without clearance
    preset: Mapped[str] = mapped_column(sa.String(32), default="standard")
    rule_versions: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # frozen at posting: {kind/code: version}
    # the matcher's weights where they are not those of the version; frozen at posting, with the reason
    own_weights: Mapped[dict[str, Any] | None]
    weights_reason: Mapped[str] = mapped_column(default="")
    terms_version: Mapped[int] = mapped_column(default=1)  # rises with each amendment
    external_party: Mapped[str] = mapped_column(sa.String(128), default="")
    contract_no: Mapped[str] = mapped_column(sa.String(64), default="")
    public_key: Mapped[bytes | None]  # written by `sealing` when the first draft asks
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]  # bidding began
    questions_until: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    # since when an objection to the documents holds the clock, and when bidding would have closed
    paused_at: Mapped[datetime | None]
    put_off_from: Mapped[datetime | None]
    single_reason: Mapped[str] = mapped_column(default="")  # the chair's, to open a single bid
    extended: Mapped[int] = mapped_column(default=0)
    reposts_id: Mapped[int | None] = mapped_column(sa.ForeignKey("challenge.id"))
    state: Mapped[ChallengeState] = mapped_column(Choice(ChallengeState), default=S.DRAFT)
    haystack: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=0)

    department: Mapped[Unit] = relationship(foreign_keys=[department_id])
    contact: Mapped[Person] = relationship(foreign_keys=[contact_id])
    family: Mapped[Skill | None] = relationship()
    targets: Mapped[list[Target]] = relationship(
        back_populates="challenge", order_by="Target.place", cascade="all, delete-orphan"
    )
    needs: Mapped[list[NeededSkill]] = relationship(
        back_populates="challenge", order_by="NeededSkill.id", cascade="all, delete-orphan"
    )
    circle: Mapped[list[CircleMember]] = relationship(
        order_by="CircleMember.person_id", cascade="all, delete-orphan"
    )

    invitations: Mapped[list[Invitation]] = relationship(order_by="Invitation.studio_id")
    reposts: Mapped[Challenge | None] = relationship(remote_side="Challenge.id")

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        S.DRAFT: {S.APPROVAL, S.WITHDRAWN},
        S.APPROVAL: {S.SECRECY, S.DRAFT, S.WITHDRAWN},
        S.SECRECY: {S.OPEN, S.DRAFT, S.WITHDRAWN},
        S.OPEN: {S.CLOSED, S.WITHDRAWN},
        S.CLOSED: {S.OPENED, S.OPEN, S.NO_BID, S.ENTRUSTED, S.WITHDRAWN},
        S.OPENED: {S.REVIEW, S.NO_BID},
        S.REVIEW: {S.NOTICE, S.NO_BID},
        S.NOTICE: {S.AWARDED, S.REVIEW, S.NO_BID},
        S.AWARDED: {S.NOTICE, S.REVIEW, S.NO_BID},  # the winner fell out: next candidate, anew, or none
        S.WITHDRAWN: set(),
        S.NO_BID: {S.REVIEW},  # the only bid had been put out by an objection, and a complaint was upheld
        S.ENTRUSTED: set(),
    }

    @property
    def is_posted(self) -> bool:
        """Has it ever been open for bids?"""
        return self.opened_at is not None

    @property
    def is_secret(self) -> bool:
        """Are its details kept from people without clearance?"""
        return self.secrecy in SECRET

    def secret_root(self) -> Challenge | None:
        """For the read log: whoever finds a core trade secret at all reads of it."""
        return self if self.secrecy is SecrecyLevel.CORE else None

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """May this person know that it exists (title, department, desensitised summary)?

        Before it is posted: the department, its head and the secrecy officer. Afterwards: whoever is within
        the scope. A core trade secret: only the named circle, and before posting those who work on it.
        """
        posted = cls.opened_at.is_not(None)
        home = _held(cls, person, Role.POSTER, Role.UNIT_MANAGER, Role.SECRECY_OFFICER)
        watch = _held(cls, person, Role.SUPERVISOR, Role.LEADING_GROUP, Role.CHAIR)
        ordinary = sa.or_(home, posted & sa.or_(_in_scope(cls, person), watch))
        core = cls.secrecy == SecrecyLevel.CORE
        return sa.or_(
            sa.and_(cls.secrecy != SecrecyLevel.CORE, ordinary), sa.and_(core, _at_core(cls, person))
        )

    @classmethod
    def known_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """May this person read its details? Asked of what is visible to them already."""
        author = sa.and_(cls.contact_id == person.id, _held(cls, person, Role.POSTER))
        head = cls.opened_at.is_(None) & _held(cls, person, Role.UNIT_MANAGER)
        named = sa.or_(~_has_circle(cls), _in_circle(cls, person), head)
        cleared = sa.and_(sa.literal(clearance_of(person) in SECRET), named)
        secret = sa.or_(author, _held(cls, person, Role.SECRECY_OFFICER), cleared)
        return sa.case(
            (cls.secrecy == SecrecyLevel.CORE, _at_core(cls, person)),
            (cls.secrecy == SecrecyLevel.ORDINARY, secret),
            else_=sa.true(),
        )


SECRET = (SecrecyLevel.ORDINARY, SecrecyLevel.CORE)


def clearance_of(person: Person) -> SecrecyLevel:
    """The clearance that holds today; a lapsed one leaves what every employee may know."""
    lapsed = person.clearance_until is not None and person.clearance_until < clock.today()
    return SecrecyLevel.INTERNAL if lapsed and person.clearance in SECRET else person.clearance


def _held(cls: type[Challenge], person: Person, *roles: Role) -> sa.ColumnElement[bool]:
    paths = scope_paths(person, *roles)
    if not paths:
        return sa.false()
    return cls.department_id.in_(sa.select(Unit.id).where(below(Unit.path, paths)).correlate(None))


def _in_scope(cls: type[Challenge], person: Person) -> sa.ColumnElement[bool]:
    above = [int(step) for step in person.unit.path.split("/") if step]
    return sa.or_(cls.scope_unit_id.is_(None), cls.scope_unit_id.in_(above))


def _in_circle(cls: type[Challenge], person: Person) -> sa.ColumnElement[bool]:
    mine = sa.select(CircleMember.challenge_id).where(CircleMember.person_id == person.id)
    return cls.id.in_(mine.correlate(None))


def _has_circle(cls: type[Challenge]) -> sa.ColumnElement[bool]:
    return cls.id.in_(sa.select(CircleMember.challenge_id).correlate(None))


def _at_core(cls: type[Challenge], person: Person) -> sa.ColumnElement[bool]:
    before = cls.opened_at.is_(None)
    at_work = sa.or_(
        sa.and_(cls.contact_id == person.id, _held(cls, person, Role.POSTER)),
        _held(cls, person, Role.SECRECY_OFFICER),
    )
    if clearance_of(person) is not SecrecyLevel.CORE:
        return before & at_work
    return sa.or_(_in_circle(cls, person), before & sa.or_(at_work, _held(cls, person, Role.UNIT_MANAGER)))


class CircleMember(Base):
    """Somebody named in the circle that may know a restricted challenge."""

    __tablename__ = "circle_member"
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)

    person: Mapped[Person] = relationship()
