"""How many statements a page costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db

SELDOM = ("SAVEPOINT", "RELEASE", "BEGIN", "PRAGMA")
READ_LOG = (
    "INTO read_event",
    "FROM read_head",
    "UPDATE read_head",
    "INTO read_head",
)  # only where secrets are shown


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is sent inside the block."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.split(" ", 1)[0] not in SELDOM and not any(part in statement for part in READ_LOG):
            seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def statements(browser: Any, path: str) -> int:
    """Ask for the page once to warm up, then count."""
    assert browser.get(path).status_code == 200, path
    with counted() as seen:
        assert browser.get(path).status_code == 200, path
    return len(seen)
