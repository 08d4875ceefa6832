"""The arithmetic of a panel: exact fractions inside, two decimals half up outside (as whole hundredths)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor, sqrt
from statistics import median

TRIM_FROM = 7  # from so many members on, one highest and one lowest total are dropped
OUTLIER = 20  # points from the median that want a reason
FULL = 20  # half points of a full mark


def half_up(value: Fraction) -> int:
    """Hundredths, half up."""
    return floor(value * 100 + Fraction(1, 2))


def member_total(marks: Mapping[str, int], weights: Mapping[str, int]) -> Fraction:
    """One member's points of 100 for one bid: marks of 0–10 by weight."""
    whole = sum(weights.values())
    return Fraction(sum(weights[code] * marks.get(code, 0) for code in weights) * 100, FULL * whole)


def aggregate(totals: Sequence[Fraction]) -> Fraction:
    """The panel's points: the plain mean of up to six members, from seven on without the outermost two."""
    if not totals:
        return Fraction(0)
    kept = sorted(totals)[1:-1] if len(totals) >= TRIM_FROM else list(totals)
    return sum(kept, Fraction(0)) / len(kept)


def final_score(panel: int, objective: int, share: int) -> int:
    """Panel part × (100 − share) + matcher part × share; all in hundredths."""
    return half_up(Fraction(panel * (100 - share) + objective * share, 10_000))


def far_off(totals: Mapping[int, Fraction]) -> set[int]:
    """Which members stand more than 20 points from the median of a bid."""
    middle = median(totals.values()) if totals else Fraction(0)
    return {seat for seat, total in totals.items() if abs(total - middle) > OUTLIER}


def mean(values: Sequence[Fraction]) -> Fraction:
    """The plain mean."""
    return sum(values, Fraction(0)) / len(values) if values else Fraction(0)


def spread(values: Sequence[Fraction]) -> float:
    """Standard deviation of one member's totals: how far apart they put the bids."""
    middle = mean(values)
    return sqrt(float(mean([(value - middle) ** 2 for value in values])))


def places(values: Mapping[int, Fraction]) -> dict[int, int]:
    """Ranks, best first; equal ones share a place."""
    return {key: 1 + sum(other > value for other in values.values()) for key, value in values.items()}
