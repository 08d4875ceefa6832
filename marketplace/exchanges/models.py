"""Exchanges: planned, held, called off."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.core.workdays import CHINA
from marketplace.people.models import Person
from marketplace.studios.models import Studio


class ExchangeState(Words):
    """The way of an exchange."""

    PLANNED = "planned", _l("Planned"), "blue"
    HELD = "held", _l("Held"), "green"
    CANCELLED = "cancelled", _l("Called off"), "grey"


S = ExchangeState


class Exchange(Base):
    """A visit, a lecture, a contest; counts once held with place, attendance and summary."""

    __tablename__ = "exchange"
    id: Mapped[Id]
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(128))
    planned_on: Mapped[date]
    held_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(sa.String(128), default="")
    summary: Mapped[str] = mapped_column(default="")
    state: Mapped[ExchangeState] = mapped_column(Choice(ExchangeState), default=S.PLANNED)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=0)

    studio: Mapped[Studio] = relationship(lazy="joined", innerjoin=True)
    attendances: Mapped[list[Attendance]] = relationship(back_populates="exchange")

    __mapper_args__ = {"version_id_col": version}
    LIFE = {S.PLANNED: {S.HELD, S.CANCELLED}, S.HELD: set(), S.CANCELLED: set()}

    @property
    def registered_late(self) -> bool:
        """Written down only after it was held: shown beside it."""
        return self.held_on is not None and self.held_on < self.created_at.astimezone(CHINA).date()

    @classmethod
    def visible_to(cls, _person: Person) -> sa.ColumnElement[bool]:
        """Exchanges are announced to all."""
        return sa.true()


class Attendance(Base):
    """Somebody took part."""

    __tablename__ = "attendance"
    exchange_id: Mapped[int] = mapped_column(sa.ForeignKey("exchange.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)

    exchange: Mapped[Exchange] = relationship(back_populates="attendances")
    person: Mapped[Person] = relationship()
