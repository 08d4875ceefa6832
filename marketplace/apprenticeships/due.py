"""What the clock does with pairs."""

from __future__ import annotations

from functools import partial

from marketplace.apprenticeships import actions, queries, rules
from marketplace.apprenticeships.models import Apprenticeship
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import due, each


@due
def count_pairs() -> int:
    """Pairs that have been active for six months of this year, or of the one just over."""
    moved = 0
    for year in (clock.year() - 1, clock.year()):
        ripe = [
            p.id for p in queries.to_count(year) if (day := rules.counts_on(p, year)) and day < clock.today()
        ]
        moved += each(ripe, partial(_count, year))
    return moved


def _count(year: int, pair_id: int) -> None:
    actions.count(db.session.get_one(Apprenticeship, pair_id), year)


@due
def complete_pairs() -> int:
    """Pairs whose agreed time is over."""
    return each(queries.over(), lambda key: actions.complete(db.session.get_one(Apprenticeship, key)))
