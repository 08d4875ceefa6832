"""What a challenge asks for: its technical targets and the skills it needs."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.challenges.models.challenge import Challenge
from marketplace.challenges.models.kinds import Operator
from marketplace.core.db import Base, Choice, Id
from marketplace.people.models import Skill


class Target(Base):
    """One technical target: metric, now, wanted."""

    __tablename__ = "target"
    __table_args__ = (sa.UniqueConstraint("challenge_id", "place"),)
    id: Mapped[Id]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"))
    place: Mapped[int]
    metric: Mapped[str] = mapped_column(sa.String(80))
    now: Mapped[Decimal | None]
    wanted: Mapped[Decimal]
    operator: Mapped[Operator] = mapped_column(Choice(Operator), default=Operator.AT_MOST)
    unit: Mapped[str] = mapped_column(sa.String(32), default="")

    challenge: Mapped[Challenge] = relationship(back_populates="targets")


class NeededSkill(Base):
    """A skill the challenge needs."""

    __tablename__ = "needed_skill"
    __table_args__ = (
        sa.UniqueConstraint("challenge_id", "skill_id"),
        sa.CheckConstraint(
            "level BETWEEN 1 AND 5 AND importance BETWEEN 1 AND 5 AND heads BETWEEN 1 AND 20", name="ranges"
        ),
    )
    id: Mapped[Id]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"))
    skill_id: Mapped[int] = mapped_column(sa.ForeignKey("skill.id"), index=True)
    level: Mapped[int] = mapped_column(default=3)
    importance: Mapped[int] = mapped_column(default=3)
    heads: Mapped[int] = mapped_column(default=1)

    challenge: Mapped[Challenge] = relationship(back_populates="needs")
    skill: Mapped[Skill] = relationship()
