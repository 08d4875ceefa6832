"""The database: types, the two recipes (SQLite, PostgreSQL), and the only place that commits."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, TypeVar

import sqlalchemy as sa
from flask.globals import _cv_request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, make_transient_to_detached, mapped_column, registry
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.orm.util import identity_key

from marketplace.core import straight

# handed on: models ask here for the types of their columns
from marketplace.core.columns import Choice as Choice  # noqa: PLC0414
from marketplace.core.columns import Exact as Exact  # noqa: PLC0414
from marketplace.core.columns import UtcDateTime as UtcDateTime  # noqa: PLC0414
from marketplace.core.errors import Busy, NotFound, WrongMoment
from marketplace.core.i18n import _

BIGGEST_ID = 2**53 - 1


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


# as wide as an id in an address may be, so that a number nothing has is a page that is not there
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Base(DeclarativeBase):
    """Every table's root."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            int: WHOLE,
            datetime: UtcDateTime(),
            date: sa.Date(),
            Decimal: Exact(),
            str: sa.Text(),
            bytes: sa.LargeBinary(),
            dict[str, Any]: sa.JSON(none_as_null=True),
            list[Any]: sa.JSON(none_as_null=True),
        },
    )


def random_id() -> int:
    """An id that tells nobody how many there are (bids, receipts, files)."""
    return secrets.randbelow(2**47) + 1


Id = Annotated[int, mapped_column(WHOLE, primary_key=True)]
SecretId = Annotated[
    int, mapped_column(sa.BigInteger, primary_key=True, default=random_id, autoincrement=False)
]

db = SQLAlchemy(model_class=Base, disable_autonaming=True)


# --- engines -----------------------------------------------------------------------------------


def prepare(engine: Engine) -> None:
    """Teach an engine its recipe. Reads never wait; writers queue up before their first look."""
    if engine.dialect.name != "sqlite":
        return

    @sa.event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # SQLAlchemy says BEGIN itself, below
        cursor = raw.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "trusted_schema=OFF",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred BEGIN that turns into a writer fails at once when another one was first.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


# --- unit of work ------------------------------------------------------------------------------


@sa.event.listens_for(Session, "before_flush")
def _only_inside_a_transaction(session: Session, _context: Any, _instances: Any) -> None:
    if not session.info.get("writing") and (session.new or session.dirty or session.deleted):
        raise RuntimeError("a change outside `with transaction():`")


@contextmanager
def transaction() -> Iterator[None]:
    """One deed, whole or not at all. Only the edges (views, cli, due, jobs) open one.

    The request's reading ends here: find what the deed needs inside the block, which never runs twice.
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("a transaction inside a transaction")
    session.rollback()
    session.info["writing"] = True
    deed = _deed.set(True)
    try:
        with _refusals():
            session.connection(execution_options={"writes": True})
            for start in AFTER_BEGIN:
                start(session)
            yield
            session.flush()
            for finish in BEFORE_COMMIT:
                finish(session)
            session.commit()
        info = dict(session.info)
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.clear()
        _deed.reset(deed)
    for after in AFTER_COMMIT:
        after(info)


@contextmanager
def _refusals() -> Iterator[None]:
    """A database without time and a stale thing are refusals with their reason, not faults."""
    try:
        yield
    except OperationalError as error:
        if _is_busy(error):
            raise Busy(_("The system is busy. Nothing was changed; please send it again.")) from error
        raise
    except StaleDataError as error:
        raise WrongMoment(
            _("Somebody else changed this meanwhile. Nothing was saved; look at the new state first.")
        ) from error


# what forms (key used), audit (chain) and outbox (a nudge) hang in; the first two in the same transaction
AFTER_BEGIN: list[Any] = []
BEFORE_COMMIT: list[Any] = []
AFTER_COMMIT: list[Any] = []
LOOKED_AT: list[Any] = []  # told of each thing found for a reader: the read log


def _is_busy(error: OperationalError) -> bool:
    said = str(error.orig).lower()
    return "locked" in said or "busy" in said or "deadlock" in said or "lock timeout" in said


_deed: ContextVar[bool] = ContextVar("deed", default=False)


def writing() -> bool:
    """Is a deed under way?"""
    return _deed.get()


T = TypeVar("T", bound=Base)


def find(model: type[T], key: int, *, lock: bool = False, seen_by: Any = None) -> T:
    """The thing with this id, or 404; `seen_by` asks the model's `visible_to` first, so that what must
    not be seen is missing. `lock` takes the row on PostgreSQL (SQLite's writers are alone anyway)."""
    query = _by_key(model, lock=lock)
    if seen_by is not None:
        query = query.where(model.visible_to(seen_by))  # type: ignore[attr-defined]
    known = 0 < key <= BIGGEST_ID
    found: T | None = db.session.scalars(query, {"key": key}).unique().one_or_none() if known else None
    if found is None:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    if seen_by is not None and not lock:
        for look in LOOKED_AT:
            look(found, seen_by)
    return found


@cache
def _by_key(model: type[T], *, lock: bool) -> sa.Select[T]:
    query = sa.select(model).where(sa.inspect(model).primary_key[0] == sa.bindparam("key"))
    return query.with_for_update(of=model) if lock else query


def rows(statement: Any, **values: Any) -> Any:
    """Columns, not objects, from a statement made once with blanks (`sa.bindparam`): what every page asks.

    Outside a deed nothing waits to be flushed, so the ORM need not be asked.
    """
    session = db.session()
    if _deed.get():
        session.flush()
    connection = _connection(session)
    found = straight.asked(connection, statement, values)
    return connection.execute(statement, values) if found is None else found


def first_of_rows(statement: Any, **values: Any) -> Sequence[Any]:
    """The same where one column is asked for: its values."""
    return rows(statement, **values).scalars().all()  # type: ignore[no-any-return]


def _connection(session: Session) -> Connection:
    """The session's connection, asked for once in a transaction: a page asks for ten."""
    begun, connection = session.info.get("connection", (None, None))
    if begun is None or begun is not session.get_transaction():
        connection = session.connection()
        session.info["connection"] = (session.get_transaction(), connection)
    return connection  # type: ignore[no-any-return]


def columns_of(model: type[Base]) -> tuple[Any, ...]:
    """A model's columns, in the order `loaded` takes their values."""
    return tuple(getattr(model, name) for name in sa.inspect(model).column_attrs.keys())  # noqa: SIM118 - not a dict


def loaded(model: type[T], values: Sequence[Any]) -> T:
    """The object of a row that was read as columns, as if the session had loaded it: where every page needs
    one, the ORM's own way through a joined row costs three times as much."""
    session = db.session()
    known = dict(zip(sa.inspect(model).column_attrs.keys(), values, strict=True))
    here: Any = session.identity_map.get(identity_key(model, known["id"]))
    if here is not None:
        return here  # type: ignore[no-any-return]
    thing = model()
    thing.__dict__.update(known)
    make_transient_to_detached(thing)
    session.add(thing)
    return thing


def remember(key: str, make: Any, *, also_in_deeds: bool = False) -> Any:
    """A value kept for the length of a request (reading); in a deed only what no deed can change."""
    here = _cv_request.get(None)  # what stands behind `request`
    if _deed.get() and also_in_deeds:
        kept: dict[str, Any] = db.session().info.setdefault("remembered", {})
    elif here is None or _deed.get():
        return make()
    else:
        kept = here.request.__dict__.setdefault("remembered", {})
    if key not in kept:
        kept[key] = make()
    return kept[key]


def forget(stem: str) -> None:
    """Drop what this request and this deed have remembered under keys that begin so: it has changed."""
    here = _cv_request.get(None)
    for keeper in (db.session().info, here.request.__dict__ if here else {}):
        kept = keeper.get("remembered", {})
        keeper["remembered"] = {k: v for k, v in kept.items() if not k.startswith(stem)}


# --- triggers: rows that never change ----------------------------------------------------------
# Alembic's batch mode drops triggers without a word, so they stand in one list and are put in after
# every migration; a test compares this list with the database.

FROZEN: dict[str, str] = {}  # table → why (nothing may be changed or deleted)


def frozen(table: str, why: str) -> None:
    """Rows of this table are only ever added."""
    FROZEN[table] = why


def put_in_triggers(connection: Connection) -> None:
    """Install the triggers of `FROZEN` for the tables that exist."""
    there = set(sa.inspect(connection).get_table_names())
    for table in sorted(FROZEN.keys() & there):
        for deed in ("UPDATE", "DELETE"):
            for statement in _trigger(connection.dialect.name, table, deed):
                connection.exec_driver_sql(statement)


def _trigger(dialect: str, table: str, deed: str) -> list[str]:
    name = f"frozen_{table}_{deed.lower()}"
    if dialect == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {name}",
            (
                f"CREATE TRIGGER {name} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
            ),
        ]
    return [
        (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '%% is frozen', TG_TABLE_NAME; END $$"
        ),
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    ]
