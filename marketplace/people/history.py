"""What happened to a thing, for its history tab and its status bar: read from the audit trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.core.audit import ref
from marketplace.core.db import Base, db
from marketplace.core.i18n import Words, _
from marketplace.core.models import AuditEvent
from marketplace.people.models import Person


@dataclass(frozen=True)
class Line:
    """One deed: when, who (empty: the clock), what in words, why; `to` is the state it led to."""

    at: datetime
    who: str
    what: str
    note: str
    to: str = ""
    action: str = ""

    @property
    def changes(self) -> list[Any]:
        """For the timeline macro: a deed of ours shows no difference of fields."""
        return []


def history(thing: Base, deeds: Mapping[str, str] | None = None) -> list[Line]:
    """Every deed on a thing, oldest first: one statement. `deeds` gives the words of a wing's own actions."""
    found = (
        sa.select(AuditEvent.at, AuditEvent.action, AuditEvent.reason, AuditEvent.payload, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(AuditEvent.about == ref(thing))
        .order_by(AuditEvent.seq)
    )
    return [
        Line(
            at,
            name or _("by the clock"),
            _what(thing, action, payload, deeds or {}),
            reason,
            payload.get("to", ""),
            action,
        )
        for at, action, reason, payload, name in db.session.execute(found)
    ]


def _what(thing: Any, action: str, payload: dict[str, Any], deeds: Mapping[str, str]) -> str:
    if action == "move":
        states: type[Words] = type(next(iter(thing.LIFE)))
        return _("Now: %(state)s", state=str(states(payload["to"]).label))
    return str(deeds.get(action, action.replace("_", " ")))


def steps(
    thing: Any, way: Sequence[Words], lines: Sequence[Line], deadline: datetime | None = None
) -> list[dict[str, Any]]:
    """The status bar: the usual way of a life, done steps dated, the present one with its deadline."""
    reached = {line.to: line.at for line in lines if line.to}
    here: Words = thing.state
    shown = list(way) if here in way else [*(s for s in way if str(s) in reached), here]
    place = shown.index(here)
    return [
        {
            "label": step.label,
            "done_at": reached.get(str(step)) if n < place else None,
            "done": n < place,
            "current": n == place,
            "deadline": deadline if n == place else None,
        }
        for n, step in enumerate(shown)
    ]
