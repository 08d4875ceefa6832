"""Rules as rows: a version is in force once its validity review is recorded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Id, frozen
from marketplace.people.models import Unit


class Rule(Base):
    """One version of one rule, with its validity review."""

    __tablename__ = "rule"
    __table_args__ = (sa.UniqueConstraint("kind", "code", "version"),)
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(sa.String(32))  # preset, weights, panel_criteria, targets, settings
    code: Mapped[str] = mapped_column(sa.String(32))
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    effective_from: Mapped[datetime]
    reviewed_on: Mapped[date]
    reviewers: Mapped[str] = mapped_column(sa.String(255))
    conclusion: Mapped[str]
    review_again_on: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))


class KeyTask(Base):
    """An annual key task of the group or a company, which challenges serve."""

    __tablename__ = "key_task"
    id: Mapped[Id]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    year: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # no longer offered

    unit: Mapped[Unit] = relationship()


frozen("rule", "challenges keep the version they were posted with")
