"""Stories are told with the forms' protection on, and nobody's clock runs by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.core.db import db
from tests.journeys.cast import Cast


@pytest.fixture
def guarded(app: Any) -> Iterator[Any]:
    """The application as people meet it: every form needs its token. A story of hundreds of deeds does not
    wait for the disk after each."""
    app.config["WTF_CSRF_ENABLED"] = True
    sa.event.listen(db.engine, "connect", _need_not_last)
    yield app
    sa.event.remove(db.engine, "connect", _need_not_last)
    app.config["WTF_CSRF_ENABLED"] = False


def _need_not_last(raw: Any, _record: Any) -> None:
    if db.engine.dialect.name == "sqlite":
        raw.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def cast(guarded: Any) -> Cast:
    """A small group: a department, four studios, their officers."""
    return Cast(guarded)
