"""What keeps the database quick without anybody's hand."""

import sqlalchemy as sa

from marketplace.core.db import db, transaction

ROWS = 1000  # of an index looked at: enough to plan by, and done in milliseconds


def gather_statistics() -> None:
    """SQLite plans by statistics that it gathers only when told; PostgreSQL does it by itself."""
    if db.engine.dialect.name == "sqlite":
        with transaction():
            db.session.execute(sa.text(f"PRAGMA analysis_limit={ROWS}"))
            db.session.execute(sa.text("ANALYZE"))
