"""A product of its own for a campaign, on SQLite or PostgreSQL, put back between rounds."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog

from marketplace import config
from marketplace.app import create_app
from marketplace.core import clock, i18n
from marketplace.core.db import Base, db, put_in_triggers, transaction
from marketplace.people.models import LoginSession
from marketplace.rulebook import actions as rulebook
from tests import servers
from tests.conftest import forget
from tests.renewal import Renewal, on_server

START = datetime(2030, 3, 5, 12, tzinfo=clock.HERE)
FAR = datetime(2099, 1, 1, tzinfo=clock.HERE)  # sessions of a campaign neither idle nor grow old
TIDY = 50  # rounds after which PostgreSQL clears away the rows that were replaced
ENGINES = ("sqlite", "postgresql")
Restore = Callable[[], None]


class World:
    """The application inside its context; `keep` remembers how things stand, `restore` brings that back."""

    def __init__(self, app: Any, restorer: Callable[[], Restore] | None = None) -> None:
        self.app, self._restorer = app, restorer
        self.restore: Restore = lambda: None

    def keep(self) -> None:
        """Remember how things stand now; whoever is logged in stays so, however long the campaign takes."""
        with transaction():
            times = dict.fromkeys(("created_at", "seen_at", "confirmed_at"), FAR)
            db.session.execute(sa.update(LoginSession).values(times))
        if self._restorer is not None:
            db.session.remove()
            db.engine.dispose()
            self.restore = self._restorer()


@contextmanager
def worlds(engine: str) -> Iterator[Callable[[str], Any]]:
    """Makes worlds by name; all PostgreSQL ones live on one server, which ends with the block."""
    if engine == "sqlite":
        yield lambda name: _world("", name)
        return
    with servers.postgres() as server:
        yield lambda name: _world(server, name)


@contextmanager
def _world(server: str, name: str) -> Iterator[World]:
    folder = Path(tempfile.mkdtemp(prefix="trust"))
    url = f"sqlite:///{folder / 'trust.db'}"
    if server:
        on_server(server, f'CREATE DATABASE "{name}"')
        url = server.replace("/postgres?", f"/{name}?")
    settings = config.read({"MARKETPLACE_DATA": str(folder), "DATABASE_URL": url})
    app = create_app(
        settings, TESTING=True, SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 32}, WTF_CSRF_ENABLED=False
    )
    # the campaign keeps one context open, so who asked last is forgotten before the next
    app.before_request_funcs.setdefault(None, []).insert(0, forget)
    loud = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    clock.freeze(START)
    i18n.outside = "en"
    try:
        with app.app_context():
            _fill()
            yield World(app, lambda: _postgres(server, url) if server else _sqlite(folder))
            db.session.remove()
            db.engine.dispose()
    finally:
        clock.freeze(None)
        structlog.configure(**loud)
        shutil.rmtree(folder, ignore_errors=True)


def _fill() -> None:
    """Tables, triggers, default rules: what every installation begins with."""
    with db.engine.connect().execution_options(writes=True) as connection:
        Base.metadata.create_all(connection)
        put_in_triggers(connection)
        connection.commit()
    with transaction():
        rulebook.put_in_defaults()


def _sqlite(folder: Path) -> Restore:
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(sqlite3.connect(folder / "trust.db")) as now:
        now.backup(kept)

    def restore() -> None:
        db.session.remove()
        with closing(sqlite3.connect(folder / "trust.db")) as now:
            kept.backup(now)  # open connections see it as a change by somebody else

    return restore


def _postgres(server: str, url: str) -> Restore:
    renewal, turn = Renewal(server, url), count(1)

    def restore() -> None:
        db.session.remove()
        renewal.refill()
        if next(turn) % TIDY == 0:
            renewal.tidy()

    return restore
