"""Why a bid was not chosen, and what would have changed it: facts out of the signed report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

FULL = 1000  # hundredths of a full mark of 10
SHOWN = 3


@dataclass(frozen=True)
class Step:
    """One criterion and how many marks (hundredths) it stands behind, or would have had to rise."""

    criterion: str
    marks: int


@dataclass(frozen=True)
class Why:
    """The reason in facts; numbers are hundredths."""

    place: int
    of: int
    final: int
    best: int
    gap: int
    knocked_out: bool
    behind: list[Step]  # where most points were lost against the winner
    enough: list[Step]  # a rise in this criterion alone would have drawn level
    objective: int | None  # so many more points of the matcher alone would have, if possible


def why_not(
    ranking: Sequence[Mapping[str, Any]],
    bid_id: int,
    weights: Mapping[str, int],
    share: int,
    winners: Collection[int] = (),
) -> Why | None:
    """How far a bid was from winning: from the first, in a race from the last of the winners.

    None for a winner, or a bid not on the report. `winners`: their bids; none: the first of the ranking.
    """
    mine = next((row for row in ranking if row["bid"] == bid_id), None)
    first = next((row for row in ranking if not row["knocked_out"]), None)
    won = [row for row in ranking if row["bid"] in winners]
    best = min(won, key=lambda row: row["final"]) if won else first
    if mine is None or best is None or mine is best or bid_id in winners:
        return None
    gap = max(0, best["final"] - mine["final"])
    whole = sum(weights.values())
    worth = {
        code: Fraction(weight * (100 - share), whole * 10) for code, weight in weights.items()
    }  # per mark
    lost = {code: (best["criteria"].get(code, 0) - mine["criteria"].get(code, 0)) for code in weights}
    behind = sorted((code for code in weights if lost[code] > 0), key=lambda code: -lost[code] * worth[code])
    rise = {code: -(-gap // worth[code]) for code in weights if worth[code]}
    enough = sorted(
        (code for code, marks in rise.items() if mine["criteria"].get(code, 0) + marks <= FULL),
        key=rise.__getitem__,
    )
    more = -(-gap * 100 // share) if share else None
    return Why(
        mine["place"],
        len(ranking),
        mine["final"],
        best["final"],
        gap,
        mine["knocked_out"],
        [Step(code, lost[code]) for code in behind[:SHOWN]],
        [Step(code, int(rise[code])) for code in enough[:SHOWN]] if gap else [],
        more if more is not None and gap and mine["objective"] + more <= 10_000 else None,
    )
