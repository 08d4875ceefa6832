"""What time it is. Deadlines follow the database's clock plus one stored offset (the demo moves it)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.core.db import UtcDateTime, db, remember
from marketplace.core.models import ClockOffset

HERE = ZoneInfo("Asia/Shanghai")
_frozen: datetime | None = None

AHEAD = sa.func.coalesce(sa.select(ClockOffset.seconds).where(ClockOffset.id == 1).scalar_subquery(), 0)


def now() -> datetime:
    """The product's time. A page asks once; a deed asks anew each time, after its lock."""
    if _frozen is not None:
        return _frozen
    return _reading()[0]


def _reading() -> tuple[datetime, int]:
    """The moment and how far the clock stands ahead: one statement a page."""
    return cast("tuple[datetime, int]", remember("clock", _read))


def _read() -> tuple[datetime, int]:
    both = sa.select(*reading())
    with db.session.no_autoflush:  # telling the time never writes what is still being filled in
        moment, ahead = db.session.execute(both).one()
    return moment, ahead


def reading() -> tuple[Any, Any]:
    """Two columns for a page's first statement, so that the hour need not be asked for by itself."""
    return _sql_now(db.engine.dialect.name), AHEAD


def know(moment: datetime, ahead: int) -> None:
    """Keep what that statement has read, for the rest of the request."""
    if _frozen is None:
        remember("clock", lambda: (moment, ahead))


def sql_now() -> Any:
    """The same as an SQL expression, read at the moment the statement runs.

    It is one of two objects, so a statement that is made once for it (`@cache`) can be kept.
    """
    if _frozen is not None:
        return _STANDING
    return _sql_now(db.engine.dialect.name)


_STANDING = sa.bindparam("stands", callable_=lambda: _frozen, type_=UtcDateTime(), unique=True)


@cache
def _sql_now(dialect: str) -> Any:
    if dialect == "sqlite":
        moment: Any = sa.func.strftime("%Y-%m-%d %H:%M:%f000", sa.func.julianday("now") + AHEAD / 86400.0)
    else:
        moment = sa.func.clock_timestamp() + AHEAD * sa.literal_column("interval '1 second'")
    return sa.type_coerce(moment, UtcDateTime())


def today() -> date:
    """The calendar day in China."""
    return now().astimezone(HERE).date()


def year() -> int:
    """The calendar year in China."""
    return today().year


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of a calendar day in China."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HERE)


def real() -> datetime:
    """The machine's time: for sessions, limits, leases and tokens, which the demo clock must not touch."""
    return datetime.now(UTC)


def move_forward(by: timedelta) -> None:
    """Put the product's clock ahead (demo only; the caller asks who may)."""
    row = db.session.get(ClockOffset, 1)
    if row is None:
        row = ClockOffset(id=1, seconds=0)
        db.session.add(row)
    if by < timedelta(0):
        raise ValueError("the clock only goes forward")
    row.seconds += int(by.total_seconds())
    db.session.flush()


def offset() -> timedelta:
    """How far the product's clock stands ahead."""
    if _frozen is not None:
        return timedelta(0)
    return timedelta(seconds=int(_reading()[1]))


def freeze(moment: datetime | None) -> None:
    """Stop the clock of this process (tests and the demo's history)."""
    global _frozen  # noqa: PLW0603 (the one switch)
    _frozen = moment
