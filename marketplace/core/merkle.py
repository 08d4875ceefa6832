"""One digest over many entries, and short proofs that an entry is among them (RFC 6962, section 2.1).

Leaves begin with byte 0 and nodes with byte 1, so that no node can be passed off as an entry.
"""

from collections.abc import Sequence
from hashlib import sha256


def root(entries: Sequence[bytes]) -> bytes:
    """The digest over all entries in their order; another order is another digest."""
    if not entries:
        return sha256(b"").digest()
    level = [_leaf(entry) for entry in entries]
    while len(level) > 1:
        level = _next_level(level)
    return level[0]


def path(entries: Sequence[bytes], index: int) -> list[bytes]:
    """What the holder of one entry needs to compute the root; it tells nothing of the other entries."""
    if not 0 <= index < len(entries):
        raise IndexError("no such entry")
    level, steps = [_leaf(entry) for entry in entries], []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            steps.append(level[beside])
        level, index = _next_level(level), index // 2
    return steps


def root_from(entry: bytes, index: int, count: int, steps: Sequence[bytes]) -> bytes | None:
    """The root that an entry at this place of `count` leads to, or None when the path cannot be right."""
    if not 0 <= index < count:
        return None
    node, last, rest = _leaf(entry), count - 1, list(steps)
    while last:
        if index % 2 or index < last:
            if not rest:
                return None
            beside = rest.pop(0)
            node = _node(beside, node) if index % 2 else _node(node, beside)
        index, last = index // 2, last // 2
    return None if rest else node


def _leaf(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _next_level(level: list[bytes]) -> list[bytes]:
    """Pairs become nodes; an odd one at the end goes up as it is."""
    pairs = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return pairs + level[len(pairs) * 2 :]
