"""The deadline: `python -m tests.trust.deadline [bids] [engine …]`.

Bids arrive across the close, by the database's clock, while the clock's job closes and two officers try to
open all the time. Whoever was told "sealed" is in the box, nobody else is; nothing that arrived late is;
nothing is opened before the hour.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bidding.bids.models import Bid, BidState
from bidding.openings import due
from bidding.openings.models import Opening
from bidding.sealing import queries as sealing
from bidding.sealing.models import SealedVersion
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, transaction
from tests import make
from tests.make import contest
from tests.trust.arena.crowd import DONE
from tests.trust.arena.rounds import race, tell
from tests.trust.arena.scenes import Faults, Scene, crowd, expect
from tests.trust.arena.world import ENGINES, worlds

BIDS = 1_000
CROWD, OTHERS = 16, 3  # threads; of these two close and one opens
AHEAD = timedelta(milliseconds=400)  # from the beginning of a round to the close
SPREAD = 0.8  # seconds over which the bids arrive


class Deadline:
    """One challenge with bids ready to be sealed, again and again brought to its last moments."""

    def __init__(self, app: Any, bids: int) -> None:
        self.app = app
        challenge = make.open_challenge()
        self.key = challenge.id
        ready = [make.ready_bid(challenge) for _ in range(bids)]
        self.bids = [bid.id for bid in ready]
        self.leads = crowd(app, [bid.lead for bid in ready], bids)
        self.officers = crowd(app, contest.officers(challenge.department), 2)
        self.random = random.Random(7)
        self.asked: dict[int, datetime] = {}
        self.closes_at = challenge.closes_at
        self.count: Counter[str] = Counter()

    def deeds(self) -> list[Any]:
        """Seals spread over the close, two closers, two officers who cannot wait."""
        spread = [self.random.uniform(0, SPREAD) for _ in self.bids]
        seals = [self._seal(n, after) for n, after in enumerate(spread)]
        return [self._close, self._close, self._open, *seals]

    def approach(self) -> None:
        """The database's clock stands shortly before the close."""
        clock.freeze(None)
        self.asked.clear()
        with transaction():
            real = db.session.execute(sa.select(clock.sql_now())).scalar_one()
            clock.move_forward(self.closes_at - real - timedelta(seconds=2))
        with transaction():
            moment = db.session.execute(sa.select(clock.sql_now())).scalar_one()
            challenge = db.session.get_one(Challenge, self.key)
            challenge.closes_at = moment + AHEAD
            challenge.extended = 1  # too few bids: this close is the last one
        db.session.rollback()

    def _seal(self, n: int, after: float) -> Any:
        def deed() -> int:
            time.sleep(after)
            self.asked[self.bids[n]] = _database_now()
            return int(self.leads[n].post(f"/bids/{self.bids[n]}/seal").status_code)

        return deed

    def _close(self) -> int:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            due.close_past_deadline()
            db.session.rollback()
            if db.session.get_one(Challenge, self.key).state is not ChallengeState.OPEN:
                break
            time.sleep(0.02)
        return 200

    def _open(self) -> int:
        """Both officers press their buttons all the time, long before it may be done."""
        until = time.monotonic() + SPREAD + 0.6
        worst = 200
        while time.monotonic() < until:
            for client, deed in zip(self.officers, ("start", "confirm"), strict=True):
                status = client.post(f"/challenges/{self.key}/opening/{deed}").status_code
                worst = status if status >= 500 and status != 503 else worst
            time.sleep(0.05)
        return worst

    def faults(self, told: Sequence[str]) -> Faults:
        """What is not as it must be after the hour."""
        found: Faults = []
        db.session.rollback()
        challenge = db.session.get_one(Challenge, self.key)
        sealed = {bid for bid, word in zip(self.bids, told[OTHERS:], strict=False) if word == DONE}
        rows = {v.bid_id: v for v in db.session.scalars(sa.select(SealedVersion))}
        late = [v for v in rows.values() if v.submitted_at >= challenge.closes_at]
        arrived_late = [bid for bid in rows if self.asked[bid] >= challenge.closes_at]
        expect(found, "late accepted", len(late) + len(arrived_late), 0)
        expect(found, "told sealed and not kept, or kept and not told", set(rows) ^ sealed, set())
        box = sealing.box_seal_of(self.key)
        expect(found, "box", box is not None and box.count, len(sealed))
        early = db.session.scalars(sa.select(Opening).where(Opening.started_at < challenge.closes_at)).all()
        expect(found, "early opened", len(early), 0)
        live = (BidState.SEALED, BidState.OPENED, BidState.REVIEW, BidState.LOST)
        others = sa.select(Bid.id).where(Bid.state.in_(live), Bid.sealed_version > 0)
        expect(found, "bids that count", set(db.session.scalars(others)), sealed)
        self.count.update(
            accepted=len(sealed), refused=len(told) - OTHERS - len(sealed),
            sent_after_the_hour=sum(at >= challenge.closes_at for at in self.asked.values()),
            opened_after_the_hour=int(db.session.scalar(sa.select(sa.func.count(Opening.id))) or 0),
        )  # fmt: skip
        return found


def _database_now() -> datetime:
    moment = db.session.execute(sa.select(clock.sql_now())).scalar_one()
    db.session.rollback()
    return moment.astimezone(UTC)


def deadline(app: Any, count: int) -> Scene:
    """Bids at the last moment, the rest of the crowd closes and tries to open."""
    made = Deadline(app, count - OTHERS)
    return Scene(made.deeds(), made.faults, made.approach, made.count)


def campaign(engine: str, bids: int) -> dict[str, Any]:
    """So many bids on one engine, some at a time."""
    at_a_time = CROWD - OTHERS
    with worlds(engine) as made, made("deadline") as world:
        scene = deadline(world.app, CROWD)
        world.keep()
        return race(world, scene, -(-bids // at_a_time))


def main(words: list[str]) -> int:
    """Run, print, fail if anything was wrong."""
    bids = int(words[0]) if words else BIDS
    result = {engine: campaign(engine, bids) for engine in (words[1:] or ENGINES)}
    return tell(result, result.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
