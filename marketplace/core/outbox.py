"""Work put off until after the commit, as a row of the same transaction: losing the queue loses nothing."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from marketplace.core import clock
from marketplace.core.db import AFTER_COMMIT, db, random_id, transaction
from marketplace.core.models import Outbox

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 12
NUDGE = "marketplace:nudge"


def put_off(job: str, *, key: str = "", **payload: Any) -> None:
    """Have the worker run the job called `job` once this is committed; the same `key` is put off once."""
    put_off_each(job, {key or f"{job}:{random_id()}": payload}, new=not key)


def put_off_each(job: str, payloads: dict[str, dict[str, Any]], *, new: bool = False) -> None:
    """The same for many, by their keys: asked and written at once. `new`: the keys are of this very deed."""
    keys, moment = list(payloads), clock.real()
    known = set() if new else set(db.session.connection().execute(_KNOWN, {"keys": keys}).scalars())
    put_off = {"topic": job, "created_at": moment, "next_at": moment}
    fresh = [{**put_off, "dedupe_key": key, "payload": payloads[key]} for key in keys if key not in known]
    if fresh:
        db.session.connection().execute(_PUT_OFF, fresh)
    db.session.info["put_off"] = True


_PUT_OFF = sa.insert(cast("sa.Table", Outbox.__table__))  # many at once, and nobody looks at them in the deed
_KNOWN = sa.select(Outbox.dedupe_key).where(Outbox.dedupe_key.in_(sa.bindparam("keys", expanding=True)))


def connect() -> Redis:
    """The queue's server; short timeouts, so that a page never hangs on it."""
    return Redis.from_url(current_app.config["REDIS_URL"], socket_connect_timeout=1, socket_timeout=5)


def _nudge(info: dict[str, Any]) -> None:
    if info.get("put_off") and current_app.config.get("REDIS_URL"):
        with contextlib.suppress(RedisError):  # the dispatcher looks by itself every second
            connect().lpush(NUDGE, 1)


AFTER_COMMIT.append(_nudge)


def dispatch(redis: Redis, limit: int = 50) -> int:
    """Hand waiting rows to the queue under a lease; what is not done when it ends is handed out again."""
    redis.ping()
    moment = clock.real()
    waiting = (
        sa.select(Outbox)
        .where(Outbox.done_at.is_(None), Outbox.next_at <= moment, Outbox.attempts < MOST_ATTEMPTS)
        .order_by(Outbox.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    with transaction():
        claimed = []
        for row in db.session.scalars(waiting):
            row.attempts += 1
            row.next_at = moment + min(LEASE * 2 ** (row.attempts - 1), LONGEST_WAIT)
            claimed.append((row.id, row.attempts))
    queue = Queue("default", connection=redis, serializer=JSONSerializer)
    for row_id, attempt in claimed:
        queue.enqueue(
            "marketplace.core.jobs.run_outbox", row_id, job_id=f"outbox-{row_id}-{attempt}", job_timeout=600
        )
    return len(claimed)


def waiting(dead: bool = False) -> int:
    """How many rows wait (or have been given up after the last attempt)."""
    over = Outbox.attempts >= MOST_ATTEMPTS
    found = sa.select(sa.func.count()).where(Outbox.done_at.is_(None), over if dead else ~over)
    return db.session.scalar(found) or 0
