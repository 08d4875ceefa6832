"""Edits rows of sealed bids, receipts, boxes, withdrawals, keys at random, as a thief of the database could:
bit flips, swaps, replays, late inserts, deletions. Every one must be named by `flask seal verify`; where a
bidder's receipt and the public record can show it, `docs/offline/verify_receipt.py` must agree.

    ./manage trust tamper [edits, default 1000] [seed] [engine …]
"""

from __future__ import annotations

import importlib.util
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bidding.bids import actions as bids
from bidding.bids.models import Bid
from bidding.sealing import queries
from marketplace.challenges import actions as releasing
from marketplace.challenges.models import Challenge
from marketplace.core.db import FROZEN, db
from marketplace.people.models import Role
from tests import make
from tests.make import contest, keys
from tests.trust.arena.ground import ground
from tests.trust.arena.thief import DEEDS, SHOWN, VERSION, Thief
from tests.trust.arena.world import ENGINES

PROGRAM = Path(__file__).parents[2] / "docs" / "offline" / "verify_receipt.py"


def _release(challenge: Challenge) -> None:
    releasing.release(
        challenge, make.as_it_is(challenge), by=make.who(Role.SECRECY_OFFICER, challenge.department)
    )


def world() -> list[int]:
    """Two closed boxes, one in quorum mode: replaced versions, withdrawals, one close before an extension."""
    first = contest.contest(bids=4)
    second = keys.with_key(make.approved_challenge())
    make.done(lambda: _release(make.again(second)))
    for _n in range(3):
        make.sealed_bid(make.again(second))
    for bid in db.session.scalars(sa.select(Bid).order_by(Bid.id)).all()[::2]:
        make.write(bid, amount=90_000)
        make.done(lambda bid=bid: bids.seal(make.again(bid), by=make.again(bid).lead))
    for _n in range(2):
        gone = make.sealed_bid(make.again(first))
        make.done(lambda gone=gone: bids.withdraw(make.again(gone), by=make.again(gone).lead))
    few = make.open_challenge()
    make.sealed_bid(few)
    contest.past_close(first)
    contest.past_close(make.again(second))
    return [int(one.id) for one in (first, second, few)]


def campaign(edits: int, seed: int = 20301) -> dict[str, Any]:
    """So many edits, each on the untouched world."""
    challenges = world()
    _drop_triggers()
    program, records = _program(), {}
    for one in challenges[:2]:
        records[one] = json.loads(_record(one))
    kept = {r["receipt_no"]: json.loads(r["receipt"]) for r in Thief(random.Random(0)).rows(VERSION)}
    SHOWN.challenges = set(records)
    SHOWN.receipts = {entry["receipt"] for record in records.values() for entry in record["facts"]["entries"]}
    assert queries.verify().findings == []
    begun, seconds = time.perf_counter(), 0.0
    done, missed, unseen = Counter[str](), [], []
    agreed = could = 0
    dice = random.Random(seed)
    for _n in range(edits):
        db.session.rollback()
        hand = dice.choice(DEEDS)(Thief(dice))
        before = time.perf_counter()
        found = {finding.row for finding in queries.verify().findings}
        seconds += time.perf_counter() - before
        done[hand.kind] += 1
        if not hand.rows <= found:
            missed.append((hand.kind, sorted(hand.rows - found)))
        if hand.public:
            could += 1
            says = _independent(program, challenges[:2], kept)
            agreed += says
            unseen += [] if says else [hand.kind]
        db.session.rollback()
    return {
        "edits": edits, "seed": seed, "found and named": edits - len(missed), "missed": missed[:20],
        "visible in public": could, "independent verifier agrees": agreed, "it saw nothing of": unseen[:20],
        "kinds": dict(sorted(done.items())), "verify, ms each": round(seconds / max(edits, 1) * 1000, 1),
        "seconds": round(time.perf_counter() - begun, 1),
    }  # fmt: skip


def _independent(program: Any, challenges: list[int], kept: dict[str, Any]) -> bool:
    """Bidders take the public record anew and check the receipts they have kept: does anybody complain?"""
    for one in challenges:
        record = json.loads(_record(one) or "{}")
        if not record:
            return True
        mine = [r for r in kept.values() if r["receipt"]["challenge"] == one and _is_live(r)]
        if not all(holds for r in mine for holds, _text in program.check(r, record)):
            return True
    return False


def _is_live(receipt: dict[str, Any]) -> bool:
    return receipt["receipt"]["receipt_no"] in SHOWN.receipts


def _record(challenge_id: int) -> bytes | None:
    box = queries.box_seal_of(challenge_id)
    db.session.expire_all()
    return None if box is None else queries.box_record(db.session.get_one(Challenge, challenge_id), box)


def _program() -> Any:
    spec = importlib.util.spec_from_file_location("verify_receipt", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _drop_triggers() -> None:
    """Whoever owns the database can do that first."""
    on = db.engine.dialect.name == "postgresql"
    with db.engine.connect().execution_options(writes=True) as connection:
        for table in FROZEN:
            for deed in ("update", "delete"):
                name = f"frozen_{table}_{deed}"
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if on else ""))
        connection.commit()


def main(words: list[str]) -> int:
    """Print the counts as JSON; 0 when every edit was found."""
    numbers = [int(word) for word in words if word.isdigit()]
    edits, *seed = numbers or [1000]
    result = {}
    for engine in [word for word in words if word in ENGINES] or ENGINES:
        with ground(engine):
            result[engine] = campaign(edits, *seed[:1])
    print(json.dumps(result, ensure_ascii=False, indent=1))
    good = all(one["found and named"] == edits and not one["it saw nothing of"] for one in result.values())
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
