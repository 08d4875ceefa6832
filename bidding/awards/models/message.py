"""Decision messages: prepared for each bidder, read and edited by an officer, released together."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidding.bids.models import Bid
from marketplace.core.db import Base, Id


class DecisionMessage(Base):
    """What the lead of one bid is told when the result of a panel is announced."""

    __tablename__ = "decision_message"
    __table_args__ = (sa.UniqueConstraint("panel_id", "bid_id"),)
    id: Mapped[Id]
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"))
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bid.id"))
    words: Mapped[str]
    # for which result the words are meant; in a joint round it is not certain before the decision
    wins: Mapped[bool | None]
    prepared_at: Mapped[datetime]
    edited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    edited_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)

    bid: Mapped[Bid] = relationship()

    __mapper_args__ = {"version_id_col": version}
