"""A fresh PostgreSQL for every test, in milliseconds.

Copying a database of some hundred files takes longer than most tests. So the prepared rows are kept in a
schema of their own, and before each test every table is emptied and filled from there. A test that changes
the structure (a trigger switched off, a column added) is noticed by the database itself; after it a real
copy is made.
"""

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
COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
 WHERE table_schema = 'public' AND table_name = :table AND is_generated = 'NEVER'
"""
SEQUENCES = """
SELECT format('SELECT setval(%L, %s, %L)', quote_ident(schemaname) || '.' || quote_ident(sequencename),
              coalesce(last_value, start_value), last_value IS NOT NULL)
  FROM pg_sequences WHERE schemaname = 'public'
"""


class Renewal:
    """The prepared database of this process, and how it becomes like new."""

    def __init__(self, server: str, url: str) -> None:
        self.server, self.url = server, url
        self.name = sa.make_url(url).database
        self.engine = sa.create_engine(url, poolclass=NullPool)
        with self.engine.begin() as connection:
            self.statements = self._keep(connection)
        on_server(server, f'CREATE DATABASE "{self.name}_copy" TEMPLATE "{self.name}"')

    def _keep(self, connection: Connection) -> str:
        """Put the rows aside; returns the deeds that bring them back."""
        empty, fill = [], []
        connection.exec_driver_sql("CREATE SCHEMA kept")
        for table in sa.inspect(connection).get_table_names(schema="public"):
            connection.exec_driver_sql(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')
            empty.append(f'DELETE FROM public."{table}"')
            if connection.scalar(sa.text(f'SELECT EXISTS (SELECT FROM kept."{table}")')):
                columns = connection.scalar(sa.text(COLUMNS), {"table": table})
                into = f'INSERT INTO public."{table}" ({columns}) OVERRIDING SYSTEM VALUE'
                fill.append(f'{into} SELECT {columns} FROM kept."{table}"')
        sequences = connection.scalars(sa.text(SEQUENCES)).all()
        for part in NOTICE.split(";\nCREATE "):
            connection.exec_driver_sql(part if part.lstrip().startswith("CREATE") else f"CREATE {part}")
        return ";\n".join([*empty, *fill, *sequences])

    def renew(self) -> None:
        """As it was prepared, whatever the test before has done."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(OTHERS)
            changed = connection.scalar(sa.text("SELECT EXISTS (SELECT FROM kept_notes.structure_changed)"))
            if not changed:
                self._refill(connection)
        if changed:
            drop = f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)'
            on_server(self.server, drop, f'CREATE DATABASE "{self.name}" TEMPLATE "{self.name}_copy"')

    def refill(self) -> None:
        """The rows alone; whoever is connected stays so."""
        with self.engine.begin() as connection:
            self._refill(connection)

    def _refill(self, connection: Connection) -> None:
        # As a replica: frozen rows may go, and no order of foreign keys has to be kept.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(self.statements)

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
