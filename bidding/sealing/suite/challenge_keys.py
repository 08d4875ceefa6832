"""The key pair of a challenge: bids are sealed to the public half; the private half exists only wrapped.

Who keeps it is the mode. There is one way to it, `unlock`, whatever the mode.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bidding.sealing.suite.bindings import SUITE
from bidding.sealing.suite.boxed import public_half
from bidding.sealing.suite.broken import BrokenSeal, Part
from marketplace.core.envelope import Tampered, unwrap, wrap


class Mode(StrEnum):
    """Who keeps the private key until the opening."""

    CLOCK = "clock"  # the server, under its own key, which is not in the database
    QUORUM = "quorum"  # opening officers, some of whom must come together


@dataclass(frozen=True)
class ChallengeKey:
    """The pair as it is stored."""

    challenge: int
    mode: Mode
    public: bytes
    wrapped: bytes = field(repr=False)


class Keeper(Protocol):
    """Keeps private keys in one mode; `about` names the challenge, the mode and the public half."""

    @property
    def mode(self) -> Mode:
        """The mode it keeps keys in."""

    def lock(self, private: bytes, about: Mapping[str, object]) -> bytes:
        """Wrap a private key."""

    def unlock(self, wrapped: bytes, about: Mapping[str, object]) -> bytes:
        """The private key back, or `Tampered`."""


@dataclass(frozen=True)
class Clock:
    """The server keeps it under its key-encryption key and unlocks it only after the close."""

    kek: bytes = field(repr=False)
    mode: Mode = field(default=Mode.CLOCK, init=False)

    def lock(self, private: bytes, about: Mapping[str, object]) -> bytes:
        """Wrap under the server key."""
        return wrap(private, self.kek, about)

    def unlock(self, wrapped: bytes, about: Mapping[str, object]) -> bytes:
        """Unwrap with the server key."""
        return unwrap(wrapped, self.kek, about)


def new_pair(challenge: int, keeper: Keeper) -> ChallengeKey:
    """A fresh pair for a challenge, its private half at once in the keeper's hands."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    wrapped = keeper.lock(private.private_bytes_raw(), _about(challenge, keeper.mode, public))
    return ChallengeKey(challenge, keeper.mode, public, wrapped)


def unlock(key: ChallengeKey, keeper: Keeper) -> bytes:
    """The private half. That its moment has come is for the caller to know."""
    if key.mode is not keeper.mode:
        raise BrokenSeal(Part.KEY)
    try:
        private = keeper.unlock(key.wrapped, about_key(key))
        public = public_half(private)
    except (Tampered, ValueError) as wrong:
        raise BrokenSeal(Part.KEY) from wrong
    if public != key.public:
        raise BrokenSeal(Part.KEY)
    return private


def about_key(key: ChallengeKey) -> dict[str, object]:
    """The facts that everything sealed around this key is bound to."""
    return _about(key.challenge, key.mode, key.public)


def _about(challenge: int, mode: Mode, public: bytes) -> dict[str, object]:
    return {
        "c": challenge,
        "mode": mode.value,
        "public": public.hex(),
        "suite": SUITE,
        "use": "challenge key",
    }
