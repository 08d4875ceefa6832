"""Edits rows of sealed bids, receipts, boxes, withdrawals, keys at random, as a thief of the database could:
bit flips, swaps, replays, late inserts, deletions. Every one must be named by `flask seal verify`; where a
bidder's receipt and the public record can show it, `docs/offline/verify_receipt.py` must agree.

    ./manage trust tamper [edits, default 1000] [seed]
"""

from __future__ import annotations

import importlib.util
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bidding.bids import actions as bids
from bidding.bids.models import Bid
from bidding.sealing import queries, suite
from bidding.sealing.models import BoxSeal, KeyPair, SealedVersion, SealWithdrawal
from marketplace.challenges import actions as releasing
from marketplace.challenges.models import Challenge
from marketplace.core import canonical
from marketplace.core.db import FROZEN, db, random_id
from marketplace.people.models import Role
from tests import make
from tests.make import contest, keys
from tests.trust.arena.ground import standing

PROGRAM = Path(__file__).parents[2] / "docs" / "offline" / "verify_receipt.py"
VERSION, WITHDRAWAL, BOX, KEY = (m.__table__ for m in (SealedVersion, SealWithdrawal, BoxSeal, KeyPair))
Row = dict[str, Any]
SEALED = ("ciphertext", "wrapped_key", "own_view_key", "sha256", "commitment")


@dataclass
class Shown:
    """What the public records of the untouched world show."""

    challenges: set[int] = field(default_factory=set)
    receipts: set[int] = field(default_factory=set)


SHOWN = Shown()


@dataclass
class Hand:
    """What the thief did, and to which rows (as `verify` calls them)."""

    kind: str
    rows: set[str] = field(default_factory=set)
    public: bool = False  # does it change what the public record shows?


@dataclass
class Thief:
    """One connection to the database, dice, and keys of their own."""

    dice: random.Random

    def rows(self, table: sa.Table) -> list[Row]:
        found = db.session.execute(sa.select(table).order_by(*table.primary_key))
        return [dict(row) for row in found.mappings()]

    def one(self, table: sa.Table) -> Row:
        return self.dice.choice(self.rows(table))

    def put(self, table: sa.Table, row: Row, **values: Any) -> None:
        same = [column == row[column.name] for column in table.primary_key]
        db.session.execute(sa.update(table).where(*same).values(**values))

    # --- flips ---

    def flip(self) -> Hand:
        row = self.one(VERSION)
        name = self.dice.choice(
            ("ciphertext", "wrapped_key", "own_view_key", "receipt", "sha256", "commitment", "receipt_no",
             "submitted_at", "terms_version", "suite")
        )  # fmt: skip
        if row[name] is None:
            name = "ciphertext"
        self.put(VERSION, row, **{name: self.changed(row[name])})
        return Hand(f"flip {name}", {_version(row)}, _counts(row) and name in {"sha256", "receipt_no"})

    def changed(self, value: Any) -> Any:
        if isinstance(value, bytes):
            place = self.dice.randrange(len(value))
            return value[:place] + bytes([value[place] ^ 1 << self.dice.randrange(8)]) + value[place + 1 :]
        if isinstance(value, str):
            place = self.dice.randrange(len(value))
            other = self.dice.choice([c for c in "0123456789abcdef" if c != value[place]])
            return value[:place] + other + value[place + 1 :]
        if isinstance(value, int):
            return value + self.dice.choice((-1, 1, 7))
        return value + timedelta(seconds=self.dice.choice((-3600, -1, 1, 3600)))

    # --- swaps and replays ---

    def swap(self) -> Hand:
        one, other = self.dice.sample(self.rows(VERSION), 2)
        names = self.dice.choice(
            (("ciphertext",), ("wrapped_key",), ("receipt",), ("commitment",), SEALED, (*SEALED, "receipt"))
        )  # fmt: skip
        for row, source in ((one, other), (other, one)):
            self.put(VERSION, row, **{name: source[name] for name in names})
        public = (_counts(one) or _counts(other)) and "sha256" in names
        return Hand(f"swap {'+'.join(names)}", {_version(one), _version(other)}, public)

    def replay(self) -> Hand:
        """The older version of a bid in place of the newer one."""
        rows = self.rows(VERSION)
        newer = self.dice.choice([row for row in rows if row["version"] > 1])
        older = next(
            r for r in rows if r["bid_id"] == newer["bid_id"] and r["version"] == newer["version"] - 1
        )
        kept = {name: older[name] for name in SEALED}
        with_receipt = self.dice.random() < 0.5
        self.put(VERSION, newer, **kept, **({"receipt": older["receipt"]} if with_receipt else {}))
        return Hand("replay an older version", {_version(newer)}, _counts(newer))

    # --- late inserts ---

    def insert(self) -> Hand:
        """A well-formed bid sealed to the public key, with a receipt of another key or a copied one."""
        like = self.one(VERSION)
        number, bid = random_id(), self.dice.choice((like["bid_id"], random_id()))
        version = like["version"] + self.dice.choice((5, 50)) if bid == like["bid_id"] else 1
        binding = suite.Binding(like["challenge_id"], bid, version, like["studio_id"])
        public = db.session.execute(
            sa.select(KEY.c.public).where(KEY.c.challenge_id == like["challenge_id"])
        ).scalar_one()
        made = suite.seal({"budget": [{"amount": 1}]}, binding, public).sealed
        receipt = like["receipt"] if self.dice.random() < 0.5 else self.forged(binding, made, number, like)
        row = {
            **like, "id": random_id(), "bid_id": bid, "version": version, "ciphertext": made.ct,
            "wrapped_key": made.wdek, "sha256": made.digest, "commitment": made.commit,
            "receipt_no": str(number), "receipt": receipt,
        }  # fmt: skip
        db.session.execute(sa.insert(VERSION).values(**row))
        shown = row["challenge_id"] in SHOWN.challenges
        return Hand("insert a bid", {_version(row)}, shown and row["terms_version"] == 1)

    def forged(self, binding: suite.Binding, made: suite.SealedBid, number: int, like: Row) -> str:
        own = suite.receipts.Ed25519PrivateKey.generate()
        receipt = suite.Receipt(
            number, binding.challenge, binding.bid, binding.studio, binding.version, made.suite, made.digest,
            made.commit, canonical.instant(like["submitted_at"]), 1, "0" * 64,
        )  # fmt: skip
        return suite.receipt_file(receipt, suite.sign_receipt(receipt, own), own.public_key()).decode()

    def withdraw(self) -> Hand:
        """A bid of somebody else is taken back without them."""
        row = self.one(VERSION)
        new = {
            "id": random_id(),
            "bid_id": row["bid_id"],
            "version": row["version"],
            "at": row["submitted_at"],
        }
        db.session.execute(sa.insert(WITHDRAWAL).values(**new))
        return Hand("insert a withdrawal", {f"seal_withdrawal/{new['id']}"}, _counts(row))

    # --- deletions ---

    def delete(self) -> Hand:
        table = self.dice.choice((VERSION, VERSION, WITHDRAWAL, BOX))
        row = self.one(table)
        db.session.execute(sa.delete(table).where(*[c == row[c.name] for c in table.primary_key]))
        public = table is WITHDRAWAL or (table is VERSION and _counts(row))
        return Hand(f"delete {table.name}", {_named(table, row)}, public)

    # --- boxes, withdrawals, keys ---

    def box(self) -> Hand:
        row = self.one(BOX)
        name = self.dice.choice(("digest", "count", "at", "round"))
        value = self.changed(row[name]) if name != "round" else row["round"] + 7
        self.put(BOX, row, **{name: value})
        last = all(
            r["round"] <= row["round"] for r in self.rows(BOX) if r["challenge_id"] == row["challenge_id"]
        )
        shown = row["challenge_id"] in SHOWN.challenges
        return Hand(f"box {name}", {_named(BOX, row)}, shown and last and name != "at")

    def second_box(self) -> Hand:
        row = self.one(BOX)
        new = {**row, "id": random_id(), "round": row["round"] + 1, "digest": self.changed(row["digest"])}
        taken = {(r["challenge_id"], r["round"]) for r in self.rows(BOX)}
        while (new["challenge_id"], new["round"]) in taken:
            new["round"] += 1
        db.session.execute(sa.insert(BOX).values(**new))
        return Hand("insert a box seal", {_named(BOX, new)}, new["challenge_id"] in SHOWN.challenges)

    def withdrawal(self) -> Hand:
        row = self.one(WITHDRAWAL)
        name = self.dice.choice(("version", "at", "bid_id"))
        other = self.dice.choice([r["bid_id"] for r in self.rows(VERSION) if r["bid_id"] != row["bid_id"]])
        self.put(WITHDRAWAL, row, **{name: other if name == "bid_id" else self.changed(row[name])})
        return Hand(f"withdrawal {name}", {_named(WITHDRAWAL, row)})

    def key(self) -> Hand:
        """The thief's own public key, so that the next bids are sealed to them."""
        row, own = self.one(KEY), suite.public_half(suite.new_private())
        what = self.dice.choice(("pair", "challenge", "both", "shares"))
        if what in ("pair", "both"):
            self.put(KEY, row, public=own)
        if what in ("challenge", "both"):
            mine = sa.update(Challenge.__table__).where(Challenge.id == row["challenge_id"])
            db.session.execute(mine.values(public_key=own))
        if what == "shares":
            self.put(KEY, row, wrapped=self.changed(row["wrapped"]))
        return Hand(f"key {what}", {f"key_pair/{row['challenge_id']}"})


DEEDS = (
    Thief.flip, Thief.flip, Thief.flip, Thief.swap, Thief.swap, Thief.replay, Thief.insert, Thief.insert,
    Thief.withdraw, Thief.delete, Thief.delete, Thief.box, Thief.second_box, Thief.withdrawal, Thief.key,
)  # fmt: skip


def _version(row: Row) -> str:
    return f"sealed_version/{row['id']}"


def _named(table: sa.Table, row: Row) -> str:
    if table is BOX:
        return f"box_seal/{row['challenge_id']}/{row['round']}"
    return f"{table.name}/{row['id']}"


def _counts(row: Row) -> bool:
    """Is it a version that the public record shows?"""
    return int(row["receipt_no"]) in SHOWN.receipts


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


def main() -> int:
    """Print the counts as JSON; 0 when every edit was found."""
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder, standing(Path(folder)):
        counts = campaign(edits, *(int(word) for word in sys.argv[2:3]))
    print(json.dumps(counts, ensure_ascii=False, indent=2))
    return 0 if counts["found and named"] == edits and not counts["it saw nothing of"] else 1


if __name__ == "__main__":
    sys.exit(main())
