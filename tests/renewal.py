"""A fresh database for every test, in milliseconds.

SQLite's file is copied. On PostgreSQL copying a database of some hundred files takes longer than most tests.
So the prepared rows are kept in tables of their own, and before each test every table is emptied and filled
from there. A test that changes the structure (a trigger switched off, a column added) is noticed by the
database itself; after it a real copy is made. Both can put aside what a test has made (`tests.stages`).
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

NOTICE = """
CREATE SCHEMA kept_notes;
CREATE TABLE kept_notes.structure_changed (at timestamptz);
CREATE FUNCTION kept_notes.take_note() RETURNS event_trigger LANGUAGE plpgsql AS
  $$ BEGIN INSERT INTO kept_notes.structure_changed VALUES (now()); END $$;
CREATE EVENT TRIGGER structure_changed ON ddl_command_end EXECUTE FUNCTION kept_notes.take_note();
"""
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
CHANGED = sa.text("SELECT EXISTS (SELECT FROM kept_notes.structure_changed)")
COLUMNS = sa.text("""
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
  FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' GROUP BY table_name
""")
SEQUENCES = sa.text("""
SELECT format('SELECT setval(%L, %s, %L)', quote_ident(schemaname) || '.' || quote_ident(sequencename),
              coalesce(last_value, start_value), last_value IS NOT NULL)
  FROM pg_sequences WHERE schemaname = 'public'
""")


class Copies:
    """A SQLite database in a folder, as it was prepared and as tests have left it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keep(0)

    def keep(self, number: int) -> None:
        """Put what there is aside; nobody may be connected."""
        with closing(sqlite3.connect(self.folder / "test.db")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.folder / "test.db", self.folder / f"kept{number}.db")

    def bring(self, number: int) -> bool:
        """Bring it back."""
        for rest in self.folder.glob("test.db*"):
            rest.unlink()
        shutil.copy(self.folder / f"kept{number}.db", self.folder / "test.db")
        return True

    def renew(self) -> None:
        """As it was prepared, whatever the test before has done."""
        self.bring(0)


class Renewal:
    """The prepared PostgreSQL database of this process, and how it becomes like new."""

    def __init__(self, server: str, url: str) -> None:
        self.server, self.url = server, url
        self.name = sa.make_url(url).database
        self.engine = sa.create_engine(url, poolclass=NullPool)
        self.brings: dict[int, str] = {}  # the deeds that bring back what was put aside under a number
        with self.engine.begin() as connection:
            self.columns: dict[str, str] = dict(connection.execute(COLUMNS).all())
            connection.exec_driver_sql("CREATE SCHEMA kept")
            for table, columns in self.columns.items():
                mirror = f'CREATE TABLE kept."{table}" AS SELECT 0 AS kept, {columns} FROM public."{table}"'
                connection.exec_driver_sql(f'{mirror} WITH NO DATA; CREATE INDEX ON kept."{table}" (kept)')
            self._put_aside(connection, 0)
            for part in NOTICE.split(";\nCREATE "):
                connection.exec_driver_sql(part if part.lstrip().startswith("CREATE") else f"CREATE {part}")
        on_server(server, f'CREATE DATABASE "{self.name}_copy" TEMPLATE "{self.name}"')

    def _put_aside(self, connection: Connection, number: int) -> None:
        there = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM public.\"{table}\")" for table in self.columns]
        filled = connection.exec_driver_sql(" UNION ALL ".join(there)).scalars().all()
        put, take = [], []
        for table in filled:
            columns = self.columns[table]
            put.append(f'INSERT INTO kept."{table}" SELECT {number}, {columns} FROM public."{table}"')
            into = f'INSERT INTO public."{table}" ({columns}) OVERRIDING SYSTEM VALUE'
            take.append(f'{into} SELECT {columns} FROM kept."{table}" WHERE kept = {number}')
        connection.exec_driver_sql(";\n".join(put))
        empty = [f'DELETE FROM public."{table}"' for table in self.columns]
        self.brings[number] = ";\n".join([*empty, *take, *connection.scalars(SEQUENCES)])

    def keep(self, number: int) -> None:
        """Put what a test has made aside, unless it has changed the structure."""
        with self.engine.begin() as connection:
            if not connection.scalar(CHANGED):
                self._put_aside(connection, number)

    def bring(self, number: int) -> bool:
        """Bring it back; False: a real copy was made since, nothing of it is left."""
        if number not in self.brings:
            return False
        with self.engine.begin() as connection:
            connection.exec_driver_sql(OTHERS)
            self._refill(connection, number)
        return True

    def renew(self) -> None:
        """As it was prepared, whatever the test before has done."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(OTHERS)
            changed = connection.scalar(CHANGED)
            if not changed:
                self._refill(connection, 0)
        if changed:
            self.brings = {0: self.brings[0]}
            drop = f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)'
            on_server(self.server, drop, f'CREATE DATABASE "{self.name}" TEMPLATE "{self.name}_copy"')

    def refill(self) -> None:
        """The rows alone; whoever is connected stays so."""
        with self.engine.begin() as connection:
            self._refill(connection, 0)

    def _refill(self, connection: Connection, number: int) -> None:
        # As a replica: frozen rows may go, and no order of foreign keys has to be kept.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(self.brings[number])

    def tidy(self) -> None:
        """Rows that were replaced many times are cleared away."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")


def on_server(server: str, *statements: str) -> None:
    """What cannot be done inside a transaction."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()
