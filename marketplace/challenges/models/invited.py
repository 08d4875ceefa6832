"""Who is invited to bid."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base
from marketplace.studios.models import Studio


class Invitation(Base):
    """A studio the department invites to bid; with the preset *invited* only those may."""

    __tablename__ = "invitation"
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"), primary_key=True)
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"), primary_key=True)
    invited_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    studio: Mapped[Studio] = relationship(lazy="joined")
