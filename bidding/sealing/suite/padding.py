"""Length tells a price list from a book, so everything sealed is filled up to a few sizes.

Up to 1 MiB the size doubles (64 KiB, 128 KiB, ...), beyond it grows by whole MiB.
"""

from bidding.sealing.suite.broken import BrokenSeal, Part

LEAST = 64 * 1024
MEBIBYTE = 1024 * 1024
PREFIX = 8


def step(length: int) -> int:
    """The size that something of this length is filled up to."""
    needed = length + PREFIX
    if needed > MEBIBYTE:
        return -(-needed // MEBIBYTE) * MEBIBYTE
    size = LEAST
    while size < needed:
        size *= 2
    return size


def pad(data: bytes) -> bytes:
    """Length, data, zeros up to the step."""
    return (len(data).to_bytes(PREFIX, "big") + data).ljust(step(len(data)), b"\0")


def unpad(padded: bytes) -> bytes:
    """The data back; only the exact filling is accepted."""
    end = PREFIX + int.from_bytes(padded[:PREFIX], "big")
    if len(padded) < PREFIX or end > len(padded) or len(padded) != step(end - PREFIX):
        raise BrokenSeal(Part.PADDING)
    if padded.count(0, end) != len(padded) - end:
        raise BrokenSeal(Part.PADDING)
    return padded[PREFIX:end]
