"""What of a bid is screened for the list of words, and what of an opened one waits for the officer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bidding.bids.models import Bid
from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.secrecy.models import Finding
from marketplace.secrecy.queries import held

ABOUT = sa.literal("bid/") + sa.cast(Bid.id, sa.String)


def texts_of(body: Mapping[str, Any]) -> dict[str, str]:
    """Every text of a bid's content by its part, names of files with them, as it is screened."""
    return {part: "\n".join(_strings(value)) for part, value in body.items()}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _strings(inner)


def waits_for_look(challenge: Challenge) -> bool:
    """Was a word found in one of its opened bids that the secrecy officer has not decided on?"""
    found = sa.select(Bid.id).where(Bid.challenge_id == challenge.id, held(ABOUT, Finding.OPEN))
    return db.session.scalar(found.limit(1)) is not None
