"""Studios, memberships."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Unit


class Tier(Words):
    """How high a studio is named."""

    PLANT = "plant", _l("Plant tier")
    COMPANY = "company", _l("Company tier")
    GROUP = "group", _l("Group tier")
    PROVINCIAL = "provincial", _l("Provincial tier")
    NATIONAL = "national", _l("National tier")


class StudioState(Words):
    """The standing of a studio."""

    PROPOSED = "proposed", _l("Not founded yet"), "grey"
    FOUNDED = "founded", _l("In good standing"), "green"
    WARNED = "warned", _l("Warned"), "amber"
    SUSPENDED = "suspended", _l("Suspended"), "amber"
    DELISTED = "delisted", _l("Delisted"), "red"
    CLOSED = "closed", _l("Studio closed"), "grey"


class MemberRole(Words):
    """Place in a studio."""

    LEAD = "lead", _l("Studio lead")
    CORE = "core", _l("Core member")


S = StudioState
# may bid, has a letter, is evaluated
LISTED = (S.FOUNDED, S.WARNED)


class Studio(Base):
    """A worker-innovation studio."""

    __tablename__ = "studio"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(128))
    name_en: Mapped[str] = mapped_column(sa.String(128), default="")
    tier: Mapped[Tier] = mapped_column(Choice(Tier))
    field: Mapped[str] = mapped_column(sa.String(128))  # the lead's field of expertise
    home_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    story: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    plaque_no: Mapped[str | None] = mapped_column(sa.String(32), unique=True)
    founded_on: Mapped[date | None]
    hung_on: Mapped[date | None]
    removed_on: Mapped[date | None]
    state: Mapped[StudioState] = mapped_column(Choice(StudioState), default=S.PROPOSED)
    suspended_from: Mapped[StudioState | None] = mapped_column(Choice(StudioState))  # what it returns to
    haystack: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=0)

    # always wanted: rules ask the unit, pages show both
    home_unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)
    lead: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    memberships: Mapped[list[Membership]] = relationship(back_populates="studio", order_by="Membership.id")

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        S.PROPOSED: {S.FOUNDED, S.CLOSED},
        S.FOUNDED: {S.WARNED, S.SUSPENDED, S.DELISTED, S.CLOSED},
        S.WARNED: {S.FOUNDED, S.SUSPENDED, S.DELISTED, S.CLOSED},
        S.SUSPENDED: {S.FOUNDED, S.WARNED, S.DELISTED, S.CLOSED},
        S.DELISTED: set(),
        S.CLOSED: set(),
    }

    @property
    def leading_unit_id(self) -> int:
        """The unit whose leading group answers for it: up to company tier the company, else the group."""
        group = int(self.home_unit.path.split("/")[1])
        local = self.tier in (Tier.PLANT, Tier.COMPANY)
        return (self.home_unit.company_id or group) if local else group

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """Studios hang their plaque in the open; a proposed one is its lead's and its proposers' matter."""
        seen: Any = sa.or_(cls.state != S.PROPOSED, cls.lead_id == person.id)
        return seen  # type: ignore[no-any-return]


class LeadChangeState(Words):
    """Where the naming of a new lead stands."""

    PROPOSED = "proposed", _l("Waiting for the chair"), "amber"
    CONFIRMED = "confirmed", _l("Named"), "green"
    REFUSED = "refused", _l("Not named"), "red"


class LeadChange(Base):
    """A new lead for a studio: proposed by the home unit or the leading group, decided by its chair."""

    __tablename__ = "lead_change"
    __table_args__ = (
        sa.Index(
            "uq_lead_change_open", "studio_id", unique=True,
            sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"),
        ),
    )  # fmt: skip
    id: Mapped[Id]
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    old_lead_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))  # who is to lead
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    reason: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(default="")
    state: Mapped[LeadChangeState] = mapped_column(Choice(LeadChangeState), default=LeadChangeState.PROPOSED)
    version: Mapped[int] = mapped_column(default=0)

    studio: Mapped[Studio] = relationship()
    old_lead: Mapped[Person] = relationship(foreign_keys=[old_lead_id])
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        LeadChangeState.PROPOSED: {LeadChangeState.CONFIRMED, LeadChangeState.REFUSED},
        LeadChangeState.CONFIRMED: set(),
        LeadChangeState.REFUSED: set(),
    }

    @property
    def caption(self) -> str:
        """Which studio it is about."""
        return self.studio.name


class Membership(Base):
    """Somebody's time in a studio."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.Index(
            "uq_membership_now", "studio_id", "person_id", unique=True,
            sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL"),
        ),
    )  # fmt: skip
    id: Mapped[Id]
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[MemberRole] = mapped_column(Choice(MemberRole), default=MemberRole.CORE)
    since: Mapped[date]
    until: Mapped[date | None]

    studio: Mapped[Studio] = relationship(back_populates="memberships")
    person: Mapped[Person] = relationship()
