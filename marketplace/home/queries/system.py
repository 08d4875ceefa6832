"""How the machinery does: put-off work, letters, calendar, readiness."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from redis.exceptions import RedisError
from rq import Queue
from rq.registry import FailedJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from marketplace.core import audit, clock, lists, mail, migrations, outbox
from marketplace.core.db import db
from marketplace.core.models import AuditEvent, AuditHead, CalendarDay, Outbox, Setting
from marketplace.home.queries.trail import unsealed
from marketplace.inbox.models import Notice
from marketplace.people.models import Person

LEAST_SPACE = 1024**3  # bytes free on the disk


# --- put-off work ------------------------------------------------------------------------------


def put_off_work(show: str) -> lists.Page[Any]:
    """Rows of the outbox: waiting, given up, or done; newest first."""
    dead = Outbox.attempts >= outbox.MOST_ATTEMPTS
    chosen = {
        "dead": sa.and_(Outbox.done_at.is_(None), dead),
        "done": Outbox.done_at.is_not(None),
    }.get(show, sa.and_(Outbox.done_at.is_(None), ~dead))
    return lists.page(sa.select(Outbox).where(chosen).order_by(Outbox.id.desc()), scalars=True)


def work_counts() -> dict[str, int]:
    """How much waits and how much was given up: one statement."""
    dead = Outbox.attempts >= outbox.MOST_ATTEMPTS
    count = sa.func.count()
    found = db.session.execute(
        sa.select(count.filter(~dead), count.filter(dead)).where(Outbox.done_at.is_(None)).select_from(Outbox)
    ).one()
    return {"waiting": int(found[0]), "dead": int(found[1])}


def queue_sizes() -> dict[str, int] | None:
    """What the queue's server holds; None when it is away."""
    if not current_app.config["REDIS_URL"]:
        return None
    try:
        redis = outbox.connect()
        queue = Queue("default", connection=redis, serializer=JSONSerializer)
        return {
            "queued": queue.count,
            "started": StartedJobRegistry(queue=queue).get_job_count(),
            "failed": FailedJobRegistry(queue=queue).get_job_count(),
        }
    except RedisError:
        return None


# --- letters -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A letter on the page; a text that is not for these eyes is empty."""

    to: str
    date: datetime
    subject: str
    text: str


#: What everybody may know of: studios and their years. Letters about anything else are for their readers.
OPEN_KINDS = ("studio/", "unit/", "annual_letter/", "letter_round/", "evaluation/", "evaluation_round/")


def letters(person: Person, *, everybody: bool) -> list[Shown]:
    """One's own letters. An administrator sees that others were written to, with words only about what is
    open to all; of a letter about a bid or a loan before the opening not even that there is one."""
    found = mail.letters()
    own = [Shown(one.to, one.date, one.subject, one.text) for one in found if one.to == person.email]
    if not everybody:
        return own
    about = _abouts([one.name for one in found])
    shown = []
    for one in found:
        thing, unsealed_ = about.get(one.name, ("", False))
        if one.to == person.email or thing.startswith(OPEN_KINDS):
            shown.append(Shown(one.to, one.date, one.subject, one.text))
        elif unsealed_:
            shown.append(Shown(one.to, one.date, "", ""))
    return shown


def _abouts(names: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """What letters are about, by name, and whether that is no bid still under seal: one statement."""
    keys = [int(name.removeprefix("notice-")) for name in names if name.removeprefix("notice-").isdigit()]
    rows = sa.select(Notice.id, Notice.about, sa.case((unsealed(Notice.about), 1), else_=0))
    return {
        f"notice-{key}": (thing, bool(open_))
        for key, thing, open_ in db.session.execute(rows.where(Notice.id.in_(keys)))
    }


# --- calendar ----------------------------------------------------------------------------------


def calendar_days() -> Sequence[CalendarDay]:
    """What the administrator has set, latest first."""
    return db.session.scalars(sa.select(CalendarDay).order_by(CalendarDay.day.desc()).limit(500)).all()


# --- readiness ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """One thing that must hold; a soft one only degrades."""

    name: str
    good: bool
    soft: bool = False


def readiness() -> list[Check]:
    """Can this installation serve? Nothing here changes anything."""
    checks = (
        ("database takes a line", _writes),
        ("migrations are up to date", _migrated),
        ("disk has room", _room),
        ("audit head is the last line", _head),
        ("clock has not gone back", _clock),
    )
    found = [Check(name, _held(check)) for name, check in checks]
    return [*found, Check("queue answers", _held(_queue), soft=True)]


def _held(check: Any) -> bool:
    try:
        return bool(check())
    except (SQLAlchemyError, RedisError, OSError):
        return False
    finally:
        db.session.rollback()


def _writes() -> bool:
    with db.engine.connect().execution_options(writes=True) as connection:
        connection.execute(sa.insert(Setting).values(key="readiness-probe", value={}))
        connection.rollback()
    return True


def _migrated() -> bool:
    with db.engine.connect() as connection:
        return migrations.had(connection) == migrations.heads()


def _room() -> bool:
    return shutil.disk_usage(current_app.config["DATA"]).free > LEAST_SPACE


def _head() -> bool:
    head = db.session.execute(sa.select(AuditHead.seq, AuditHead.hash)).one_or_none()
    last = db.session.execute(
        sa.select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)
    )
    return head == last.one_or_none()


def _clock() -> bool:
    at = db.session.scalar(sa.select(AuditHead.at))
    return at is None or clock.now() >= at - audit.SET_BACK


def _queue() -> bool:
    return bool(current_app.config["REDIS_URL"]) and bool(outbox.connect().ping())
