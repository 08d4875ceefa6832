"""Statements sent by the shortest way answer what SQLAlchemy answers, and step aside where they must."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError

from marketplace.core import clock, straight
from marketplace.core.db import db, rows, transaction
from marketplace.core.models import CalendarDay, Outbox
from marketplace.people.models import Category, Person
from tests import make

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def people(app):
    home = make.unit()
    return [make.person(home, name=f"工人{n}") for n in range(3)]


def thrice(statement, **values):
    """First the usual way, then noted, then worked out; all that they answer."""
    return [[tuple(row) for row in rows(statement, **values)] for _turn in range(4)]


def ready(statement):
    """Was it worked out? PostgreSQL's never are."""
    return straight._known.get(statement) is not None or db.engine.dialect.name != "sqlite"


def left_alone(statement):
    return straight._known.get(statement) is None


def test_types_lists_and_blanks_are_read_as_the_usual_way_reads_them(people):
    wanted = (
        sa.select(Person.id, Person.name, Person.category, Person.field_since, Person.left_on.is_(None))
        .where(Person.category.in_([Category.SKILLED, Category.PROCESS]), Person.id >= sa.bindparam("least"))
        .order_by(Person.id)
    )
    answers = thrice(wanted, least=people[1].id)
    assert ready(wanted)
    assert answers[1:] == answers[:-1]
    assert [row[0] for row in answers[0]] == [one.id for one in people[1:]]
    assert type(answers[3][0][2]) is Category
    assert [row.name for row in rows(wanted, least=0)][-3:] == [one.name for one in people]


def test_moments_go_in_and_come_out_with_their_zone(people):
    with transaction():
        db.session.add(
            Outbox(topic="x", payload={"n": [1]}, dedupe_key="k", created_at=NOON, next_at=NOON, attempts=0)
        )
        db.session.add(CalendarDay(day=date(2026, 5, 1), works=False))
    found = sa.select(Outbox.next_at, Outbox.payload, Outbox.done_at).where(
        Outbox.next_at == sa.bindparam("at"), Outbox.dedupe_key == "k"
    )
    beijing = NOON.astimezone(clock.HERE)
    assert thrice(found, at=beijing) == [[(NOON, {"n": [1]}, None)]] * 4
    assert ready(found)
    assert thrice(found, at=NOON + timedelta(seconds=1)) == [[]] * 4
    assert thrice(sa.select(CalendarDay.day, CalendarDay.works))[3] == [(date(2026, 5, 1), False)]


def test_what_looks_at_something_when_it_runs_goes_the_usual_way(people):
    many = sa.select(Person.id).where(Person.id.in_(sa.bindparam("ids", expanding=True)))
    assert thrice(many, ids=[people[0].id])[3] == [(people[0].id,)]
    assert thrice(many, ids=[one.id for one in people])[3] == [(one.id,) for one in people]
    now = sa.select(clock.sql_now())
    before = thrice(now)[3]
    clock.freeze(clock.now() + timedelta(hours=1))
    assert rows(now).scalar() == before[0][0] + timedelta(hours=1)
    assert left_alone(many) and left_alone(now)


def test_whoever_counts_statements_sees_each(people):
    wanted, seen, key = sa.select(Person.id).where(Person.id == sa.bindparam("who")), [], people[0].id
    thrice(wanted, who=key)

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert rows(wanted, who=key).scalar() == key
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) == 1 and ready(wanted)


def test_a_refusal_of_the_database_is_the_one_everybody_knows(people):
    gone = sa.select(sa.column("nothing")).select_from(sa.table("person"))
    for _turn in range(4):
        with pytest.raises(DBAPIError):
            rows(gone)
        db.session.rollback()
    assert ready(gone)
    missing = sa.select(Person.id).where(Person.id == sa.bindparam("who"))
    thrice(missing, who=1)
    with pytest.raises(StatementError):
        rows(missing)
