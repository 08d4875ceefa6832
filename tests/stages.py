"""A long story told once: what many tests begin with is made by the first and copied for the others.

When a maker marked `@staged` is the first to do anything in a test, the database it leaves is put aside.
Called again with the same arguments at the same hour, it brings back a copy. The deeds are the same, they are
done once in a process. A test that has done something of its own before gets its story told in full.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from itertools import count
from typing import Any, NamedTuple, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from marketplace.core import clock, i18n
from marketplace.core.db import db, writing

Maker = TypeVar("Maker", bound=Callable[..., Any])


class Place(Protocol):
    """A database that can be put aside under a number and brought back."""

    def keep(self, number: int) -> None:
        """Put what there is aside."""

    def bring(self, number: int) -> bool:
        """Bring it back; False: it is no longer there."""


class Stages:
    """What has been told in this process: its number, what came of it, what hour it was then."""

    def __init__(self, place: Place) -> None:
        self.place, self.numbers = place, count(1)
        self.told: dict[str, tuple[int, Any, datetime]] = {}

    def brought(self, key: str) -> Any:
        """What came of a story told before, or None."""
        if key not in self.told:
            return None
        number, came, hour = self.told[key]
        let_go()
        if not self.place.bring(number):
            del self.told[key]
            return None
        now.untouched = False
        clock.freeze(hour)
        return found(came)

    def tell(self, key: str, story: Callable[[], Any]) -> Any:
        """Tell it and put aside what came of it."""
        came = named(story())
        let_go()
        number = next(self.numbers)
        self.place.keep(number)
        self.told[key] = (number, came, clock.now())
        return found(came)


def named(made: Any) -> Any:
    """Things by their models and ids."""
    return type(made)(map(named, made)) if isinstance(made, tuple | list) else Named(type(made), made.id)


def found(came: Any) -> Any:
    """The things of these names, as the database has them now."""
    return db.session.get_one(*came) if isinstance(came, Named) else type(came)(map(found, came))


class Named(NamedTuple):
    """A thing."""

    model: type
    identity: Any


def let_go() -> None:
    """No connection to the database is left open here."""
    db.session.remove()
    db.engine.dispose()


class Now:
    """The stages of this process, and whether the running test has done anything yet."""

    stages: Stages | None = None
    untouched = False


now = Now()


def begin(place: Place) -> None:
    """A test begins with a fresh database."""
    if now.stages is None or now.stages.place is not place:
        now.stages = Stages(place)
    now.untouched = True


@sa.event.listens_for(Engine, "commit")
def _touched(_connection: Any) -> None:
    now.untouched = False


def staged(maker: Maker) -> Maker:
    """Mark a maker that gives things and depends on nothing but its arguments and the hour."""

    @wraps(maker)
    def told(*args: Any, **known: Any) -> Any:
        stages = now.stages
        if stages is None or writing() or not now.untouched:
            return maker(*args, **known)
        key = repr((maker.__name__, args, sorted(known.items()), clock.now(), i18n.outside))
        return stages.brought(key) or stages.tell(key, lambda: maker(*args, **known))

    return told  # type: ignore[return-value]
