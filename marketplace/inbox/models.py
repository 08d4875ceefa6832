"""Notices, to-dos, followers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Id
from marketplace.people.models import Person


class Notice(Base):
    """A fact told to somebody; its words are found when it is read."""

    __tablename__ = "notice"
    __table_args__ = (sa.Index("ix_notice_to", "to_id", "read_at", "id"),)
    id: Mapped[Id]
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(sa.String(64))
    about: Mapped[str] = mapped_column(sa.String(64))
    detail: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]

    to: Mapped[Person] = relationship()

    @classmethod
    def visible_to(cls, person: Person) -> sa.ColumnElement[bool]:
        """One's own."""
        return cls.to_id == person.id


class Todo(Base):
    """A duty of somebody: what, about what, by when."""

    __tablename__ = "todo"
    __table_args__ = (
        sa.Index("ix_todo_person", "person_id", "settled_at", "due_at"),
        sa.Index("ix_todo_about", "about", "kind"),
    )
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(sa.String(64))
    about: Mapped[str] = mapped_column(sa.String(64))
    detail: Mapped[dict[str, Any]]
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Follow(Base):
    """Somebody wants news of a thing."""

    __tablename__ = "follow"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(64), primary_key=True, index=True)
    since: Mapped[datetime]

    person: Mapped[Person] = relationship()
