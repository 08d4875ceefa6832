"""What keeps the database quick without anybody's hand."""

import sqlalchemy as sa

from marketplace.core.db import db, transaction


def gather_statistics() -> None:
    """SQLite plans by statistics that it gathers only when told; PostgreSQL does it by itself.

    Whole indexes are read: with a limit SQLite keeps no samples and picked a plan four times slower for the
    market. A table at a time, so that no writer waits for more than one.
    """
    if db.engine.dialect.name == "sqlite":
        for name in sa.inspect(db.engine).get_table_names():
            with transaction():
                db.session.execute(sa.text(f'ANALYZE "{name}"'))
