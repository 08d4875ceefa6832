"""How many statements a page costs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db


def statements(browser: Any, path: str) -> int:
    """Ask for the page once to warm up, then count."""
    assert browser.get(path).status_code == 200, path
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert browser.get(path).status_code == 200, path
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return len(
        [one for one in seen if one.split(" ", 1)[0] not in ("SAVEPOINT", "RELEASE", "BEGIN", "PRAGMA")]
    )
