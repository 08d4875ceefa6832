"""What is asked of the department while bidding is open, and how it changed what it had posted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.challenges.models.challenge import Challenge
from marketplace.challenges.models.kinds import AskedKind
from marketplace.core.db import Base, Choice, Id, SecretId, frozen
from marketplace.people.models import Person


class Question(Base):
    """A question, or an objection to the documents, that all may read; the asker shows under a pseudonym."""

    __tablename__ = "question"
    id: Mapped[SecretId]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"), index=True)
    asker_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    pseudonym: Mapped[str] = mapped_column(sa.String(32))
    kind: Mapped[AskedKind] = mapped_column(Choice(AskedKind), default=AskedKind.QUESTION)
    text: Mapped[str]
    remedy: Mapped[str] = mapped_column(default="")  # what an objection asks for
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    upheld: Mapped[bool | None]  # of an objection, once it is answered
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]

    challenge: Mapped[Challenge] = relationship()
    asker: Mapped[Person] = relationship(foreign_keys=[asker_id])

    @property
    def title(self) -> str:
        """What a question is called among other things: by its challenge."""
        return self.challenge.title


class Amendment(Base):
    """One change of what was posted: what differs, why, and what became of the close."""

    __tablename__ = "amendment"
    __table_args__ = (sa.UniqueConstraint("challenge_id", "terms_version"),)
    id: Mapped[Id]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"))
    terms_version: Mapped[int]  # the challenge's from then on
    why: Mapped[str]
    changes: Mapped[list[Any]]  # [field, before, after] as texts, in the order of the form
    closes_before: Mapped[datetime]
    closes_after: Mapped[datetime]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    challenge: Mapped[Challenge] = relationship()
    by: Mapped[Person] = relationship()


frozen("amendment", "bids were sealed for what stood before")
