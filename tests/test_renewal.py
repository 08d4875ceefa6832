"""Each test finds the database as it was prepared, whatever the one before has done to it."""

from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.core.db import db


def contents() -> dict[str, list[Any]]:
    """Every row of every table."""
    with db.engine.connect() as connection:
        tables = sorted(sa.inspect(connection).get_table_names())
        return {t: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{t}"'))) for t in tables}


def write(*statements: str) -> None:
    with db.engine.connect().execution_options(writes=True) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


@pytest.fixture
def renew(template):
    """The prepared database, and the way back to it."""
    app, back = template

    def once_more() -> None:
        db.engine.dispose()
        back()

    back()
    with app.app_context():
        yield once_more
        db.engine.dispose()


def test_rows_are_as_they_were(renew):
    before = contents()
    write("INSERT INTO setting (key, value) VALUES ('left', '\"over\"')")
    assert contents() != before

    renew()
    assert contents() == before


def test_what_a_test_tears_open_is_closed_again(renew):
    before = contents()
    on = " ON rule" if db.engine.dialect.name == "postgresql" else ""
    write(f"DROP TRIGGER frozen_rule_delete{on}", "DELETE FROM rule")
    assert contents()["rule"] == []

    renew()
    assert contents() == before
    with pytest.raises(sa.exc.DatabaseError, match="rule is frozen"):
        write("DELETE FROM rule")
