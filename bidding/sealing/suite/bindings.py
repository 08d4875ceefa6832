"""What a ciphertext is bound to. It opens only for the bid, the version and the studio it was made for."""

from dataclasses import dataclass
from typing import Protocol

SUITE = "HX1"


class Bound(Protocol):
    """Says what something encrypted belongs to."""

    def facts(self) -> dict[str, object]:
        """The facts that must be the same at opening as they were at sealing."""


@dataclass(frozen=True)
class Binding:
    """One version of one bid, sealed."""

    challenge: int
    bid: int
    version: int
    studio: int

    def facts(self) -> dict[str, object]:
        """The associated data of everything sealed in this version."""
        return {"b": self.bid, "c": self.challenge, "s": self.studio, "suite": SUITE, "v": self.version}


@dataclass(frozen=True)
class DraftBinding:
    """The working copy of one bid, before it is sealed."""

    challenge: int
    bid: int
    studio: int

    def facts(self) -> dict[str, object]:
        """The associated data of everything in the draft."""
        return {"b": self.bid, "c": self.challenge, "s": self.studio, "suite": SUITE, "use": "draft"}
