"""Demo or real is never a guess: the database remembers what it was made for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from marketplace.config import ConfigError
from marketplace.core.db import db, transaction
from marketplace.core.models import Setting

KEY = "installation"
IS_DEMO = (
    "This database holds the demo, and SECRET_KEY is set. Start the demo without SECRET_KEY, or give the "
    "real installation a database of its own (DATABASE_URL or MARKETPLACE_DATA)."
)
IS_REAL = (
    "This database holds a real installation, and SECRET_KEY is missing. Set its SECRET_KEY, or give the "
    "demo a database of its own (DATABASE_URL or MARKETPLACE_DATA)."
)


def check(demo: bool) -> None:
    """At every start: the mark fits, or it ends with a sentence. The first start with tables makes the mark.

    A database that does not answer yet is no reason to stay away: pages then say that it is busy.
    """
    try:
        if not sa.inspect(db.engine).has_table(Setting.__tablename__):
            return
        mark = db.session.scalar(sa.select(Setting.value).where(Setting.key == KEY))
        if mark is None:
            mark = _mark(demo)
    except OperationalError:
        return
    finally:
        # workers are forked from this process; a connection must not be shared
        db.session.remove()
        db.engine.dispose()
    if bool(mark["demo"]) is not demo:
        raise ConfigError(IS_DEMO if mark["demo"] else IS_REAL)


def _mark(demo: bool) -> dict[str, Any]:
    """Several processes may start at once: the first one's word stands."""
    insert: Any = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    with transaction():
        db.session.execute(insert(Setting).values(key=KEY, value={"demo": demo}).on_conflict_do_nothing())
    return dict(db.session.scalars(sa.select(Setting.value).where(Setting.key == KEY)).one())
