"""Rows of several tables gathered by one statement."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db


def listed(*columns: Any) -> Any:
    """An aggregate for a page's first statement: the rows of a subquery as one list of lists."""
    if db.engine.dialect.name == "sqlite":
        found: Any = sa.func.json_group_array(sa.func.json_array(*columns))
    else:
        found = sa.func.json_agg(sa.func.json_build_array(*columns))
    return sa.type_coerce(found, sa.JSON)
