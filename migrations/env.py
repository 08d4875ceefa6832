"""Alembic's environment: batch mode for SQLite, our own types, and the triggers after every run."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from marketplace.core.db import Base, Choice, Exact, UtcDateTime, db, put_in_triggers


def render_item(kind: str, thing: Any, _context: Any) -> str | bool:
    """Own types are written as what the database sees: a migration never imports the application."""
    if kind == "type":
        if isinstance(thing, UtcDateTime):
            return "sa.DateTime(timezone=True)"
        if isinstance(thing, Choice):
            return "sa.String(32)"
        if isinstance(thing, Exact):
            return "sa.BigInteger()"
    return False


def compare_type(_context: Any, _column: Any, _there: Any, ours: Any, _there_type: Any) -> bool | None:
    """Own types compare as their implementation."""
    return False if isinstance(ours, UtcDateTime | Choice | Exact) else None


@contextmanager
def rebuilding(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by building it anew, and drops no table that others point at: meanwhile they may
    point at nothing. The switch works outside a transaction only; afterwards every reference is looked at."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """Migrate the application's database, in one transaction."""
    with db.engine.connect().execution_options(writes=True) as connection, rebuilding(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            **{
                **current_app.extensions["migrate"].configure_args,
                "compare_type": compare_type,
                "render_as_batch": connection.dialect.name == "sqlite",
            },
        )
        with context.begin_transaction():
            context.run_migrations()
            put_in_triggers(connection)
            if connection.dialect.name == "sqlite":
                lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if lost:
                    raise RuntimeError(f"rows that point at nothing: {lost[:5]}")
        connection.commit()


run()
