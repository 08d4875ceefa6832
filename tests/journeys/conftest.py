"""Stories are told with the forms' protection on, and nobody's clock runs by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.cast import Cast


@pytest.fixture
def guarded(app: Any) -> Iterator[Any]:
    """The application as people meet it: every form needs its token."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def cast(guarded: Any) -> Cast:
    """A small group: a department, four studios, their officers."""
    return Cast(guarded)
