"""What sealing hands out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Live:
    """The sealed version of a bid that counts, without its ciphertext."""

    version_id: int
    bid_id: int
    version: int
    terms_version: int
    receipt_no: str
    sha256: str
    submitted_at: datetime


@dataclass(frozen=True)
class Handed:
    """What the bidder gets for a sealed bid; `r` lives no longer than the request."""

    version_id: int
    version: int
    receipt_no: str
    sha256: str
    submitted_at: datetime
    r: bytes = field(repr=False)


@dataclass(frozen=True)
class Opened:
    """What became of one sealed version in the opening: its content, or why it did not open."""

    live: Live
    content: dict[str, Any] | None = field(repr=False)
    failure: str = ""
