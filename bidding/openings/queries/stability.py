"""How firm the matcher's first place is, what a loser would have needed, and the rank under other weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bidding.openings.queries.matcher import NAMES, recomputed
from bidding.openings.queries.ranking import RankedBid
from bidding.openings.words import CRITERIA
from marketplace.core.i18n import _, _l
from marketplace.core.words import money
from matching.sensitivity import Stability, stability

DRAWS = 2_000
CODES = {name: code for code, name in NAMES.items()}  # the matcher's names → the rulebook's
HIGHEST = 100


@dataclass(frozen=True)
class Loser:
    """What a bid would have needed: weight points to be moved, or one criterion alone."""

    label: str
    gap: int  # hundredths behind the first
    moved: float | None  # points of weight in 100; none: no weights can
    alone: list[str]


@dataclass(frozen=True)
class Stable:
    """How firm the first place is."""

    shares: dict[int, float]  # bid → share of weightings won
    turns: list[dict[str, Any]]  # {criterion, weight now, weight at which, rival}
    losers: list[Loser]


@dataclass(frozen=True)
class Weight:
    """One slider: what it is called, as it was posted, as it is tried."""

    code: str
    label: str
    posted: int
    typed: str
    value: int


@dataclass(frozen=True)
class Tried:
    """The rank under these weights: rows (place, bid, total in hundredths), best first."""

    weights: list[Weight]
    rows: list[tuple[int, RankedBid, int]]
    errors: list[str]


def scored(bids: Sequence[RankedBid]) -> list[RankedBid]:
    """The bids that passed every gate."""
    return [bid for bid in bids if bid.raw and not bid.gates]


def _numbers(bids: Sequence[RankedBid]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (together 1) and values (bids × criteria)."""
    points = np.array([part["weight"] for part in bids[0].raw], dtype=np.float64)
    return points / points.sum(), np.array([[part["value"] for part in bid.raw] for bid in bids])


def stability_of(bids: Sequence[RankedBid]) -> Stable | None:
    """Share of weightings each bid wins, the nearest single weights that would change the winner, and what
    each loser would have needed."""
    passed = scored(bids)
    if len(passed) < 2:
        return None
    weights, values = _numbers(passed)
    found = stability(values * weights, weights, draws=DRAWS, values=values)
    whole = sum(part["weight"] for part in passed[0].raw)
    turns = [
        {
            "criterion": CRITERIA[passed[0].raw[point.criterion]["name"]],
            "now": passed[0].raw[point.criterion]["weight"],
            "then": round(point.weight * whole),
            "rival": passed[point.rival].label,
        }
        for point in found.break_points
    ]
    losers = [_loser(passed, n, found, values) for n in range(len(passed)) if n != found.winner]
    return Stable({bid.bid_id: float(found.share[n]) for n, bid in enumerate(passed)}, turns, losers)


def _loser(bids: Sequence[RankedBid], n: int, found: Stability, values: NDArray[np.float64]) -> Loser:
    bid, moved = bids[n], float(found.least_change[n])
    anchors = {one["name"]: one["anchors"] for one in bid.kept.inputs["criteria"]}
    alone = [
        _alone(part, float(values[n, c]), float(found.needed[n, c]), anchors[part["name"]])
        for c, part in enumerate(bid.raw)
        if isfinite(found.needed[n, c]) and found.needed[n, c] > 0
    ]
    gap = bids[found.winner].total - bid.total
    return Loser(bid.label, gap, moved * 100 if isfinite(moved) else None, alone)


def _alone(part: Mapping[str, Any], value: float, more: float, anchors: Sequence[Sequence[float]]) -> str:
    """One criterion: from so many points to so many, and what that is in its own measure."""
    x, v = [one[0] for one in anchors], [one[1] for one in anchors]
    has, wants = float(np.interp(value, v, x)), float(np.interp(min(1.0, value + more), v, x))
    said = _(
        "%(criterion)s: %(then)s points instead of %(now)s",
        criterion=str(CRITERIA[part["name"]]),
        then=f"{ceil((value + more) * part['weight'] * 100 - 1e-6) / 100:.2f}",
        now=f"{part['points'] / 100:.2f}",
    )
    measure = _measure(part["name"], has, wants)
    return f"{said}{_(', ')}{measure}" if measure else said


def _measure(name: str, has: float, wants: float) -> str:
    """The same in works, categories, units, money or days; nothing where only the points say it."""
    if name == "certified_benefit":
        return _("that is %(money)s a year more certified benefit", money=money(ceil(wants - has)))
    counted = {
        "category_works": _l("that is %(n)s more accepted works in the field"),
        "category_mix": _l("that is %(n)s more of the four categories"),
        "unit_crossing": _l("that is people of %(n)s more units"),
    }
    shared = {
        "free_capacity": _l("that is %(n)s %% of the days asked free"),
        "skill_cover": _l("that is %(n)s %% of the skills covered"),
    }
    if name in counted:
        return str(counted[name]) % {"n": ceil(wants - has - 1e-6)}
    return str(shared[name]) % {"n": ceil(wants * 100 - 1e-6)} if name in shared else ""


def tried(bids: Sequence[RankedBid], typed: Mapping[str, str]) -> Tried | None:
    """The rank under weights somebody tries; it changes nothing and is kept nowhere."""
    passed = scored(bids)
    if not passed:
        return None
    weights, errors = _weights(passed[0].raw, typed)
    values = np.array([[part["value"] for part in bid.raw] for bid in passed])
    shares = np.array([one.value for one in weights], dtype=np.float64)
    if not shares.sum():
        errors.append(_("At least one weight must be more than 0."))
        shares = np.array([one.posted for one in weights], dtype=np.float64)
    totals = np.round(values @ (shares / shares.sum()) * 10_000).astype(int).tolist()
    if all(one.value == one.posted for one in weights):
        totals = [bid.total for bid in passed]
    ordered = sorted(zip(totals, passed, strict=True), key=lambda one: (-one[0], one[1].place, one[1].label))
    rows = [(1 + sum(other > total for other in totals), bid, total) for total, bid in ordered]
    return Tried(weights, rows, errors)


def _weights(parts: Sequence[Mapping[str, Any]], typed: Mapping[str, str]) -> tuple[list[Weight], list[str]]:
    found, errors = [], []
    for part in parts:
        code, label = CODES[part["name"]], str(CRITERIA[part["name"]])
        said = typed.get(code, str(part["weight"])).strip()[:8]
        good = said.isascii() and said.isdigit() and int(said) <= HIGHEST
        if not good:
            errors.append(_("%(field)s: a whole number from 0 to %(most)s.", field=label, most=HIGHEST))
        found.append(Weight(code, label, part["weight"], said, int(said) if good else part["weight"]))
    return found, errors


@dataclass(frozen=True)
class Checked:
    """A score as it was kept and as it comes out again: totals and parts in hundredths."""

    bid: RankedBid
    total: int
    parts: list[int]

    @property
    def same(self) -> bool:
        """Nothing differs to the last digit shown, and the parts add up."""
        kept = [part["points"] for part in self.bid.raw]
        return (self.total, self.parts) == (self.bid.total, kept) and sum(self.parts) == self.total


def checked(bids: Sequence[RankedBid]) -> list[Checked]:
    """Every score computed again from what was kept with it, however long ago."""
    return [Checked(bid, *recomputed(bid.kept)) for bid in bids]
