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
    agreed_on: Mapped[date | None]  # the apprentice said yes; nothing counts from before
    ended_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(default="")
    state: Mapped[PairState] = mapped_column(Choice(PairState), default=S.PROPOSED)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=0)

    studio: Mapped[Studio] = relationship(lazy="joined", innerjoin=True)
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id], lazy="joined", innerjoin=True)
    apprentice: Mapped[Person] = relationship(foreign_keys=[apprentice_id], lazy="joined", innerjoin=True)
    skill: Mapped[Skill] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        S.PROPOSED: {S.ACTIVE, S.ENDED},
        S.ACTIVE: {S.COMPLETED, S.ENDED},
        S.COMPLETED: set(),
        S.ENDED: set(),
    }

    @property
    def title(self) -> str:
        """For to-dos, notices and the ledger."""
        return f"{self.mentor.name} – {self.apprentice.name}"

    @property
    def active_from(self) -> date | None:
        """The first day that counts: the agreed start, but not before the apprentice agreed."""
        return None if self.agreed_on is None else max(self.starts_on, self.agreed_on)

    @property
    def last_day(self) -> date:
        """The last day of the pair, as agreed or as ended early."""
        return self.ended_on or self.ends_on

    @classmethod
    def visible_to(cls, _person: Person) -> sa.ColumnElement[bool]:
        """Pairs are made in the open."""
        return sa.true()
