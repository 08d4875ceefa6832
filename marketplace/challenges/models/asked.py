"""What is asked of the department while bidding is open."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.challenges.models.challenge import Challenge
from marketplace.core.db import Base, SecretId
from marketplace.people.models import Person


class Question(Base):
    """A question all may read; the asker shows under a pseudonym only."""

    __tablename__ = "question"
    id: Mapped[SecretId]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"), index=True)
    asker_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    pseudonym: Mapped[str] = mapped_column(sa.String(32))
    text: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]

    challenge: Mapped[Challenge] = relationship()
    asker: Mapped[Person] = relationship(foreign_keys=[asker_id])

    @property
    def title(self) -> str:
        """What a question is called among other things: by its challenge."""
        return self.challenge.title
