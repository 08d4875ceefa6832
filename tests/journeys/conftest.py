"""Stories are told with the forms' protection on, and nobody's clock runs by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bidding.sealing import suite
from marketplace.core.db import db
from marketplace.people.models import Person, Role, SecrecyLevel
from tests import make
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


@pytest.fixture
def house(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Three officers of three units, the group's secrecy officer; a passphrase is stretched only a little."""
    monkeypatch.setattr(suite.holders.Cost, "__init__", cheap)

    def settle() -> None:
        cast.holders = []
        for n in range(3):
            who = make.officer(Role.OPENING_OFFICER, make.again(cast.group), name=f"持份员{n + 1}")
            who.unit = make.unit(make.again(cast.group))
            cast.holders.append(who)
        cast.keeper = make.officer(Role.SECRECY_OFFICER, make.again(cast.group), name="集团保密员")
        db.session.execute(sa.update(Person).values(clearance=SecrecyLevel.CORE))

    make.done(settle)
    return cast


def cheap(self: object, memory: int = 8, passes: int = 1, lanes: int = 1) -> None:
    """A passphrase is stretched only a little: tests make many keys."""
    for name, value in (("memory", memory), ("passes", passes), ("lanes", lanes)):
        object.__setattr__(self, name, value)
