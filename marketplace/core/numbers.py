"""Numbers people say aloud: BD-2030-0041, without gaps from refused deeds and never twice."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.models import Setting


def next_number(series: str) -> str:
    """The next number of this series in this year (inside a deed; two deeds queue up for it)."""
    stem = f"{series}-{clock.year()}"
    key = f"number/{stem}"
    insert: Any = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    db.session.execute(insert(Setting).values(key=key, value={"last": 0}).on_conflict_do_nothing())
    row = db.session.scalars(sa.select(Setting).where(Setting.key == key).with_for_update()).one()
    last = int(row.value["last"]) + 1
    row.value = {"last": last}
    return f"{stem}-{last:04}"
