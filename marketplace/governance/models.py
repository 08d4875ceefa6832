"""The leading group's six seats."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Unit


class SeatFunction(Words):
    """The six functions that sit in a leading group."""

    HR = "hr", _l("Human resources")
    RESEARCH = "research", _l("Research")
    TECHNOLOGY = "technology", _l("Technology")
    QUALITY = "quality", _l("Quality")
    SAFETY = "safety", _l("Safety")
    SECRECY = "secrecy", _l("Secrecy work")


class Seat(Base):
    """One function of one unit's leading group: a named owner and a deputy; gaps are flagged."""

    __tablename__ = "seat"
    __table_args__ = (sa.UniqueConstraint("unit_id", "function"),)
    id: Mapped[Id]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    function: Mapped[SeatFunction] = mapped_column(Choice(SeatFunction))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    deputy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    unit: Mapped[Unit] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id])
