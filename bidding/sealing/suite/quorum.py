"""Quorum: the private key of a challenge in four shares, each sealed to one holder; two of them open.

kept   = canonical JSON {shares: [{box, to, x}]}, box = HPKE to the holder, info = the facts of the key
handed = the same list of one share alone, sealed to the other holders: what the first officer of an
         opening gives to the second, so that it never lies anywhere in the clear
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bidding.sealing.suite.boxed import open_with, seal_to
from bidding.sealing.suite.broken import BrokenSeal, Part
from bidding.sealing.suite.challenge_keys import ChallengeKey, Mode, about_key
from bidding.sealing.suite.shamir import Share, combine, split
from marketplace.core.canonical import NotCanonical, canonical, read

NEED, COUNT = 2, 4
KEY_BYTES = 32


@dataclass(frozen=True)
class Holder:
    """Who holds a share: `officer/12`, `paper/3`; and the public half of that key."""

    name: str
    public: bytes


@dataclass(frozen=True)
class Quorum:
    """Keeps a key in the hands of its holders; gives it back when enough shares are on the table."""

    holders: Sequence[Holder] = ()
    shares: Sequence[Share] = field(default=(), repr=False)
    mode: Mode = field(default=Mode.QUORUM, init=False)

    def lock(self, private: bytes, about: Mapping[str, object]) -> bytes:
        """Split, and seal every share to its holder."""
        if len(self.holders) != COUNT or len({holder.public for holder in self.holders}) != COUNT:
            raise ValueError("four different holders are needed")
        shares = split(private, NEED, COUNT)
        return _list([_sealed(s, h, about, "share") for s, h in zip(shares, self.holders, strict=True)])

    def unlock(self, _wrapped: bytes, _about: Mapping[str, object]) -> bytes:
        """Put the shares together; that they are the right ones the caller sees from the public half."""
        if len(self.shares) < NEED:
            raise BrokenSeal(Part.KEY)
        try:
            return combine(self.shares)
        except ValueError as wrong:
            raise BrokenSeal(Part.KEY) from wrong


def holders_of(kept: bytes) -> list[str]:
    """The names of the holders, in the order of their shares."""
    return [str(line["to"]) for line in _lines(kept)]


def well_formed(kept: bytes, holders: Sequence[Holder]) -> bool:
    """Is this a list of one share for each of these holders, numbered from 1?"""
    try:
        lines = _lines(kept)
        numbers = [line["x"] for line in lines]
        boxes = [len(bytes.fromhex(line["box"])) for line in lines]
    except (BrokenSeal, ValueError, KeyError, TypeError):
        return False
    whole = 32 + 1 + KEY_BYTES + 16  # the sender's key, the share's number and values, the tag
    names = [holder.name for holder in holders]
    return holders_of(kept) == names and numbers == list(range(1, COUNT + 1)) and set(boxes) == {whole}


def open_share(key: ChallengeKey, holder: str, private: bytes) -> Share:
    """A holder's own share."""
    return _opened(key.wrapped, holder, private, about_key(key), "share")


def hand_on(key: ChallengeKey, share: Share, others: Sequence[Holder]) -> bytes:
    """One opened share for whichever of the other holders comes second."""
    return _list([_sealed(share, holder, about_key(key), "handed on") for holder in others])


def handed(key: ChallengeKey, given: bytes, holder: str, private: bytes) -> Share:
    """The share that the first officer gave to this holder."""
    return _opened(given, holder, private, about_key(key), "handed on")


def _sealed(share: Share, holder: Holder, about: Mapping[str, object], use: str) -> dict[str, Any]:
    box = seal_to(holder.public, bytes([share.x]) + share.values, _facts(about, holder.name, use))
    return {"box": box.hex(), "to": holder.name, "x": share.x}


def _opened(kept: bytes, holder: str, private: bytes, about: Mapping[str, object], use: str) -> Share:
    for line in _lines(kept):
        if line["to"] == holder:
            inside = open_with(private, bytes.fromhex(line["box"]), _facts(about, holder, use))
            return Share(inside[0], inside[1:])
    raise BrokenSeal(Part.KEY)


def _facts(about: Mapping[str, object], holder: str, use: str) -> dict[str, object]:
    return {**about, "to": holder, "use": use}


def _list(lines: list[dict[str, Any]]) -> bytes:
    return canonical({"shares": lines})


def _lines(kept: bytes) -> list[dict[str, Any]]:
    try:
        return list(read(kept)["shares"])
    except (NotCanonical, KeyError, TypeError) as wrong:
        raise BrokenSeal(Part.KEY) from wrong
