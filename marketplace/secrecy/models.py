"""The list of words, what was found in texts, deeds that wait for a look, the weekly count of reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Choice, Id, SecretId
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Unit


class Severity(Words):
    """What follows when a word is found."""

    REVIEW = "review", _l("Goes to secrecy review"), "amber"
    STOP = "stop", _l("Is not taken in"), "red"


class Finding(Words):
    """What the secrecy officer made of a hit."""

    OPEN = "open", _l("Waits for the secrecy officer"), "amber"
    CLEARED = "cleared", _l("Harmless"), "green"
    REFUSED = "refused", _l("Must not stand there"), "red"
    REPLACED = "replaced", _l("The text was changed"), "grey"


class HeldKind(Words):
    """What somebody did that waits for the secrecy officer."""

    AMENDMENT = "amendment", _l("Amendment"), "amber"
    FILES = "files", _l("Amendment of files"), "amber"
    ANSWER = "answer", _l("Answer to a question"), "amber"
    DECISION = "decision", _l("Answer to an objection"), "amber"


class HeldState(Words):
    """The life of a deed that waits."""

    WAITS = "waits", _l("Waits for the secrecy officer"), "amber"
    DONE = "done", _l("Let through"), "green"
    REFUSED = "refused", _l("Not let through"), "red"
    ENDED = "ended", _l("Taken back"), "grey"


class ScreeningWord(Base):
    """One word of the list. `harmless`: longer expressions, one a line, in which it says nothing."""

    __tablename__ = "screening_word"
    id: Mapped[Id]
    word: Mapped[str] = mapped_column(sa.String(40), unique=True)
    severity: Mapped[Severity] = mapped_column(Choice(Severity), default=Severity.REVIEW)
    harmless: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)

    changed_by: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class ScreeningHit(Base):
    """A word of the list found in a text. Its excerpt is for the secrecy officers over the unit only."""

    __tablename__ = "screening_hit"
    __table_args__ = (
        sa.Index("ix_screening_hit_about", "about", "state"),
        sa.Index("ix_screening_hit_unit_id", "unit_id", "state"),
    )
    id: Mapped[SecretId]
    about: Mapped[str] = mapped_column(sa.String(64))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    field: Mapped[str] = mapped_column(sa.String(64))
    word: Mapped[str] = mapped_column(sa.String(40))
    excerpt: Mapped[str] = mapped_column(sa.String(120))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    found_at: Mapped[datetime]
    state: Mapped[Finding] = mapped_column(Choice(Finding), default=Finding.OPEN)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")

    unit: Mapped[Unit] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    LIFE = {
        Finding.OPEN: {Finding.CLEARED, Finding.REFUSED, Finding.REPLACED},
        Finding.CLEARED: set(),
        Finding.REFUSED: {Finding.REPLACED},
        Finding.REPLACED: set(),
    }


class HeldDeed(Base):
    """What was handed in and needs a look first: kept as it was, done when the officer lets it through."""

    __tablename__ = "held_deed"
    __table_args__ = (sa.Index("ix_held_deed_root", "root", "state"),)
    id: Mapped[SecretId]
    kind: Mapped[HeldKind] = mapped_column(Choice(HeldKind))
    root: Mapped[str] = mapped_column(sa.String(64))  # the challenge it belongs to
    about: Mapped[str] = mapped_column(sa.String(64))  # what the deed is done to
    title: Mapped[str] = mapped_column(sa.String(200))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    payload: Mapped[dict[str, Any]]  # the terms as they were handed in
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]  # handed in: this moment counts
    state: Mapped[HeldState] = mapped_column(Choice(HeldState), default=HeldState.WAITS)

    unit: Mapped[Unit] = relationship()
    by: Mapped[Person] = relationship()

    LIFE = {
        HeldState.WAITS: {HeldState.DONE, HeldState.REFUSED, HeldState.ENDED},
        HeldState.DONE: set(),
        HeldState.REFUSED: set(),
        HeldState.ENDED: set(),
    }


class ReadWeek(Base):
    """How often trade secrets were read in a week, for the secrecy officers."""

    __tablename__ = "read_week"
    id: Mapped[Id]
    monday: Mapped[date] = mapped_column(unique=True)
    reads: Mapped[int]
    things: Mapped[int]
    readers: Mapped[int]

    @property
    def caption(self) -> str:
        """What it is called in a list of mixed things."""
        return self.monday.isoformat()
