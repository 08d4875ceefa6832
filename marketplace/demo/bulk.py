"""Many more challenges, bids and scores, for measuring pages only.

These are straight rows, not deeds: copies of challenges, bids, panels and scores that the demo's stories have
made, with new names and numbers and no line in the audit trail. A quarter is open for bids; the rest went
through an opening and a panel and ended without a suitable bid. Every CHECK constraint holds and nothing is
left waiting for anybody.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bidding.bids.models import Bid, BidContent, BidShare, BidState, Consent, TeamMember, TeamRole
from bidding.fit.models import Fit
from bidding.openings.models import BidScore
from bidding.panels.models import Panel, PanelSeat, PanelState, Score, SeatState
from marketplace.challenges.models import Challenge, ChallengeState, NeededSkill, Target
from marketplace.core import clock
from marketplace.core.db import Base, db, random_id, transaction
from marketplace.core.upkeep import gather_statistics
from marketplace.people.models import SecrecyLevel
from marketplace.studios.models import LISTED, Studio

BIDS, SEATS, FITS, OPEN_EVERY, BATCH = 3, 3, 10, 4, 200
Row = dict[str, Any]


@dataclass(frozen=True)
class Patterns:
    """What is copied: posted challenges with their parts, bids with contents and scores, a panel's sheet."""

    challenges: Sequence[Row]
    targets: dict[int, list[Row]]
    needs: dict[int, list[Row]]
    contents: Sequence[Row]
    scores: Sequence[Row]
    fits: Sequence[Row]
    marks: Sequence[Row]
    seats: Sequence[Row]
    panel: Row
    studios: Sequence[tuple[int, int]]  # studio, lead


def add(number: int, dice: random.Random) -> None:
    """So many more challenges, in batches."""
    with transaction():
        patterns = _patterns()
    for start in range(0, number, BATCH):
        with transaction():
            _batch(patterns, range(start, min(number, start + BATCH)), dice)
    gather_statistics()


def _patterns() -> Patterns:
    plain = Challenge.secrecy.in_([SecrecyLevel.OPEN, SecrecyLevel.INTERNAL])
    posted = _rows(Challenge, Challenge.state == ChallengeState.AWARDED, plain, limit=1000)
    keys = [row["id"] for row in posted]
    panel = _rows(Panel, Panel.state == PanelState.SIGNED, limit=1)[0]
    seats = _rows(PanelSeat, PanelSeat.panel_id == panel["id"], PanelSeat.state == SeatState.DECLARED)
    marks = _rows(Score, Score.seat_id == seats[0]["id"], Score.revision == 0)
    studios = db.session.execute(
        sa.select(Studio.id, Studio.lead_id).where(Studio.state.in_(LISTED)).order_by(Studio.id)
    )
    return Patterns(
        posted,
        _by_challenge(_rows(Target, Target.challenge_id.in_(keys), limit=5000)),
        _by_challenge(_rows(NeededSkill, NeededSkill.challenge_id.in_(keys), limit=5000)),
        _rows(BidContent), _rows(BidScore), _rows(Fit),
        [mark for mark in marks if mark["bid_id"] == marks[0]["bid_id"]],
        seats, panel, [(row[0], row[1]) for row in studios],
    )  # fmt: skip


def _rows(model: type[Base], *where: sa.ColumnElement[bool], limit: int = 100) -> list[Row]:
    found = (
        sa.select(*model.__table__.columns).where(*where).order_by(*model.__table__.primary_key).limit(limit)
    )
    return [dict(row._mapping) for row in db.session.execute(found)]


def _by_challenge(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["challenge_id"], []).append(_without(row, "id", "challenge_id"))
    return found


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def _insert(model: type[Base], rows: Sequence[Row]) -> None:
    if rows:
        db.session.execute(sa.insert(model), list(rows))


def _insert_keyed(model: Any, rows: Sequence[Row]) -> list[int]:
    made = sa.insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(made, list(rows)))


def _batch(patterns: Patterns, numbers: range, dice: random.Random) -> None:
    sources = [dice.choice(patterns.challenges) for _n in numbers]
    rows = [_challenge(source, n) for source, n in zip(sources, numbers, strict=True)]
    keys = _insert_keyed(Challenge, rows)
    for model, parts in ((Target, patterns.targets), (NeededSkill, patterns.needs)):
        copies = [{**part, "challenge_id": key} for key, source in zip(keys, sources, strict=True)
                  for part in parts.get(source["id"], [])]  # fmt: skip
        _insert(model, copies)
    both = list(zip(keys, rows, strict=True))
    _fits(patterns, [key for key, row in both if row["state"] is ChallengeState.OPEN], dice)
    _contests(patterns, [(key, row) for key, row in both if row["state"] is not ChallengeState.OPEN], dice)


def _challenge(source: Row, n: int) -> Row:
    now, is_open = clock.now(), n % OPEN_EVERY == 0
    opened = now - timedelta(days=2 + n % 9 if is_open else 60 + n % 900, hours=n % 24)
    return {
        **_without(source, "id"),
        "number": f"BD-{opened.year}-{5000 + n:05}",
        "source_code": None,
        "title": f"{source['title'][:100]}（第{n + 1}号）",
        "public_key": None,
        "created_at": opened - timedelta(days=3),
        "opened_at": opened,
        "questions_until": opened + timedelta(days=12),
        "closes_at": opened + timedelta(days=20),
        "reposts_id": None,
        "haystack": f"{source['haystack']} {n + 1}",
        "state": ChallengeState.OPEN if is_open else ChallengeState.NO_BID,
        "version": 1,
    }


def _fits(patterns: Patterns, keys: Sequence[int], dice: random.Random) -> None:
    found = []
    for key in keys:
        for studio, _lead in dice.sample(patterns.studios, min(FITS, len(patterns.studios))):
            pattern = dice.choice(patterns.fits)
            found.append(
                {**pattern, "challenge_id": key, "studio_id": studio, "score": dice.randint(1500, 9000)}
            )
    _insert(Fit, found)


def _contests(patterns: Patterns, ended: Sequence[tuple[int, Row]], dice: random.Random) -> None:
    bids = [bid for key, row in ended for bid in _bids(patterns, key, row, dice)]
    _insert(Bid, bids)
    _insert(
        BidShare,
        [
            {
                "bid_id": bid["id"],
                "challenge_id": bid["challenge_id"],
                "studio_id": bid["studio_id"],
                "live": False,
            }
            for bid in bids
        ],
    )
    _insert(TeamMember, [_lead(bid) for bid in bids])
    _insert(BidContent, [{**dice.choice(patterns.contents), "bid_id": bid["id"]} for bid in bids])
    _insert(
        BidScore,
        [
            {
                **dice.choice(patterns.scores),
                "bid_id": bid["id"],
                "total": 8200 - 700 * (n % BIDS),
                "place": n % BIDS + 1,
            }
            for n, bid in enumerate(bids)
        ],
    )
    _panels(patterns, ended, bids)


def _bids(patterns: Patterns, key: int, row: Row, dice: random.Random) -> list[Row]:
    closes: datetime = row["closes_at"]
    return [
        {
            "id": random_id(),
            "challenge_id": key,
            "studio_id": studio,
            "lead_id": lead,
            "blind_label": label,
            "sealed_version": 1,
            "sealed_at": closes - timedelta(days=2),
            "terms_version": row["terms_version"],
            "decision": "综合评分未达到揭榜要求。",
            "created_at": closes - timedelta(days=12),
            "state": BidState.LOST,
            "version": 1,
        }
        for label, (studio, lead) in zip("ABC", dice.sample(patterns.studios, BIDS), strict=True)
    ]


def _lead(bid: Row) -> Row:
    day = bid["sealed_at"].date()
    return {
        "id": random_id(),
        "bid_id": bid["id"],
        "person_id": bid["lead_id"],
        "role": TeamRole.LEAD,
        "days": 20,
        "starts_on": day,
        "ends_on": day + timedelta(days=120),
        "consent": Consent.YES,
        "answered_at": bid["created_at"],
    }


def _panels(patterns: Patterns, ended: Sequence[tuple[int, Row]], bids: Sequence[Row]) -> None:
    keys = _insert_keyed(Panel, [_panel(patterns, key, row) for key, row in ended])
    people = patterns.seats[:SEATS]
    seats = [{**_without(seat, "id"), "panel_id": key} for key in keys for seat in people]
    seat_keys = _insert_keyed(PanelSeat, seats)
    scores: list[Row] = []
    for n, bid in enumerate(bids):
        mine = seat_keys[n // BIDS * len(people) :][: len(people)]
        scores += [
            {
                **_without(mark, "id"),
                "seat_id": seat,
                "bid_id": bid["id"],
                "at": bid["sealed_at"] + timedelta(days=6),
            }
            for seat in mine
            for mark in patterns.marks
        ]
    _insert(Score, scores)


def _panel(patterns: Patterns, challenge: int, row: Row) -> Row:
    closes: datetime = row["closes_at"]
    return {
        **_without(patterns.panel, "id"), "challenge_id": challenge, "round": 1, "chair_seat_id": None,
        "created_at": closes + timedelta(days=1), "score_due": closes + timedelta(days=5),
        "state": PanelState.SIGNED, "version": 1,
    }  # fmt: skip
