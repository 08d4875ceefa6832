"""Outcomes of earlier years from a list, matched by their number; safe to take in twice."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.core.audit import record
from marketplace.core.db import db
from marketplace.core.search import haystack
from marketplace.outcomes.models import Contributor, Outcome
from marketplace.outcomes.terms import OutcomeRow
from marketplace.people.actions import Changes
from marketplace.people.models import Person

PLAIN = (
    "title",
    "kind",
    "studio_id",
    "family_id",
    "unit_id",
    "accepted_on",
    "summary",
    "claimed",
    "certified",
    "certified_on",
)
MANY = 5_000


def outcome_changes(rows: Sequence[OutcomeRow]) -> Changes[OutcomeRow]:
    """What a list would change: what it says nothing about stays."""
    there = _known([row.code for row in rows])
    found: Changes[OutcomeRow] = Changes()
    for row in rows:
        known = there.get(row.code)
        fields = [n for n in PLAIN if known and getattr(row, n) not in (None, getattr(known, n))]
        if known and row.shares and dict(row.shares) != {c.person_id: c.percent for c in known.contributors}:
            fields.append("shares")
        found.note(known.id if known else None, row, fields)
    return found


def take_in(changes: Changes[OutcomeRow], *, by: Person | None) -> None:
    """Outcomes made and brought up to date; the list itself is kept as the reason."""
    for row in changes.new:
        made = Outcome(
            code=row.code,
            contributors=_shares(row),
            **{n: getattr(row, n) for n in PLAIN if getattr(row, n) is not None},
        )
        made.haystack = haystack(made.code, made.title, made.summary)
        db.session.add(made)
    db.session.flush()
    there = _known([change.row.code for change in changes.changed])
    for change in changes.changed:
        outcome = there[change.row.code]
        for name in change.fields:
            if name != "shares":
                setattr(outcome, name, getattr(change.row, name))
        outcome.haystack = haystack(outcome.code, outcome.title, outcome.summary)
        if "shares" in change.fields:
            db.session.execute(sa.delete(Contributor).where(Contributor.outcome_id == outcome.id))
            db.session.add_all(
                Contributor(outcome_id=outcome.id, person_id=p, percent=n) for p, n in change.row.shares
            )
        record("outcome_edited", outcome, by=by, fields=list(change.fields))
    db.session.flush()
    db.session.expire_all()


def _shares(row: OutcomeRow) -> list[Contributor]:
    return [Contributor(person_id=person_id, percent=percent) for person_id, percent in row.shares]


def _known(codes: Sequence[str]) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    for start in range(0, len(codes), MANY):
        query = sa.select(Outcome).where(Outcome.code.in_(codes[start : start + MANY]))
        found |= {o.code: o for o in db.session.scalars(query.options(selectinload(Outcome.contributors)))}
    return found
