"""A file that somebody wants to take in, between its preview and the deed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, Id, SecretId
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person


class IntakeState(Words):
    """How far a file has come."""

    CHECKING = "checking", _l("Being checked"), "blue"
    READY = "ready", _l("Checked, nothing taken in yet"), "amber"
    APPLYING = "applying", _l("Being taken in"), "blue"
    DONE = "done", _l("Taken in"), "green"
    DROPPED = "dropped", _l("Not taken in"), "grey"


S = IntakeState


class Intake(Base):
    """One uploaded table. Its bytes lie in the data folder until it is taken in, dropped or a day old."""

    __tablename__ = "intake"
    id: Mapped[SecretId]
    kind: Mapped[str] = mapped_column(sa.String(16))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    place: Mapped[str] = mapped_column(sa.String(128), default="")
    large: Mapped[bool] = mapped_column(default=False)
    make_units: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("long_job.id"))
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # problems, new, changed, same
    report: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    state: Mapped[IntakeState] = mapped_column(Choice(IntakeState), default=S.CHECKING)
    version: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}
    LIFE = {
        S.CHECKING: {S.READY, S.DROPPED},
        S.READY: {S.CHECKING, S.APPLYING, S.DONE, S.DROPPED},
        S.APPLYING: {S.DONE, S.READY, S.DROPPED},
        S.DONE: set(),
        S.DROPPED: set(),
    }

    @property
    def title(self) -> str:
        """What it is called in lists."""
        return self.name

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """A file is the business of who brought it."""
        return cls.person_id == person.id


class ColumnMap(Base):
    """Which column is which under a header that was not understood, as somebody said it once."""

    __tablename__ = "column_map"
    __table_args__ = (sa.UniqueConstraint("kind", "signature"),)
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(sa.String(16))
    signature: Mapped[str] = mapped_column(sa.String(64))  # SHA-256 over the folded header cells
    columns: Mapped[dict[str, Any]]  # folded header → code of the column, "" for one that is not read
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
