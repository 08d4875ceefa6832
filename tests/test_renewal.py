"""Each test finds the database as it was prepared, whatever the one before has done to it."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.people.models import Unit
from tests import make, stages
from tests.conftest import START


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
    app, place = template

    def once_more() -> None:
        db.engine.dispose()
        place.renew()

    place.renew()
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


@stages.staged
def told(name: str) -> Any:
    """A short story; its length is asked for below."""
    TELLINGS.append(name)
    made = make.unit(name=name)
    clock.freeze(clock.now() + timedelta(days=1))
    return made


TELLINGS: list[str] = []


def test_a_story_told_once_is_copied_for_others(app, template):
    first, hour, whole = told("one").id, clock.now(), contents()
    make.unit(name="of this test alone")

    again_in_another_test(template)
    found = told("one")
    assert (found.id, found.name, clock.now()) == (first, "one", hour)
    assert contents() == whole
    assert TELLINGS.count("one") == 1

    again_in_another_test(template)
    clock.freeze(clock.now() + timedelta(hours=1))
    assert told("one").name == "one"
    assert TELLINGS.count("one") == 2, "another hour, another story"


def test_whoever_has_done_something_before_gets_it_told_in_full(app, template):
    assert told("two").name == "two"

    again_in_another_test(template)
    mine = make.unit(name="mine").id
    assert told("two").name == "two"
    assert TELLINGS.count("two") == 2
    assert db.session.get_one(Unit, mine).name == "mine"


def test_a_changed_structure_is_not_put_aside_and_takes_the_stories_along(app, template):
    told("three")
    again_in_another_test(template)
    on = " ON rule" if db.engine.dialect.name == "postgresql" else ""
    write(f"DROP TRIGGER frozen_rule_delete{on}")
    again_in_another_test(template)
    assert told("three").name == "three"
    with pytest.raises(sa.exc.DatabaseError, match="rule is frozen"):
        write("DELETE FROM rule")


def again_in_another_test(template: Any) -> None:
    """What the fixture `app` does at the beginning."""
    db.session.remove()
    db.engine.dispose()
    template[1].renew()
    clock.freeze(START)
    stages.begin(template[1])
