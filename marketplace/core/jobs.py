"""What the worker runs. A job takes ids, may be started twice, and its result is written once."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
import structlog

from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import DomainError
from marketplace.core.models import LongJob, Outbox

log = structlog.get_logger()
Finish = Callable[[], None]
JOBS: dict[str, Callable[..., Finish | None]] = {}


class DoneElsewhere(Exception):
    """Another run of the same row was first; this one rolls back."""


def job(name: str) -> Callable[[Callable[..., Finish | None]], Callable[..., Finish | None]]:
    """Register a job under the name actions put it off by.

    It does its slow part outside any transaction and returns what is left to write, which then runs in
    the same transaction as the mark that the row is done.
    """

    def register(work: Callable[..., Finish | None]) -> Callable[..., Finish | None]:
        JOBS[name] = work
        return work

    return register


def run_outbox(row_id: int) -> None:
    """Run one put-off row; the app context is the worker's."""
    row = db.session.get(Outbox, row_id)
    if row is None or row.done_at is not None:
        return
    topic, payload = row.topic, dict(row.payload)
    db.session.rollback()
    try:
        finish = JOBS[topic](**payload)
        with transaction():
            _mark_done(row_id)
            if finish:
                finish()
    except DoneElsewhere:
        log.info("outbox.done_elsewhere", row=row_id)
    except Exception:  # the one place: a job that fails is told in its row and tried again
        db.session.rollback()
        log.exception("outbox.failed", row=row_id, topic=topic)
        with transaction():
            db.session.execute(
                sa.update(Outbox).where(Outbox.id == row_id).values(last_error=traceback.format_exc(limit=-3))
            )
        raise


def _mark_done(row_id: int) -> None:
    done = sa.update(Outbox).where(Outbox.id == row_id, Outbox.done_at.is_(None)).values(done_at=clock.real())
    if db.session.execute(done).rowcount == 0:  # type: ignore[attr-defined]
        raise DoneElsewhere


def begin_long(kind: str, owner_id: int, total: int = 0, **result: Any) -> LongJob:
    """A row somebody can watch (inside a deed)."""
    row = LongJob(kind=kind, owner_id=owner_id, total=total, result=result, created_at=clock.real())
    db.session.add(row)
    db.session.flush()
    return row


def finish_long(long_job_id: int, **result: Any) -> None:
    """A long job is done; written in the transaction of its last deed."""
    row = db.session.get_one(LongJob, long_job_id)
    row.done, row.state = row.total, "done"
    row.result = {**row.result, **result}


def report(long_job_id: int, done: int, total: int, state: str = "running", **result: Any) -> None:
    """Say how far a long job is, in a transaction of its own."""
    with transaction():
        row = db.session.get_one(LongJob, long_job_id)
        row.done, row.total, row.state = done, total, state
        row.result = {**row.result, **result}


# --- what the clock does -----------------------------------------------------------------------

DUE: list[Callable[[], int]] = []


def due(work: Callable[[], int]) -> Callable[[], int]:
    """Register something the clock does; it answers how many things it moved on."""
    DUE.append(work)
    return work


def each(ids: Iterable[int], deed: Callable[[int], None]) -> int:
    """One thing, one transaction: a bad one does not hold up the rest."""
    done = 0
    for one in list(ids):
        try:
            with transaction():
                deed(one)
            done += 1
        except DomainError as refused:
            name = getattr(
                getattr(deed, "func", deed), "__qualname__", ""
            )  # a partial has no name of its own
            log.info("due.refused", deed=name, id=one, reason=refused.reason)
    return done


def run_due() -> int:
    """Everything that is due now, until nothing more moves (one deed may make another due).

    It ends when each has found nothing since the last that moved something, or after ten rounds.
    """
    moved = quiet = 0
    for work in DUE * 10:
        now = work()
        moved += now
        quiet = 0 if now else quiet + 1
        if quiet == len(DUE):
            break
    db.session.rollback()
    return moved
