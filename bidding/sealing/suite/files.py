"""Files of a bid: chunks of 1 MiB, each with its own nonce, bound to the bid, the file and their place in it.

A chunk changed, dropped, repeated, moved or taken from another file does not open; nor does a file cut
short, since only the last chunk says that it is the last. The length is hidden like that of a bid.
"""

from bidding.sealing.suite.bindings import Bound
from bidding.sealing.suite.broken import BrokenSeal, Part
from bidding.sealing.suite.padding import pad, unpad
from marketplace.core.envelope import OVERHEAD, Tampered, unwrap, wrap

CHUNK = 1024 * 1024
SEALED_CHUNK = CHUNK + OVERHEAD


def seal_file(data: bytes, dek: bytes, bound: Bound, index: int) -> bytes:
    """Encrypt the file number `index` of a bid or draft under its data key."""
    parts = _cut(pad(data), CHUNK)
    about = [_about(bound, index, number, number == len(parts) - 1) for number in range(len(parts))]
    return b"".join(wrap(part, dek, facts) for part, facts in zip(parts, about, strict=True))


def unseal_file(sealed: bytes, dek: bytes, bound: Bound, index: int) -> bytes:
    """The file back, whole or not at all."""
    parts = _cut(sealed, SEALED_CHUNK)
    about = [_about(bound, index, number, number == len(parts) - 1) for number in range(len(parts))]
    try:
        return unpad(b"".join(unwrap(part, dek, facts) for part, facts in zip(parts, about, strict=True)))
    except Tampered as wrong:
        raise BrokenSeal(Part.FILE) from wrong


def _cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def _about(bound: Bound, index: int, number: int, last: bool) -> dict[str, object]:
    return {**bound.facts(), "file": index, "chunk": number, "last": last}
