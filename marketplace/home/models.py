"""What a person keeps for themselves on pages that show many wings."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Base, Id
from marketplace.people.models import Person


class SavedView(Base):
    """A list with its filters, under a name of one's own."""

    __tablename__ = "saved_view"
    __table_args__ = (sa.UniqueConstraint("person_id", "path", "name"),)
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    path: Mapped[str] = mapped_column(sa.String(100))
    query: Mapped[str] = mapped_column(sa.String(1000))
    name: Mapped[str] = mapped_column(sa.String(40))
    created_at: Mapped[datetime]

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """One's own only."""
        return cls.person_id == person.id
