"""A fresh installation for a campaign: tables, triggers, default rules; the clock stands at noon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.pool import NullPool

from marketplace import config
from marketplace.app import create_app
from marketplace.core import clock, i18n
from marketplace.core.db import Base, db, put_in_triggers, transaction
from marketplace.rulebook import actions as rulebook
from tests import servers
from tests.conftest import forget
from tests.renewal import on_server

START = datetime(2030, 3, 5, 12, tzinfo=clock.HERE)


@contextmanager
def standing(folder: Path, url: str = "", **more: str) -> Iterator[Any]:
    """The application on an empty database of its own below `folder` (or at `url`), inside its context."""
    url = url or f"sqlite:///{folder / 'trust.db'}"
    settings = config.read({"MARKETPLACE_DATA": str(folder), "DATABASE_URL": url, **more})
    pool = {"poolclass": NullPool}
    app = create_app(settings, TESTING=True, SQLALCHEMY_ENGINE_OPTIONS=pool, WTF_CSRF_ENABLED=False)
    # one application context stays open, so what a request put aside is forgotten before the next
    app.before_request_funcs.setdefault(None, []).insert(0, forget)
    with app.app_context():
        with db.engine.connect().execution_options(writes=True) as connection:
            Base.metadata.create_all(connection)
            put_in_triggers(connection)
            connection.commit()
        clock.freeze(START)
        i18n.outside = "en"
        with transaction():
            rulebook.put_in_defaults()
        yield app
        db.session.remove()
        db.engine.dispose()
    clock.freeze(None)


@contextmanager
def ground(engine: str, **more: str) -> Iterator[tuple[Any, Path]]:
    """The same on this engine, with a data folder (and a server) that are gone afterwards."""
    with ExitStack() as stack:
        folder, url = Path(stack.enter_context(TemporaryDirectory())), ""
        if engine == "postgresql":
            server = stack.enter_context(servers.postgres())
            on_server(server, "CREATE DATABASE trust")
            url = server.replace("/postgres?", "/trust?")
        yield stack.enter_context(standing(folder, url, **more)), folder
