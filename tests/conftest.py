"""Every test gets a copy of one prepared database, on SQLite or, with TEST_DATABASE_URL, on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import g
from hypothesis import settings as hypothesis_settings

from marketplace import cli, config
from marketplace.app import create_app
from marketplace.core import clock, i18n
from marketplace.core.db import Base, db, put_in_triggers, transaction
from marketplace.rulebook import actions as rulebook
from marketplace.secrecy import actions as secrecy
from tests import stages
from tests.renewal import Copies, Renewal, on_server

START = datetime(2030, 3, 5, 12, tzinfo=clock.HERE)  # a Tuesday of an ordinary working week
hypothesis_settings.register_profile("house", deadline=None)  # a busy machine is no fault of the code
hypothesis_settings.load_profile("house")
POSTGRES = os.environ.get("TEST_DATABASE_URL", "")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """PostgreSQL's turn is for what asks a database; all else has been proven beside SQLite."""
    if not POSTGRES:
        return
    config.hook.pytest_deselected(items=[item for item in items if not asks_a_database(item)])
    items[:] = filter(asks_a_database, items)


def asks_a_database(item: pytest.Item) -> bool:
    """Through the fixtures below, or by naming the server itself."""
    return "prepared" in getattr(item, "fixturenames", ()) or hasattr(
        getattr(item, "module", None), "POSTGRES"
    )


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The application on a database with its tables, triggers and default rules."""
    folder = tmp_path_factory.mktemp("data")
    url = _fresh_postgres() if POSTGRES else f"sqlite:///{folder / 'test.db'}"
    settings = config.read({"MARKETPLACE_DATA": str(folder), "DATABASE_URL": url})
    app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False)
    cli.install(app)
    # tests keep one application context open, so what a request put aside is forgotten before the next
    app.before_request_funcs.setdefault(None, []).insert(0, forget)
    with app.app_context():
        if not POSTGRES:
            sa.event.listen(db.engine, "connect", need_not_last)
        with db.engine.connect().execution_options(writes=True) as connection:
            Base.metadata.create_all(connection)
            put_in_triggers(connection)
            connection.commit()
        clock.freeze(START)
        with transaction():
            rulebook.put_in_defaults()
            secrecy.put_in_defaults()
        db.session.remove()
        clock.freeze(None)
        db.engine.dispose()
    return app, folder, url


def need_not_last(raw: Any, _record: Any) -> None:
    """A test of hundreds of deeds does not wait for the disk after each, and no test outlives its machine."""
    raw.execute("PRAGMA synchronous=OFF")


def forget() -> None:
    """Nothing one request put aside is there for the next."""
    for key in list(g):
        g.pop(key)


def _fresh_postgres() -> str:
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    for old in (f"{name}_copy", name):
        on_server(POSTGRES, f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
    on_server(POSTGRES, f'CREATE DATABASE "{name}"')
    return str(sa.make_url(POSTGRES).set(database=name).render_as_string(hide_password=False))


@pytest.fixture(scope="session")
def template(prepared: Any) -> Any:
    """The prepared database put aside, to be copied for every test."""
    app, folder, url = prepared
    return app, Renewal(POSTGRES, url) if POSTGRES else Copies(folder)


@pytest.fixture
def app(template: Any) -> Iterator[Any]:
    """The application on a fresh copy, inside its context; the clock stands at noon."""
    made, place = template
    place.renew()
    stages.begin(place)
    clock.freeze(START)
    i18n.outside = "en"  # sentences in tests are the English ones
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()
    clock.freeze(None)


@pytest.fixture
def client(app: Any) -> Any:
    """A browser without scripts."""
    return app.test_client()
