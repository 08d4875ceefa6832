"""Rules as rows: a version is in force once its validity review is recorded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Base, Id, frozen


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


frozen("rule", "challenges keep the version they were posted with")
