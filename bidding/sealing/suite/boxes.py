"""The box seal: at the close one digest over all live bids, shown to everybody with their number.

It names nobody. A bid added, dropped or changed later breaks it; a bidder can prove their own is in it.

    entry    = "box entry" 0x00 canonical JSON {digest, receipt}     in the order of receipt numbers
    root     = Merkle root over the entries (RFC 6962)
    box seal = SHA-256("box seal" 0x00 canonical JSON {challenge, closing, count, root})
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from marketplace.core.canonical import canonical
from marketplace.core.merkle import path, root, root_from


@dataclass(frozen=True, order=True)
class Entry:
    """A live bid as the box knows it."""

    receipt_no: int
    digest: str

    def spelled(self) -> bytes:
        """The bytes that enter the tree."""
        return b"box entry\0" + canonical({"digest": self.digest, "receipt": self.receipt_no})


@dataclass(frozen=True)
class Proof:
    """That one entry is in the box; it tells nothing of the others but their number."""

    index: int
    count: int
    steps: tuple[str, ...]


def box_seal(challenge: int, closing: int, entries: Iterable[Entry]) -> str:
    """The seal of a challenge's box at its first close, or at the second after an extension."""
    box = _in_order(entries)
    return _over(challenge, closing, len(box), root([entry.spelled() for entry in box]))


def prove(entries: Iterable[Entry], receipt_no: int) -> Proof:
    """The proof for one receipt, to be handed to its bidder."""
    box = _in_order(entries)
    index = [entry.receipt_no for entry in box].index(receipt_no)
    steps = path([entry.spelled() for entry in box], index)
    return Proof(index, len(box), tuple(each.hex() for each in steps))


def is_in_box(seal: str, challenge: int, closing: int, entry: Entry, proof: Proof) -> bool:
    """Was this bid in the box when it was closed?"""
    try:
        steps = [bytes.fromhex(each) for each in proof.steps]
    except ValueError:
        return False
    over = root_from(entry.spelled(), proof.index, proof.count, steps)
    return over is not None and _over(challenge, closing, proof.count, over) == seal


def _in_order(entries: Iterable[Entry]) -> Sequence[Entry]:
    box = sorted(entries)
    if len({entry.receipt_no for entry in box}) != len(box):
        raise ValueError("two entries bear the same receipt number")
    return box


def _over(challenge: int, closing: int, count: int, over: bytes) -> str:
    facts = {"challenge": challenge, "closing": closing, "count": count, "root": over.hex()}
    return sha256(b"box seal\0" + canonical(facts)).hexdigest()
