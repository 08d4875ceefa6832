"""The one process that does what is due and hands put-off work to the queue (see docs/decisions)."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from types import FrameType

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from marketplace.app import create_app
from marketplace.core import jobs, outbox
from marketplace.core.db import db
from marketplace.core.errors import DomainError
from marketplace.core.upkeep import gather_statistics

DUE_EVERY = 20.0  # seconds
UPKEEP_EVERY = 24 * 3600.0
log = structlog.get_logger()
going = True


def _stop(_signal: int, _frame: FrameType | None) -> None:
    global going  # noqa: PLW0603 (a signal has no other way in)
    going = False


def beat(next_due: float) -> float:
    """One turn: hand out work (woken by a nudge, or after a second), do what is due."""
    try:
        redis = outbox.connect()
        redis.blpop([outbox.NUDGE], timeout=1)
        redis.delete(outbox.NUDGE)
        outbox.dispatch(redis)
    except RedisError as error:
        log.warning("queue.away", error=str(error))
        time.sleep(1)
    if time.monotonic() >= next_due:
        jobs.run_due()
        next_due = time.monotonic() + DUE_EVERY
    return next_due


def main() -> None:
    """Turn until told to stop; a database that is away is waited for."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    app, next_due, next_upkeep = create_app(), 0.0, 0.0
    while going:
        with app.app_context():
            if (Path(app.config["DATA"]) / "demo_progress.json").exists():
                time.sleep(1)  # the demo's history has its own clock; nothing is due before it is told
                continue
            try:
                next_due = beat(next_due)
                if time.monotonic() >= next_upkeep:
                    gather_statistics()
                    next_upkeep = time.monotonic() + UPKEEP_EVERY
            except (SQLAlchemyError, DomainError) as error:
                log.warning("cron.waits", error=str(error)[:300])
                db.session.rollback()
                time.sleep(2)


if __name__ == "__main__":
    main()
