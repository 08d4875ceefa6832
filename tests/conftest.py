"""Every test gets a copy of one prepared database, on SQLite or, with TEST_DATABASE_URL, on PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import g
from sqlalchemy.pool import NullPool

from marketplace import config
from marketplace.app import create_app
from marketplace.core import clock, i18n
from marketplace.core.db import Base, db, put_in_triggers, transaction
from marketplace.rulebook import actions as rulebook

START = datetime(2030, 3, 5, 12, tzinfo=clock.HERE)  # a Tuesday of an ordinary working week
POSTGRES = os.environ.get("TEST_DATABASE_URL", "")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The application on a database with its tables, triggers and default rules."""
    folder = tmp_path_factory.mktemp("data")
    url = _fresh_postgres() if POSTGRES else f"sqlite:///{folder / 'test.db'}"
    settings = config.read({"MARKETPLACE_DATA": str(folder), "DATABASE_URL": url})
    app = create_app(settings, TESTING=True, SQLALCHEMY_ENGINE_OPTIONS={"poolclass": NullPool}, WTF_CSRF_ENABLED=False)
    # tests keep one application context open, so what a request put aside is forgotten before the next
    app.before_request_funcs.setdefault(None, []).insert(0, _forget)
    with app.app_context():
        with db.engine.connect().execution_options(writes=True) as connection:
            Base.metadata.create_all(connection)
            put_in_triggers(connection)
            connection.commit()
        clock.freeze(START)
        with transaction():
            rulebook.put_in_defaults()
        db.session.remove()
        clock.freeze(None)
        db.engine.dispose()
    yield app, folder, url


def _forget() -> None:
    for key in list(g):
        g.pop(key)


def _fresh_postgres() -> str:
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    _on_server(f'DROP DATABASE IF EXISTS "{name}_copy" WITH (FORCE)', f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
               f'CREATE DATABASE "{name}"')  # fmt: skip
    return str(sa.make_url(POSTGRES).set(database=name).render_as_string(hide_password=False))


def _on_server(*statements: str) -> None:
    engine = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(scope="session")
def template(prepared: Any) -> Any:
    """The prepared database put aside, to be copied for every test."""
    app, folder, url = prepared
    if not POSTGRES:
        with sa.create_engine(url).connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(folder / "test.db", folder / "template.db")
    else:
        name = sa.make_url(url).database
        _on_server(f'ALTER DATABASE "{name}" RENAME TO "{name}_copy"')
    return app, folder, url


def _renew(folder: Path, url: str) -> None:
    if POSTGRES:
        name = sa.make_url(url).database
        _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{name}_copy"')
        return
    for rest in folder.glob("test.db*"):
        rest.unlink()
    shutil.copy(folder / "template.db", folder / "test.db")


@pytest.fixture
def app(template: Any) -> Iterator[Any]:
    """The application on a fresh copy, inside its context; the clock stands at noon."""
    made, folder, url = template
    _renew(folder, url)
    clock.freeze(START)
    i18n.outside = "en"  # sentences in tests are the English ones
    with made.app_context():
        yield made
        db.session.remove()
    clock.freeze(None)


@pytest.fixture
def client(app: Any) -> Any:
    """A browser without scripts."""
    return app.test_client()
