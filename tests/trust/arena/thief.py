"""A thief of the database: what can be done to sealed rows with SQL, and dice to choose with."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bidding.sealing import suite
from bidding.sealing.models import BoxSeal, KeyPair, SealedVersion, SealWithdrawal
from marketplace.challenges.models import Challenge
from marketplace.core import canonical
from marketplace.core.db import db, random_id

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
