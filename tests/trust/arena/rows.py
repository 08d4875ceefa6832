"""Rows for breaking constraints: like another one in one key only, or invented where a table has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from marketplace.core.columns import Choice, Exact, UtcDateTime
from marketplace.core.db import db

FAR = 2**50  # above every id, secret ones (up to 2**47) included
A_FEW = 20
PREPARER = postgresql.dialect().identifier_preparer
#: By the kind of column; the first that fits.
SAMPLES: tuple[tuple[Any, Any], ...] = (
    (UtcDateTime, datetime(2030, 1, 1, tzinfo=UTC)), (Exact, Decimal(1)), (sa.JSON, {}), (sa.Integer, 1),
    (sa.String, "x"), (sa.Date, date(2030, 1, 1)), (sa.Boolean, False), (sa.LargeBinary, b"x"),
)  # fmt: skip


@dataclass(frozen=True)
class Key:
    """What there may be once: these columns together, among the rows where `where` holds."""

    name: str
    columns: tuple[str, ...]
    where: str = ""


def keys_of(table: sa.Table) -> Iterator[Key]:
    """Unique constraints, unique indexes, and a primary key that says more than a number."""
    own = {column.name for column in table.primary_key}
    if len(own) > 1 or any(column.foreign_keys for column in table.primary_key):
        yield Key(str(PREPARER.format_constraint(table.primary_key)), tuple(table.primary_key.columns.keys()))
    for one in sorted(table.constraints, key=str):
        if isinstance(one, sa.UniqueConstraint) and not own <= set(one.columns.keys()):
            yield Key(str(PREPARER.format_constraint(one)), tuple(one.columns.keys()))
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        if index.unique:
            where = index.dialect_options["sqlite"].get("where")
            yield Key(str(index.name), tuple(index.columns.keys()), "" if where is None else str(where))


def rows_of(table: sa.Table, key: Key | None = None) -> Sequence[Mapping[str, Any]]:
    """Some rows that are there; with a key only those it speaks of."""
    found = sa.select(table).limit(A_FEW)
    if key is not None:
        found = found.where(*(table.c[name].is_not(None) for name in key.columns))
        found = found.where(sa.text(key.where)) if key.where else found
    with db.engine.connect() as connection:
        return [dict(row) for row in connection.execute(found).mappings()]


def doubled(table: sa.Table, row: Mapping[str, Any], key: Key | None, **values: Any) -> Any:
    """The same row once more: the same in this key, another one in all others."""
    made = {column.name: row[column.name] for column in table.columns if column.computed is None}
    kept = set(key.columns) if key else set()
    numbers = [Key("", tuple(column.name for column in table.primary_key))]
    for other in [*numbers, *keys_of(table)]:
        free = [name for name in other.columns if name not in kept]
        if free and not set(other.columns) <= kept:
            name = min(free, key=lambda name: isinstance(table.c[name].type, Choice))
            made[name] = _another(row[name])
    return sa.insert(table).values(**{**made, **values})


def _another(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value % FAR + FAR
    if isinstance(value, date):
        return value + timedelta(days=1)
    return f"{value[:-1]}~" if isinstance(value, str) else value


def invented(table: sa.Table, key: Key | None = None) -> dict[str, Any]:
    """A row that nothing stands behind; with a key, one the key speaks of."""
    numbers = {column.name: 3 * FAR for column in table.primary_key if isinstance(column.type, sa.Integer)}
    needed = {*(key.columns if key else ()), *(column.name for column in table.primary_key)}
    made = {
        column.name: _sample(column) if column.name in needed or not column.nullable else None
        for column in table.columns
        if column.computed is None
    }
    return {**made, **numbers}


def _sample(column: sa.Column[Any]) -> Any:
    if column.default is not None and column.default.is_scalar:
        return column.default.arg
    if isinstance(column.type, Choice):
        return next(iter(column.type.words))
    return next((value for kind, value in SAMPLES if isinstance(column.type, kind)))
