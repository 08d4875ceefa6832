"""How well a studio fits a challenge; kept fresh by jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Base


class Fit(Base):
    """One pair of the top lists with its parts (0–10000 = score × 100)."""

    __tablename__ = "fit"
    __table_args__ = (
        sa.Index("ix_fit_studio", "studio_id", "score"),
        # the market's order, without a look at the parts
        sa.Index("ix_fit_pair", "challenge_id", "studio_id", "score"),
    )
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"), primary_key=True)
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), primary_key=True)
    score: Mapped[int]
    parts: Mapped[list[Any]]
    computed_at: Mapped[datetime]
