"""Up from nothing, no difference to the models, down again, up again; the triggers stand after each."""

from __future__ import annotations

from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa

from marketplace import cli, config
from marketplace.app import create_app
from marketplace.core import migrations
from marketplace.core.db import FROZEN, db
from tests.conftest import POSTGRES
from tests.renewal import on_server


@pytest.fixture
def empty(tmp_path: Any) -> Any:
    """The application on an empty database."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    if POSTGRES:
        on_server(POSTGRES, "DROP DATABASE IF EXISTS migrated WITH (FORCE)", "CREATE DATABASE migrated")
        url = str(sa.make_url(POSTGRES).set(database="migrated").render_as_string(hide_password=False))
    settings = config.read({"MARKETPLACE_DATA": str(tmp_path), "DATABASE_URL": url})
    app = create_app(settings)
    cli.install(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def triggers() -> set[str]:
    """Tables that refuse changes, as the database has it."""
    lite = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    full = "SELECT event_object_table FROM information_schema.triggers"
    with db.engine.connect() as connection:
        return set(
            connection.exec_driver_sql(lite if connection.dialect.name == "sqlite" else full).scalars()
        )


def test_up_down_up_ends_at_the_models(empty):
    flask_migrate.upgrade()
    assert triggers() == set(FROZEN)
    flask_migrate.check()
    with db.engine.connect() as connection:
        assert migrations.had(connection) == migrations.heads()
    flask_migrate.downgrade(revision="base")
    with db.engine.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
    flask_migrate.upgrade()
    assert triggers() == set(FROZEN)
