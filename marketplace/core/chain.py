"""The arithmetic of the log: every event's hash covers the hash before it.

    hash = SHA-256(0x01 || previous hash || seq as 8 bytes || canonical JSON of the row)

The row counts without `prev_hash` and `hash` (they are the chain) and without `payload` and its `salt`:
a payload enters by its salted hash, so the law may have it erased, with its salt, and the chain still holds.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from hmac import digest as hmac
from typing import Any

from marketplace.core.canonical import canonical

GENESIS = "0" * 64
LOOK_BACK = 256  # rows taken up again when the log breaks: the break may show only after rows put in
BESIDE_THE_HASH = frozenset({"prev_hash", "hash", "payload", "salt"})

Row = Mapping[str, Any]


class FaultKind(StrEnum):
    """What was done to the log."""

    EDIT = "edit"
    GAP = "gap"
    REORDER = "reorder"
    TRUNCATION = "truncation"
    INSERT = "insert"
    REWRITE = "rewrite"  # whole and consistent, but not the log that a witness saw


@dataclass(frozen=True, order=True)
class Fault:
    """Where the log is no longer what was written, and how."""

    seq: int
    kind: FaultKind


@dataclass(frozen=True)
class Head:
    """Where the chain ends."""

    seq: int
    hash: str


def payload_hash(payload: object, salt: str) -> str:
    """What of a payload enters the chain: nothing that could be guessed once the salt is gone."""
    return hmac(salt.encode(), canonical(payload), "sha256").hex()


def event_hash(prev: str, seq: int, row: Row) -> str:
    """The hash of one event on top of the hash before it."""
    facts = {key: value for key, value in row.items() if key not in BESIDE_THE_HASH} | {"seq": seq}
    return sha256(b"\x01" + bytes.fromhex(prev) + seq.to_bytes(8, "big") + canonical(facts)).hexdigest()


def verify(rows: Iterable[Row], head: Head, witnesses: Mapping[int, str] | None = None) -> list[Fault]:
    """Walk the log in its order; the faults, first bad seq first. An untouched log has none.

    A row is what `event_hash` took, with `seq`, `prev_hash` and `hash`, and with `payload` and `salt`
    unless erased. `witnesses` are hashes by seq from checkpoints kept elsewhere: only they show that
    somebody rewrote the whole rest of the log and its head.
    """
    walk = _Walk(head, dict(witnesses or {}))
    rest = iter(rows)
    recent: deque[Row] = deque(maxlen=LOOK_BACK)
    faults: list[Fault] = []
    for row in rest:
        if not walk.step(row):
            walk.back(recent)
            faults = _Repair(walk, [*recent, row, *rest]).faults()
            break
        recent.append(row)
    return sorted({*faults, *walk.ending()})


def _fits(row: Row, seq: int) -> bool:
    """Is the row untouched, if this is its number?"""
    try:
        whole = bool(event_hash(row["prev_hash"], seq, row) == row["hash"])
        if whole and row.get("payload") is not None:
            return bool(payload_hash(row["payload"], row["salt"]) == row["payload_hash"])
    except (ValueError, KeyError, TypeError, OverflowError, AttributeError):
        return False
    return whole


def _seq(row: Row) -> int:
    seq = row.get("seq")
    return seq if isinstance(seq, int) else -1


def _prev(row: Row) -> str:
    return str(row.get("prev_hash"))


class _Walk:
    """How far the log holds: the last number and hash."""

    def __init__(self, head: Head, witnesses: dict[int, str]) -> None:
        self.head, self.witnesses = head, witnesses
        self.seq, self.hash = 0, GENESIS
        self.met: dict[int, str] = {}

    def step(self, row: Row) -> bool:
        """Go on by one row that holds; a row that does not is left where it is."""
        seq = self.seq + 1
        if row.get("seq") != seq or row.get("prev_hash") != self.hash or not _fits(row, seq):
            return False
        self.go_to(seq, row["hash"])
        return True

    def go_to(self, seq: int, hashed: str) -> None:
        """Number `seq` had this hash."""
        self.seq, self.hash = seq, hashed
        if seq in self.witnesses or seq == self.head.seq:
            self.met[seq] = hashed

    def back(self, recent: Iterable[Row]) -> None:
        """Stand again before these rows."""
        for row in recent:
            self.seq, self.hash = row["seq"] - 1, row["prev_hash"]
            return

    def ending(self) -> Iterator[Fault]:
        """Does the log end where the head says, and is it the log that the witnesses saw?"""
        if self.seq > self.head.seq:
            yield Fault(self.head.seq + 1, FaultKind.INSERT)
        if self.seq < max(self.head.seq, *self.witnesses, 0):
            yield Fault(self.seq + 1, FaultKind.TRUNCATION)
        for seq, seen in self.witnesses.items():
            if self.met.get(seq, seen) != seen:
                yield Fault(seq, FaultKind.REWRITE)
        if self.met.get(self.head.seq, self.head.hash) != self.head.hash:
            yield Fault(self.head.seq, FaultKind.EDIT)


class _Repair:
    """Follow the hashes instead of the numbers, to see what was done."""

    def __init__(self, walk: _Walk, rest: list[Row]) -> None:
        self.walk, self.rest = walk, rest
        self.left = {id(row): row for row in rest}
        self.by_prev: dict[str, list[Row]] = {}
        self.by_seq: dict[int, list[Row]] = {}
        for row in rest:
            self.by_prev.setdefault(_prev(row), []).append(row)
            self.by_seq.setdefault(_seq(row), []).append(row)
        self.named: list[Fault] = []
        self.moved: list[tuple[int, int]] = []  # its number, and the number it stands under
        self.closed: list[tuple[int, int]] = []  # from which number on, by how much rows moved up
        self.put_in: list[int] = []

    def faults(self) -> list[Fault]:
        """Every fault from here to the end."""
        self._out_of_order()
        while self.left:
            row = self._linked()
            if row is not None:
                self._take(row)
            elif not self._resync(self.walk.seq + 1):
                break
        self._left_over()
        self._misplaced()
        return self.named

    def _name(self, seq: int, kind: FaultKind) -> None:
        self.named.append(Fault(seq, kind))

    def _out_of_order(self) -> None:
        stands = [_seq(row) for row in self.rest]
        wrong = [due for stood, due in zip(stands, sorted(stands), strict=True) if stood != due]
        if wrong:
            self._name(wrong[0], FaultKind.REORDER)

    def _here(self, rows: list[Row]) -> list[Row]:
        return [row for row in rows if id(row) in self.left]

    def _linked(self) -> Row | None:
        """The row that truly comes next, wherever it stands; of two, the one more rows build on."""
        after = self._here(self.by_prev.get(self.walk.hash, []))
        fitting = [row for row in after if _fits(row, self.walk.seq + 1)]
        return max(fitting, key=self._reach) if len(fitting) > 1 else next(iter(fitting), None)

    def _reach(self, row: Row) -> int:
        """How many rows follow upon this one; to lead to the head counts for more than all of them."""
        hashed, length = str(row["hash"]), 0
        while (after := self.by_prev.get(hashed)) and length < len(self.rest):
            hashed, length = str(after[0].get("hash")), length + 1
        return length + (len(self.rest) if hashed == self.walk.head.hash else 0)

    def _take(self, row: Row) -> None:
        del self.left[id(row)]
        self.walk.go_to(self.walk.seq + 1, row["hash"])
        if _seq(row) != self.walk.seq:
            self.moved.append((self.walk.seq, _seq(row)))

    def _resync(self, seq: int) -> bool:
        """Nothing links: name why, and stand where the log goes on. False at its end."""
        if seq > self.walk.head.seq:
            return False
        here = self._here(self.by_seq.get(seq, []))
        if not here:
            return self._missing(seq)
        gone = next((n for n in range(1, self._lost() + 1) if _fits(here[0], seq + n)), 0)
        if gone:
            self._closed_up(here[0], seq, gone)
        elif seq > 1 and _fits(here[0], seq) and self._builds(here[0], seq):
            self._name(seq - 1, FaultKind.EDIT)  # the row before was edited and its hash made to fit
            self._take(here[0])
        else:
            self._changed(here[0], seq)
        return True

    def _lost(self) -> int:
        """How many rows may be missing; a lowered head hides it, so look a little further."""
        return min(max(self.walk.head.seq - self.walk.seq - len(self.left), 16), 1000)

    def _builds(self, row: Row, seq: int) -> bool:
        return seq == self.walk.head.seq or row["hash"] in self.by_prev

    def _closed_up(self, row: Row, seq: int, gone: int) -> None:
        """Rows were taken out and the later ones renumbered to hide it."""
        self._name(seq, FaultKind.GAP)
        self.closed.append((seq, gone))
        self.walk.go_to(seq + gone - 1, row["prev_hash"])
        self._take(row)

    def _changed(self, row: Row, seq: int) -> None:
        """The row was edited; what its hash was, the next one still says."""
        self._name(seq, FaultKind.EDIT)
        del self.left[id(row)]
        after = self._here(self.by_seq.get(seq + 1, []))
        self.walk.go_to(seq, _prev(after[0]) if after else self.walk.head.hash)

    def _missing(self, seq: int) -> bool:
        """No row stands here: the log goes on with the next number there is."""
        later = min((_seq(row) for row in self.left.values() if _seq(row) > seq), default=None)
        if later is None:
            return False
        self._name(seq, FaultKind.GAP)
        self.walk.go_to(later - 1, _prev(self._here(self.by_seq[later])[0]))
        return True

    def _left_over(self) -> None:
        """Rows that no hash leads to were put in."""
        for row in self.left.values():
            self._name(_seq(row), FaultKind.INSERT)
            self.put_in.append(_seq(row))

    def _misplaced(self) -> None:
        """A row under another number was moved, unless rows taken out or put in before it pushed it."""
        for true, stands in self.moved:
            pushed = sum(seq < stands for seq in self.put_in)
            if stands - true != pushed - sum(by for since, by in self.closed if since <= true):
                self._name(true, FaultKind.REORDER)
