"""The matcher's scores, computed at the opening and kept with all they were computed from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bidding.bids.models import Bid, BidContent
from bidding.openings.models import BidScore
from bidding.openings.queries.matcher import criteria_of, hundredths, need_of, offers_of, snapshot
from marketplace.challenges.models import Challenge
from marketplace.core import audit, clock
from marketplace.core.db import db
from matching.results import plain
from matching.scoring import Score, rank


def score(challenge: Challenge, bids: Sequence[Bid]) -> None:
    """Score every opened bid. The score never changes afterwards and never decides alone."""
    if not bids or not challenge.needs:
        return
    contents = sa.select(BidContent.bid_id, BidContent.body).where(
        BidContent.bid_id.in_([bid.id for bid in bids])
    )
    prices = {bid_id: price_of(body) for bid_id, body in db.session.execute(contents)}
    need, criteria = need_of(challenge), criteria_of(challenge)
    offers = offers_of(bids, prices)
    inputs = {offer.id: snapshot(need, offer, criteria) for offer in offers}
    ranked = rank(need, offers, criteria)
    last = sum(found.place is not None for found in ranked) + 1
    for found in ranked:
        points, total = found.points(2)
        db.session.add(
            BidScore(
                bid_id=int(found.offer),
                total=hundredths(total or 0.0),
                place=found.place or last,
                gates=plain(found.gates),
                parts=_parts(found, points),
                inputs=inputs[found.offer],
                computed_at=clock.now(),
            )
        )
    db.session.flush()
    audit.record("score", challenge, by=None, bids=len(offers))


def price_of(body: dict[str, Any]) -> int:
    """What a bid asks for, in yuan."""
    return sum(line["amount"] for line in body["budget"])


def _parts(found: Score, points: dict[str, float]) -> list[dict[str, Any]]:
    return [
        {
            "name": part.name,
            "weight": round(part.weight * 100),
            "points": hundredths(points[part.name]),
            "value": part.value,
            "code": part.code,
            "facts": plain(part.facts),
            "sentence": part.sentence,
        }
        for part in found.parts
    ]
