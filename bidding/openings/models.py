"""The opening and what the matcher said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidding.bids.models import Bid
from marketplace.challenges.models import Challenge
from marketplace.core.db import Base, Id, frozen
from marketplace.people.models import Person


class Opening(Base):
    """One opening per challenge: begun by one officer, confirmed by another within 15 minutes."""

    __tablename__ = "opening"
    __table_args__ = (
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> started_by_id", name="two_officers"
        ),
    )
    id: Mapped[Id]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"), unique=True)
    started_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    started_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    # quorum: the first officer's share, sealed to the other holders; gone once the bids are open
    handed: Mapped[bytes | None]
    seal_digest: Mapped[str | None] = mapped_column(sa.String(64))
    seal_holds: Mapped[bool | None]
    label_seed: Mapped[str] = mapped_column(
        sa.String(64), default=""
    )  # shuffled the blind labels; shown with the result
    minutes: Mapped[str] = mapped_column(default="")  # signed canonical JSON

    challenge: Mapped[Challenge] = relationship()
    started_by: Mapped[Person] = relationship(foreign_keys=[started_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])
    lines: Mapped[list[OpeningLine]] = relationship(order_by="OpeningLine.id")

    @property
    def caption(self) -> str:
        """What it is called in a list of mixed things."""
        return self.challenge.title


class OpeningLine(Base):
    """What happened to one bid in the opening."""

    __tablename__ = "opening_line"
    __table_args__ = (sa.UniqueConstraint("opening_id", "bid_id"),)
    id: Mapped[Id]
    opening_id: Mapped[int] = mapped_column(sa.ForeignKey("opening.id"))
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"))
    receipt_no: Mapped[str] = mapped_column(sa.String(32))
    opened: Mapped[bool]
    failure: Mapped[str] = mapped_column(default="")  # cause, and whose

    bid: Mapped[Bid] = relationship()


class BidScore(Base):
    """The matcher's score with everything it was computed from, so that it can be computed again."""

    __tablename__ = "bid_score"
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"), primary_key=True, autoincrement=False)
    total: Mapped[int]  # score × 100 (0–10000)
    place: Mapped[int]  # knocked-out bids come last
    gates: Mapped[list[Any]] = mapped_column(default=list)  # knocked out, and why: [{code, facts, sentence}]
    parts: Mapped[list[Any]]  # [{name, weight, points: hundredths, value, code, facts, sentence}]
    inputs: Mapped[dict[str, Any]]  # {version, need, offer, criteria}: enough to compute it again
    computed_at: Mapped[datetime]

    bid: Mapped[Bid] = relationship()


frozen("bid_score", "a score that decided stays as it was")
