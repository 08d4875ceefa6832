"""Tables of the ground floor."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Base, Id, SecretId, frozen


class Setting(Base):
    """One named value of this installation (is it the demo, which rules were seeded …)."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    value: Mapped[dict[str, Any]]


class ClockOffset(Base):
    """How far the product's clock stands ahead of the database's (one row; 0 outside the demo)."""

    __tablename__ = "clock_offset"
    id: Mapped[Id]
    seconds: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class Line:
    """One line of a chained book: its hash covers the hash of the line before it."""

    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    session_ref: Mapped[str | None] = mapped_column(sa.String(32))
    address: Mapped[str | None] = mapped_column(sa.String(64))
    action: Mapped[str] = mapped_column(sa.String(64))
    about: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str] = mapped_column(default="")
    payload: Mapped[dict[str, Any]]
    salt: Mapped[str] = mapped_column(sa.String(32))
    payload_hash: Mapped[str] = mapped_column(sa.String(64))
    request_id: Mapped[str | None] = mapped_column(sa.String(32))
    prev_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)


class Head:
    """Where a chain ends: the one row all that write in it queue up for."""

    id: Mapped[Id]
    log_id: Mapped[str] = mapped_column(sa.String(32))
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime | None]


class AuditEvent(Line, Base):
    """One deed."""

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.Index("ix_audit_event_about", "about", "seq"),
        sa.Index("ix_audit_event_actor_id", "actor_id"),
    )


class AuditHead(Head, Base):
    """The end of the audit trail."""

    __tablename__ = "audit_head"


class ReadEvent(Line, Base):
    """Somebody was shown a trade secret: `about` is its challenge or outcome, `action` the page."""

    __tablename__ = "read_event"
    __table_args__ = (
        sa.Index("ix_read_event_about", "about", "seq"),
        sa.Index("ix_read_event_actor_id", "actor_id"),
        sa.Index("ix_read_event_at", "at"),
    )


class ReadHead(Head, Base):
    """The end of the read log."""

    __tablename__ = "read_head"


class Outbox(Base):
    """Work put off until after the commit; the worker sets `done_at`, nobody else."""

    __tablename__ = "outbox"
    __table_args__ = (sa.Index("ix_outbox_waiting", "next_at", sqlite_where=sa.text("done_at IS NULL"),
                               postgresql_where=sa.text("done_at IS NULL")),)  # fmt: skip
    id: Mapped[Id]
    topic: Mapped[str] = mapped_column(sa.String(64))
    payload: Mapped[dict[str, Any]]
    dedupe_key: Mapped[str] = mapped_column(sa.String(128), unique=True)
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class FormUse(Base):
    """A form key that has been used: the same form sent twice is one deed."""

    __tablename__ = "form_use"
    __table_args__ = (sa.UniqueConstraint("user_id", "form_key"),)
    id: Mapped[Id]
    user_id: Mapped[int]
    form_key: Mapped[str] = mapped_column(sa.String(64))
    request_hash: Mapped[str] = mapped_column(sa.String(64))
    location: Mapped[str | None]
    created_at: Mapped[datetime]


class StoredFile(Base):
    """An uploaded file: who, what, how large, which digest; the bytes lie outside any served folder."""

    __tablename__ = "stored_file"
    __table_args__ = (sa.Index("ix_stored_file_about", "about"),)
    id: Mapped[SecretId]
    about: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(255))
    kind: Mapped[str] = mapped_column(sa.String(16))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    place: Mapped[str] = mapped_column(sa.String(128), unique=True)
    by_id: Mapped[int | None]
    at: Mapped[datetime]


class LongJob(Base):
    """A long job somebody waits for: its progress and what came of it."""

    __tablename__ = "long_job"
    id: Mapped[SecretId]
    kind: Mapped[str] = mapped_column(sa.String(64))
    owner_id: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(sa.String(16), default="waiting")  # waiting, running, done, failed
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class CalendarDay(Base):
    """A day the working-day calendar does not know or has wrong (holiday, make-up day)."""

    __tablename__ = "calendar_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")


frozen("audit_event", "what was done stays done")
frozen("read_event", "who read what stays known")
