"""What share holders hold: an officer's pair under a passphrase, a recovery key on paper.

key   = Argon2id(passphrase, salt; 64 MiB, 3 passes)       kept = salt, cost, AES-256-GCM(key, private)
paper = base32(private || first 3 bytes of SHA-256("paper key" 0x00 private)), 14 groups of 4 letters
"""

import os
from base64 import b32decode, b32encode
from binascii import Error
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from hmac import compare_digest

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bidding.sealing.suite.broken import BrokenSeal, Part
from marketplace.core.canonical import canonical, read
from marketplace.core.envelope import KEY_BYTES, Tampered, unwrap, wrap

SALT_BYTES = 16
CHECK_BYTES = 3
GROUP = 4


@dataclass(frozen=True)
class Cost:
    """What one guess at a passphrase costs: KiB of memory, passes over it, lanes."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 1


def new_private() -> bytes:
    """A fresh X25519 private key, 32 bytes."""
    return X25519PrivateKey.generate().private_bytes_raw()


def keep(private: bytes, passphrase: str, about: Mapping[str, object], cost: Cost | None = None) -> bytes:
    """A private key as it is stored: nobody has it without the passphrase. Slow on purpose."""
    cost, salt = cost or Cost(), os.urandom(SALT_BYTES)
    facts = {"cost": asdict(cost), "salt": salt.hex()}
    box = wrap(private, _stretched(passphrase, salt, cost), {**about, **facts})
    return canonical({**facts, "box": box.hex()})


def regain(kept: bytes, passphrase: str, about: Mapping[str, object]) -> bytes:
    """The private key back; `BrokenSeal` for a wrong passphrase, and for somebody else's key."""
    try:
        stored = read(kept)
        cost, salt, box = Cost(**stored["cost"]), bytes.fromhex(stored["salt"]), bytes.fromhex(stored["box"])
        facts = {**about, "cost": asdict(cost), "salt": salt.hex()}
        return unwrap(box, _stretched(passphrase, salt, cost), facts)
    except (Tampered, ValueError, KeyError, TypeError) as wrong:
        raise BrokenSeal(Part.KEY) from wrong


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        passphrase.encode(), salt, cost.passes, cost.memory, cost.lanes, KEY_BYTES, Type.ID
    )


def on_paper(private: bytes) -> str:
    """A private key in letters that are typed without mistakes: 14 groups of 4."""
    letters = b32encode(private + _check(private)).decode()
    return "-".join(letters[n : n + GROUP] for n in range(0, len(letters), GROUP))


def from_paper(typed: str) -> bytes:
    """The private key from its letters, however they are spaced; a slip of one letter is noticed."""
    letters = "".join(typed.split()).replace("-", "").upper().translate(str.maketrans("01", "OI"))
    try:
        whole = b32decode(letters)
    except (Error, ValueError) as wrong:
        raise BrokenSeal(Part.KEY) from wrong
    private, check = whole[:KEY_BYTES], whole[KEY_BYTES:]
    if len(private) != KEY_BYTES or not compare_digest(check, _check(private)):
        raise BrokenSeal(Part.KEY)
    return private


def _check(private: bytes) -> bytes:
    return sha256(b"paper key\0" + private).digest()[:CHECK_BYTES]
