"""Lists: filters and page in the address, fifty rows, n of m."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import request

from marketplace.core.db import db, rows

SIZE = 50
LAST_PAGE = 10_000
SHORT = 4  # a list of so few pages is read as quickly whole as from its beginning
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list."""

    rows: Sequence[T]
    total: int
    number: int = 1
    size: int = SIZE

    @property
    def pages(self) -> int:
        """How many pages there are (at least one)."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Number of the first row shown (0 when empty)."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return min(self.total, self.number * self.size)


def page_number() -> int:
    """The page asked for; nonsense is the first."""
    typed = request.args.get("page", "1")
    return min(int(typed), LAST_PAGE) if typed.isdigit() and len(typed) < 8 and int(typed) > 0 else 1


#: Blanks of a list's statement: how many rows, after how many.
ROWS, AFTER = sa.bindparam("page_size", type_=sa.Integer), sa.bindparam("page_start", type_=sa.Integer)


@dataclass(frozen=True)
class Listing:
    """The two statements of a list: all of it counted, and one page of it. A list that many ask for in the
    same way keeps them."""

    counted: sa.Select[Any]
    shown: sa.Select[*tuple[Any, ...]]
    # where a quicker statement finds the beginning of the list: it holds as long as it fills the page
    begun: sa.Select[*tuple[Any, ...]] | None = None

    @classmethod
    def of(cls, query: sa.Select[*tuple[Any, ...]]) -> Listing:
        """Both, from the list's query."""
        return cls(_counted(query), query.limit(ROWS).offset(AFTER))

    def page(self, *, number: int | None = None, size: int = SIZE, scalars: bool = False) -> Page[Any]:
        """Count and fetch one page. One past the end is empty and says so."""
        number = number or page_number()
        total = rows(self.counted).scalar() or 0
        place = {"page_size": size, "page_start": (number - 1) * size}
        if scalars:
            return Page(db.session.scalars(self.shown, place).unique().all(), total, number, size)
        if self.begun is not None and total > SHORT * size:
            found = fetched(self.begun, **place)
            if len(found) == size:
                return Page(found, total, number, size)
        return Page(fetched(self.shown, **place), total, number, size)


def fetched(statement: sa.Select[*tuple[Any, ...]], **values: Any) -> Sequence[Any]:
    """All rows; where a statement asks for nothing but columns the ORM stands aside."""
    if all(isinstance(column, sa.ColumnElement) for column in statement._raw_columns):
        found: Sequence[Any] = rows(statement, **values).all()
        return found
    return db.session.execute(statement, values).all()


def page(
    query: sa.Select[*tuple[Any, ...]], *, number: int | None = None, size: int = SIZE, scalars: bool = False
) -> Page[Any]:
    """One page of a list, in two statements."""
    return Listing.of(query).page(number=number, size=size, scalars=scalars)


def _counted(query: sa.Select[*tuple[Any, ...]]) -> sa.Select[Any]:
    """How many rows there are: of the same tables, without their columns, where nothing folds rows."""
    if query._group_by_clauses or query._distinct:
        return sa.select(sa.func.count()).select_from(query.order_by(None).subquery())
    return query.order_by(None).with_only_columns(sa.func.count(), maintain_column_froms=True)
