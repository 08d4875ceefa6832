"""What the tests of bids share."""

import pytest
import sqlalchemy as sa

from marketplace.core.db import db


@pytest.fixture
def statements(app):
    """The statements said to the database since the list was emptied."""
    said = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")):
            said.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield said
    sa.event.remove(db.engine, "before_cursor_execute", note)
