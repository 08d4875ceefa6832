"""The only door through which a state changes."""

from __future__ import annotations

from typing import Any

from marketplace.core import audit
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import Words, _


def move(thing: Any, to: Words, *, by: Any, note: str = "", **payload: Any) -> None:
    """Take one step of the thing's life; refuses a step that is not in its `LIFE`, leaves the audit line."""
    was: Words = thing.state
    if to not in thing.LIFE[was]:
        raise WrongMoment(
            _("From “%(was)s” there is no step to “%(to)s”.", was=str(was.label), to=str(to.label))
        )
    thing.state = to
    audit.record("move", thing, by=by, note=note, was=str(was), to=str(to), **payload)
