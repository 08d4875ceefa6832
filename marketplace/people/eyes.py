"""Statements that depend on who looks, kept: building what somebody may see costs more than asking for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from marketplace.core import clock
from marketplace.people.models import Person
from marketplace.people.roles import roles_of

T = TypeVar("T")
MOST = 500
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def eyes(person: Person) -> Hashable:
    """All that a `visible_to` may ask of a person: who and where they are, clearance, roles, and the day."""
    return (
        person.id,
        person.unit.path,
        person.clearance,
        person.clearance_until,
        roles_of(person),
        clock.today(),
    )


def seen(name: str, person: Person, wanted: Hashable, make: Callable[[], T]) -> T:
    """What `make` builds for these eyes and these wishes; `make` may look at nothing else."""
    key = (name, eyes(person), wanted)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: T = _kept[key]
            return found
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
