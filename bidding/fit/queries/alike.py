"""What the group has already: posted challenges and outcomes that sound like a problem being written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.outcomes.models import Outcome
from marketplace.people.models import Person

MOST_PIECES = 24  # of a text, looked for one by one
FEW = 5  # shown of each kind
ENOUGH = 3  # this many pieces in common make two texts alike


def pieces(text: str) -> list[str]:
    """Pairs of Chinese characters and whole Latin words: enough to find the like without a dictionary."""
    found: list[str] = []
    for word in "".join(c if c.isalnum() else " " for c in text.lower()).split():
        if word.isascii():
            found += [word] if len(word) > 2 else []
        else:
            found += [word[n : n + 2] for n in range(len(word) - 1)]
    return list(dict.fromkeys(found))[:MOST_PIECES]


def alike(text: str, *, seen_by: Person, but: int = 0) -> tuple[Sequence[Any], Sequence[Any]]:
    """Posted challenges and outcomes that share pieces with the text, most first, those the reader may know
    of: two statements. `but`: the challenge that is being written."""
    known = pieces(text)
    if len(known) < ENOUGH:
        return [], []
    shared = _shared(Challenge.haystack, known)
    challenges = (
        sa.select(Challenge.id, Challenge.number, Challenge.title, Challenge.state, shared.label("shared"))
        .where(Challenge.opened_at.is_not(None), Challenge.id != but, Challenge.visible_to(seen_by))
        .where(shared >= _needed(known))
        .order_by(shared.desc(), Challenge.id.desc())
        .limit(FEW)
    )
    shared = _shared(Outcome.haystack, known)
    outcomes = (
        sa.select(Outcome.id, Outcome.code, Outcome.title, shared.label("shared"))
        .where(Outcome.visible_to(seen_by), shared >= _needed(known))
        .order_by(shared.desc(), Outcome.id.desc())
        .limit(FEW)
    )
    return db.session.execute(challenges).all(), db.session.execute(outcomes).all()


def _needed(known: list[str]) -> int:
    return max(ENOUGH, len(known) // 4)


def _shared(column: Any, known: list[str]) -> sa.ColumnElement[int]:
    hits = [sa.case((column.contains(piece, autoescape=True), 1), else_=0) for piece in known]
    total: sa.ColumnElement[int] = hits[0]
    for hit in hits[1:]:
        total = total + hit
    return total
