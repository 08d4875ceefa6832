"""Loans and holds: whose days belong to what."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, Id, SecretId
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Role, Skill, Unit
from marketplace.people.queries import below, roles_of


class LoanState(Words):
    """The way of a loan."""

    ASKED = "asked", _l("Asked"), "amber"
    CONSENTED = "consented", _l("Agreed, unit not yet"), "amber"
    RELEASED = "released", _l("Released by the unit"), "green"
    HELD = "held", _l("Held for a sealed bid"), "blue"
    ACTIVE = "active", _l("On loan"), "blue"
    RETURNED = "returned", _l("Returned"), "grey"
    REFUSED = "refused", _l("Refused"), "red"
    EXPIRED = "expired", _l("Expired"), "grey"
    REPLACED = "replaced", _l("Replaced"), "grey"


S = LoanState
WAITING = (S.ASKED, S.CONSENTED)
GIVEN = (S.RELEASED, S.HELD, S.ACTIVE)  # the unit has let the person go
OVER = (S.RETURNED, S.REFUSED, S.EXPIRED, S.REPLACED)


class Loan(Base):
    """A person of another unit lent for so many days; `about` is the bid or project."""

    __tablename__ = "loan"
    __table_args__ = (
        sa.CheckConstraint("days > 0", name="days"),
        sa.CheckConstraint("ends_on >= starts_on", name="period"),
    )
    id: Mapped[SecretId]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    home_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    about: Mapped[str] = mapped_column(sa.String(64), index=True)
    asked_for: Mapped[str] = mapped_column(sa.String(128), default="")  # the asking studio
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    skill_id: Mapped[int | None] = mapped_column(sa.ForeignKey("skill.id"))
    days: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    purpose: Mapped[str] = mapped_column(default="")  # what the unit manager is told; never the bid's content
    conditions: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # why it was refused
    answer_due: Mapped[datetime | None]
    no_later_than: Mapped[datetime | None]  # the close of the bidding: an answer after it is of no use
    state: Mapped[LoanState] = mapped_column(Choice(LoanState), default=S.ASKED)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    home_unit: Mapped[Unit] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    skill: Mapped[Skill | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        S.ASKED: {S.CONSENTED, S.REFUSED, S.EXPIRED, S.REPLACED},
        S.CONSENTED: {S.RELEASED, S.REFUSED, S.EXPIRED, S.REPLACED},
        S.RELEASED: {S.HELD, S.REFUSED, S.EXPIRED, S.REPLACED},
        S.HELD: {S.RELEASED, S.ACTIVE, S.EXPIRED, S.REPLACED},
        S.ACTIVE: {S.RETURNED, S.REPLACED},
        S.RETURNED: set(),
        S.REFUSED: set(),
        S.EXPIRED: set(),
        S.REPLACED: set(),
    }

    @property
    def caption(self) -> str:
        """Who goes where."""
        return f"{self.person.name} → {self.asked_for}"

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """The person asked, who asked, and the managers of the home unit: nobody else learns of a loan."""
        own = [held.path for held in roles_of(person) if held.role is Role.UNIT_MANAGER]
        units = sa.select(Unit.id).where(below(Unit.path, own))
        mine = sa.or_(cls.person_id == person.id, cls.asked_by_id == person.id)
        return sa.or_(mine, cls.home_unit_id.in_(units)) if own else mine


class Hold(Base):
    """Days of a person taken by something between two dates; the sum over a day is the load.

    `firm` holds (running projects, held loans) count against sealing; the others only warn.
    """

    __tablename__ = "hold"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "about"),
        sa.CheckConstraint("ends_on >= starts_on", name="period"),
    )
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    about: Mapped[str] = mapped_column(sa.String(64), index=True)
    days: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    core: Mapped[bool] = mapped_column(default=False)
    firm: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()
