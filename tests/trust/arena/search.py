"""Looking for tokens in whatever a thief of disks could read, in every spelling they may lie there."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path


def patterns(token: str) -> list[bytes]:
    """A token as it may lie on a disk: plain, in UTF-16, hexadecimal, base64 at every offset."""
    plain = token.encode()
    shifted = [base64.b64encode(b"\0" * n + plain)[4 if n else 0 : -4] for n in range(3)]
    return [plain, token.encode("utf-16-le"), plain.hex().encode(), plain.hex().upper().encode(), *shifted]


@dataclass
class Place:
    """What was searched in one place, and what was found."""

    things: int = 0
    bytes: int = 0
    canaries: int = 0
    controls: int = 0


@dataclass
class Search:
    """Looks for the canary and for the control token."""

    canary: str
    control: str
    places: dict[str, Place] = field(default_factory=dict)

    def look(self, place: str, data: bytes) -> None:
        found = self.places.setdefault(place, Place())
        found.things += 1
        found.bytes += len(data)
        found.canaries += sum(data.count(one) for one in patterns(self.canary))
        found.controls += sum(data.count(one) for one in patterns(self.control))

    def walk(self, place: str, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.look(place, path.name.encode() + b"\n" + path.read_bytes())
