"""Units, people, skills, roles, accounts."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l


class UnitLevel(Words):
    """How high a unit stands."""

    GROUP = "group", _l("Group")
    COMPANY = "company", _l("Company")
    PLANT = "plant", _l("Plant or department")
    WORKSHOP = "workshop", _l("Workshop")
    TEAM = "team", _l("Team")


class Category(Words):
    """The four kinds of people a team should mix."""

    RESEARCH = "research", _l("R&D")
    PROCESS = "process", _l("Process")
    ENGINEERING = "engineering", _l("Engineering")
    SKILLED = "skilled", _l("Skilled trade")


class Role(Words):
    """What a person may do in a unit and below it."""

    POSTER = "poster", _l("Poster")
    UNIT_MANAGER = "unit_manager", _l("Unit manager")
    SECRECY_OFFICER = "secrecy_officer", _l("Secrecy officer")
    FINANCE_OFFICER = "finance_officer", _l("Finance officer")
    HR = "hr", _l("Human resources")
    OPENING_OFFICER = "opening_officer", _l("Opening officer")
    PANEL_MEMBER = "panel_member", _l("Panel pool member")
    LEADING_GROUP = "leading_group", _l("Leading group")
    CHAIR = "chair", _l("Leading group chair")
    SUPERVISOR = "supervisor", _l("Supervisor")
    AUDITOR = "auditor", _l("Audit administrator")
    SYSTEM_ADMIN = "system_admin", _l("System administrator")


class SecrecyLevel(Words):
    """How widely a thing may be known. State secrets have no place here."""

    OPEN = "open", _l("Public"), "green"
    INTERNAL = "internal", _l("Internal"), "blue"
    ORDINARY = "ordinary", _l("Ordinary trade secret"), "amber"
    CORE = "core", _l("Core trade secret"), "red"


class UnitType(Base):
    """What a unit does: research, process, production …; data, not code."""

    __tablename__ = "unit_type"
    code: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    name_zh: Mapped[str] = mapped_column(sa.String(64))
    name_en: Mapped[str] = mapped_column(sa.String(64))


class Unit(Base):
    """A place in the tree: group, company, plant or department, workshop, team."""

    __tablename__ = "unit"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(128))
    name_en: Mapped[str] = mapped_column(sa.String(128), default="")
    level: Mapped[UnitLevel] = mapped_column(Choice(UnitLevel))
    type_code: Mapped[str] = mapped_column(sa.ForeignKey("unit_type.code"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    # "/1/5/9/": the ids from the root down to this unit; a subtree is a prefix
    path: Mapped[str] = mapped_column(sa.String(255), index=True)
    company_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    closed_on: Mapped[date | None]

    type: Mapped[UnitType] = relationship()
    parent: Mapped[Unit | None] = relationship(remote_side="Unit.id", foreign_keys=[parent_id])
    company: Mapped[Unit | None] = relationship(remote_side="Unit.id", foreign_keys=[company_id])


class Skill(Base):
    """One skill of the two-level catalogue (a family has no parent)."""

    __tablename__ = "skill"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("skill.id"), index=True)
    name_zh: Mapped[str] = mapped_column(sa.String(64))
    name_en: Mapped[str] = mapped_column(sa.String(64))
    aliases: Mapped[str] = mapped_column(sa.String(255), default="")


class Person(Base):
    """Somebody who works here."""

    __tablename__ = "person"
    id: Mapped[Id]
    employee_no: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(64))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    category: Mapped[Category] = mapped_column(Choice(Category))
    ladder: Mapped[str] = mapped_column(sa.String(32), default="")  # 高级技师, 工程师 …
    field_since: Mapped[date | None]  # in the field since: panel pool wants 8 years
    days_per_month: Mapped[int] = mapped_column(default=6)  # what may be lent out, person-days
    clearance: Mapped[SecrecyLevel] = mapped_column(Choice(SecrecyLevel), default=SecrecyLevel.INTERNAL)
    clearance_until: Mapped[date | None]
    honours: Mapped[str] = mapped_column(sa.String(255), default="")
    email: Mapped[str] = mapped_column(sa.String(128), default="")
    left_on: Mapped[date | None]
    haystack: Mapped[str] = mapped_column(default="")

    unit: Mapped[Unit] = relationship()


class PersonSkill(Base):
    """A skill somebody has, 0–5, as confirmed by the unit (never self-declared)."""

    __tablename__ = "person_skill"
    __table_args__ = (sa.CheckConstraint("level BETWEEN 0 AND 5", name="level"),)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(sa.ForeignKey("skill.id"), primary_key=True, index=True)
    level: Mapped[int]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    confirmed_on: Mapped[date | None]

    skill: Mapped[Skill] = relationship()


class Tie(Base):
    """A relation that makes a conflict: declared relatives, mentor and apprentice."""

    __tablename__ = "tie"
    __table_args__ = (sa.UniqueConstraint("person_id", "other_id", "kind"),)
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    other_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(16))  # relative, mentor
    since: Mapped[date]
    until: Mapped[date | None]


class RoleGrant(Base):
    """A role with its scope (this unit and below) and its dates."""

    __tablename__ = "role_grant"
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(Choice(Role), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()


class Account(Base):
    """A way in: password (argon2id) or, once, an activation code printed by the unit manager."""

    __tablename__ = "account"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, autoincrement=False)
    password_hash: Mapped[str | None] = mapped_column(sa.String(255))
    activation_hash: Mapped[str | None] = mapped_column(sa.String(64))
    activation_until: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str] = mapped_column(sa.String(16), default="")  # chosen on a page: letters use it, too
    disabled: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class LoginSession(Base):
    """A session that the server knows: ending it ends it everywhere."""

    __tablename__ = "login_session"
    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # password typed again (openings, awards, roles)
    address: Mapped[str] = mapped_column(sa.String(64), default="")
    agent: Mapped[str] = mapped_column(sa.String(255), default="")

    person: Mapped[Person] = relationship()


class LoginAttempt(Base):
    """A failed login, counted for unknown names too."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        sa.Index("ix_login_attempt_name", "name_hash", "at"),
        sa.Index("ix_login_attempt_address", "address", "at"),
    )
    id: Mapped[Id]
    name_hash: Mapped[str] = mapped_column(sa.String(64))
    address: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
