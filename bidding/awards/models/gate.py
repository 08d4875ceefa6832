"""Stage gates of a race: which of the racing projects goes on, ends, or joins another."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.challenges.models import Challenge
from marketplace.core.db import Base, Choice, Id
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person
from marketplace.projects.models import Project


class GateState(Words):
    """The life of a stage gate."""

    SET = "set", _l("Ahead"), "amber"
    DECIDED = "decided", _l("Decided"), "green"


class Ruling(Words):
    """What a gate says of one project."""

    KEEP = "keep", _l("Goes on"), "green"
    CUT = "cut", _l("Ends here"), "red"
    MERGE = "merge", _l("Joins another"), "amber"


class StageGate(Base):
    """A day on which the racing projects are compared."""

    __tablename__ = "stage_gate"
    __table_args__ = (
        sa.Index(
            "uq_stage_gate_ahead",
            "challenge_id",
            unique=True,
            sqlite_where=sa.text("state = 'set'"),
            postgresql_where=sa.text("state = 'set'"),
        ),
    )
    id: Mapped[Id]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"), index=True)
    measure: Mapped[str]  # what is compared
    held_on: Mapped[date]
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    state: Mapped[GateState] = mapped_column(Choice(GateState), default=GateState.SET)
    version: Mapped[int] = mapped_column(default=0)

    challenge: Mapped[Challenge] = relationship()
    rulings: Mapped[list[GateRuling]] = relationship(order_by="GateRuling.id")

    @property
    def caption(self) -> str:
        """What it is called in a list of mixed things."""
        return self.challenge.title

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """A race is run before the eyes of whoever may see its challenge."""
        return cls.challenge_id.in_(sa.select(Challenge.id).where(Challenge.visible_to(person)))

    __mapper_args__ = {"version_id_col": version}
    LIFE = {GateState.SET: {GateState.DECIDED}, GateState.DECIDED: set()}


class GateRuling(Base):
    """What the gate said of one project, and why."""

    __tablename__ = "gate_ruling"
    __table_args__ = (
        sa.UniqueConstraint("gate_id", "project_id"),
        sa.CheckConstraint("(ruling = 'merge') = (into_id IS NOT NULL)", name="into"),
    )
    id: Mapped[Id]
    gate_id: Mapped[int] = mapped_column(sa.ForeignKey("stage_gate.id"))
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    ruling: Mapped[Ruling] = mapped_column(Choice(Ruling))
    into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"))
    reason: Mapped[str]

    project: Mapped[Project] = relationship(foreign_keys=[project_id])
    into: Mapped[Project | None] = relationship(foreign_keys=[into_id])
