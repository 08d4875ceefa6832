"""Statements that ask for columns, sent to SQLite by the shortest way.

A page sends half a dozen of them, each made once and kept. SQLAlchemy's own way (cache key, context, result)
takes longer than SQLite's answer, so a statement that comes again is worked out to its text, its blanks and
the reading of its columns. Whoever listens to statements (tests that count them), another engine and a
refusal of the driver get the usual way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect, Result
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData

Blank = tuple[str, Callable[[Any], Any] | None]  # the name of a blank, and how its value is written


@dataclass(frozen=True)
class Ready:
    """A statement worked out."""

    text: str
    blanks: Sequence[Blank]
    fixed: Mapping[str, Any]  # values that stand in the statement itself
    columns: SimpleResultMetaData

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the text."""
        known = {**self.fixed, **values}
        return [known[name] if write is None else write(known[name]) for name, write in self.blanks]


# what came twice: worked out, or None where it cannot be; and what came once
_known: WeakKeyDictionary[Any, Ready | None] = WeakKeyDictionary()
_once: WeakSet[Any] = WeakSet()


def asked(connection: Connection, statement: Any, values: dict[str, Any]) -> Result[Any] | None:
    """What the statement answers; None: it has to go the usual way."""
    dialect = connection.dialect
    if dialect.name != "sqlite" or connection.engine.dispatch.before_cursor_execute:
        return None
    ready = _known.get(statement)
    if ready is None:
        _look_at(statement, dialect, values)
        return None
    raw: Any = connection.connection.dbapi_connection
    try:
        found = raw.execute(ready.text, ready.filled(values)).fetchall()
    except (sqlite3.Error, KeyError):
        return None  # asked again, it gets the error that everybody knows
    return IteratorResult(ready.columns, iter(found))


def _look_at(statement: Any, dialect: Dialect, values: dict[str, Any]) -> None:
    """The first time it is only noted: it may never come again. The second time it is worked out."""
    if statement in _known:
        return
    if statement not in _once:
        _once.add(statement)
    elif isinstance(statement, sa.Select | sa.CompoundSelect):
        _known[statement] = _worked_out(statement, dialect, values)
    else:
        _known[statement] = None


def _worked_out(statement: Any, dialect: Dialect, values: dict[str, Any]) -> Ready | None:
    """None where a blank takes a list or looks at something when the statement runs (a standing clock)."""
    compiled: Any = statement.compile(dialect=dialect, column_keys=sorted(values))
    if any(bind.callable for bind in compiled.binds.values()):
        return None
    if {bind.key for bind in compiled.post_compile_params} & values.keys():
        return None
    whole = compiled.construct_expanded_state(values)
    writers = {**compiled._bind_processors, **whole.processors}
    read = [column.type._cached_result_processor(dialect, None) for column in compiled._result_columns]
    return Ready(
        whole.statement,
        [(name, writers.get(name)) for name in whole.positiontup or ()],
        {name: value for name, value in whole.parameters.items() if name not in values},
        SimpleResultMetaData([column.keyname for column in compiled._result_columns], _processors=read),
    )
