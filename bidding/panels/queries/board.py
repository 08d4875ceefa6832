"""A panel's marks brought together: totals, standings, outliers, calibration. Three statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from statistics import median

import sqlalchemy as sa

from bidding.bids.models import Bid
from bidding.openings.models import BidScore
from bidding.panels.models import Panel, Score
from bidding.panels.queries import totals as sums
from marketplace.core.db import db
from marketplace.people.models import Person
from marketplace.rulebook.queries import preset_of, weights_of

FIRST_TIES = ("feasibility", "response")  # then lower budget, then earlier sealing


@dataclass(frozen=True)
class Mark:
    """One submitted mark as it stands now, and how often it was revised."""

    half_points: int
    reason: str
    revision: int
    revision_reason: str


@dataclass(frozen=True)
class Seat:
    """A member who counts, as the board shows them."""

    id: int
    person_id: int
    name: str
    submitted: bool
    signed_at: datetime | None
    dissent: str
    outlier_reason: str


@dataclass(frozen=True)
class Standing:
    """Where a bid stands; numbers in hundredths. No studio, no person: it may be shown blind."""

    bid_id: int
    label: str
    panel: int
    objective: int
    final: int
    criteria: dict[str, Fraction]  # mean marks 0–10
    price: int | None
    sealed_at: datetime | None
    knocked_out: bool
    place: int


@dataclass(frozen=True)
class Board:
    """Everything the panel knows once its scores are in."""

    weights: dict[str, int]
    share: int  # the matcher's part of the final score, percent
    seats: tuple[Seat, ...]
    marks: dict[tuple[int, int, str], Mark]  # (seat, bid, criterion)
    totals: dict[int, dict[int, Fraction]]  # bid → seat → points
    standings: tuple[Standing, ...]

    def seat(self, person: Person) -> Seat | None:
        """This person's seat."""
        return next((seat for seat in self.seats if seat.person_id == person.id), None)

    def outliers(self, seat_id: int) -> list[str]:
        """Labels of the bids this member sees very differently."""
        return [s.label for s in self.standings if seat_id in sums.far_off(self.totals.get(s.bid_id, {}))]

    def median(self, bid_id: int) -> Fraction:
        """The middle of the members' totals."""
        return Fraction(median(self.totals[bid_id].values())) if self.totals.get(bid_id) else Fraction(0)

    @property
    def candidates(self) -> list[Standing]:
        """Who may be put on the report: not knocked out, best first."""
        return [standing for standing in self.standings if not standing.knocked_out]


def board(panel: Panel) -> Board:
    """The board of a panel, over the seats that count."""
    weights = {code: int(weight) for code, weight in weights_of(panel.challenge, "panel_criteria").items()}
    seats = _seats(panel)
    marks = _marks(panel, [seat.id for seat in seats if seat.submitted])
    per_seat: dict[int, dict[int, dict[str, int]]] = {}
    for (seat_id, bid_id, code), mark in marks.items():
        per_seat.setdefault(bid_id, {}).setdefault(seat_id, {})[code] = mark.half_points
    totals = {
        bid_id: {seat: sums.member_total(each, weights) for seat, each in by_seat.items()}
        for bid_id, by_seat in per_seat.items()
    }
    share = int(preset_of(panel.challenge)["objective"])
    return Board(weights, share, seats, marks, totals, _standings(panel, per_seat, totals, share))


def _seats(panel: Panel) -> tuple[Seat, ...]:
    return tuple(
        Seat(
            one.id,
            one.person_id,
            one.person.name,
            one.submitted_at is not None,
            one.signed_at,
            one.dissent,
            one.outlier_reason,
        )
        for one in panel.active
    )


def _marks(panel: Panel, seat_ids: list[int]) -> dict[tuple[int, int, str], Mark]:
    rows = db.session.execute(
        sa.select(
            Score.seat_id,
            Score.bid_id,
            Score.criterion,
            Score.half_points,
            Score.reason,
            Score.revision,
            Score.revision_reason,
        )
        .where(Score.seat_id.in_(seat_ids))
        .order_by(Score.revision)
    )
    # a later revision comes later and stands
    return {(r[0], r[1], r[2]): Mark(r[3], r[4], r[5], r[6]) for r in rows}


def _standings(
    panel: Panel,
    per_seat: dict[int, dict[int, dict[str, int]]],
    totals: dict[int, dict[int, Fraction]],
    share: int,
) -> tuple[Standing, ...]:
    rows = db.session.execute(
        sa.select(Bid.id, Bid.blind_label, Bid.sealed_at, BidScore.total, BidScore.gates, BidScore.inputs)
        .join(BidScore, BidScore.bid_id == Bid.id)
        .where(Bid.challenge_id == panel.challenge_id)
        .order_by(Bid.blind_label)
    ).all()
    found = []
    for bid_id, label, sealed_at, objective, gates, inputs in rows:
        part = sums.half_up(sums.aggregate(list(totals.get(bid_id, {}).values())))
        found.append(
            Standing(
                bid_id,
                label or "",
                part,
                objective,
                sums.final_score(part, objective, share),
                _means(per_seat.get(bid_id, {})),
                inputs["offer"]["price"],
                sealed_at,
                bool(gates),
                0,
            )
        )
    found.sort(key=_order)
    return tuple(_placed(found))


def _means(by_seat: dict[int, dict[str, int]]) -> dict[str, Fraction]:
    codes = {code for marks in by_seat.values() for code in marks}
    return {
        code: sums.mean([Fraction(marks.get(code, 0), 2) for marks in by_seat.values()])
        for code in sorted(codes)
    }


def _order(one: Standing) -> tuple[object, ...]:
    """Best first; ties by feasibility, response to targets, lower budget, earlier sealing."""
    ties = [-one.criteria.get(code, Fraction(0)) for code in FIRST_TIES]
    price = one.price if one.price is not None else float("inf")
    sealed = one.sealed_at.timestamp() if one.sealed_at else float("inf")
    return (one.knocked_out, -one.final, *ties, price, sealed, one.label)


def _placed(found: list[Standing]) -> list[Standing]:
    return [Standing(**{**one.__dict__, "place": n}) for n, one in enumerate(found, 1)]
