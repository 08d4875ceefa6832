"""Pairs of mentor and apprentice."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Skill
from marketplace.studios.models import Studio


class PairState(Words):
    """The way of a pair."""

    PROPOSED = "proposed", _l("Waiting for the apprentice"), "amber"
    ACTIVE = "active", _l("Under way"), "blue"
    COMPLETED = "completed", _l("Completed"), "green"
    ENDED = "ended", _l("Ended early"), "grey"


S = PairState


class Apprenticeship(Base):
    """An agreement of one mentor and one apprentice (12 months, 6–36)."""

    __tablename__ = "apprenticeship"
    __table_args__ = (sa.CheckConstraint("mentor_id <> apprentice_id", name="two_people"),)
    id: Mapped[Id]
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), index=True)
    mentor_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    apprentice_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    skill_id: Mapped[int] = mapped_column(sa.ForeignKey("skill.id"))
    goal: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    ended_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(default="")
    state: Mapped[PairState] = mapped_column(Choice(PairState), default=S.PROPOSED)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=0)

    studio: Mapped[Studio] = relationship()
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])
    apprentice: Mapped[Person] = relationship(foreign_keys=[apprentice_id])
    skill: Mapped[Skill] = relationship()

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        S.PROPOSED: {S.ACTIVE, S.ENDED},
        S.ACTIVE: {S.COMPLETED, S.ENDED},
        S.COMPLETED: set(),
        S.ENDED: set(),
    }
