"""Suite HX1: one version of a bid under seal.

    aad  = canonical JSON of the binding        pt   = canonical JSON of the whole bid
    r    = 32 random bytes                      commit = HMAC-SHA256(r, pt)
    dek  = 32 random bytes                      ct   = AES-256-GCM(dek, padded r || pt, aad)
    wdek = HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM) of dek to the challenge's key, info = aad

Digest and commitment are hexadecimal text, as on the receipt; the rest is bytes.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as hmac
from typing import Any

from bidding.sealing.suite.bindings import SUITE, Binding
from bidding.sealing.suite.boxed import open_with, seal_to
from bidding.sealing.suite.broken import BrokenSeal, Part
from bidding.sealing.suite.padding import pad, unpad
from marketplace.core.canonical import NotCanonical, canonical, read
from marketplace.core.envelope import KEY_BYTES, Tampered, new_key, unwrap, wrap

R_BYTES = 32


@dataclass(frozen=True)
class SealedBid:
    """What is stored of a sealed version; nothing in it can be read before the opening."""

    suite: str
    ct: bytes = field(repr=False)
    wdek: bytes = field(repr=False)
    commit: str
    digest: str


@dataclass(frozen=True)
class Sealing:
    """What sealing gave: the row, and two secrets that live no longer than the request.

    `r` goes to the bidder with the receipt; `dek` encrypts the files and, where the mode allows it, is
    wrapped once more for the bidder's own view.
    """

    sealed: SealedBid
    r: bytes = field(repr=False)
    dek: bytes = field(repr=False)


@dataclass(frozen=True)
class OpenedBid:
    """A bid as it was when it was sealed; `dek` opens its files."""

    content: Any = field(repr=False)
    r: bytes = field(repr=False)
    dek: bytes = field(repr=False)


def seal(content: Mapping[str, object], binding: Binding, public_key: bytes) -> Sealing:
    """Put a bid under seal. Only the holder of the challenge's private key can read it again."""
    text, r, dek = canonical(content), os.urandom(R_BYTES), new_key()
    ct = wrap(pad(r + text), dek, binding.facts())
    wdek = seal_to(public_key, dek, binding.facts())
    sealed = SealedBid(SUITE, ct, wdek, commitment(r, text), digest(ct))
    return Sealing(sealed, r, dek)


def unseal(sealed: SealedBid, binding: Binding, private_key: bytes) -> OpenedBid:
    """Open a bid with the challenge's private key; `BrokenSeal` says what did not hold."""
    _check_outside(sealed)
    return unseal_with(sealed, binding, open_with(private_key, sealed.wdek, binding.facts()))


def unseal_with(sealed: SealedBid, binding: Binding, dek: bytes) -> OpenedBid:
    """Open a bid with its own data key: the bidder's view, or the second half of the opening."""
    _check_outside(sealed)
    if len(dek) != KEY_BYTES:
        raise BrokenSeal(Part.KEY)
    try:
        padded = unwrap(sealed.ct, dek, binding.facts())
    except Tampered as wrong:
        raise BrokenSeal(Part.BODY) from wrong
    inside = unpad(padded)
    r, text = inside[:R_BYTES], inside[R_BYTES:]
    if not compare_digest(commitment(r, text), sealed.commit):
        raise BrokenSeal(Part.COMMIT)
    try:
        return OpenedBid(read(text), r, dek)
    except NotCanonical as wrong:
        raise BrokenSeal(Part.CONTENT) from wrong


def lock_for_bidder(dek: bytes, binding: Binding, kek: bytes) -> bytes:
    """The data key once more under the server key, so that the bidder may read their own bid back."""
    return wrap(dek, kek, _view(binding))


def unlock_for_bidder(wrapped: bytes, binding: Binding, kek: bytes) -> bytes:
    """The data key for the bidder's own view."""
    try:
        return unwrap(wrapped, kek, _view(binding))
    except Tampered as wrong:
        raise BrokenSeal(Part.KEY) from wrong


def commitment(r: bytes, text: bytes) -> str:
    """What the receipt says of the content without telling it: without `r` not even a price can be tried."""
    return hmac(r, text, "sha256").hex()


def is_committed(content: Mapping[str, object], r: bytes, commit: str) -> bool:
    """Is this the content that was committed to? The bidder's proof after the opening."""
    return compare_digest(commitment(r, canonical(content)), commit)


def digest(ct: bytes) -> str:
    """The digest of a ciphertext, as it stands on the receipt and in the box seal."""
    return sha256(ct).hexdigest()


def _check_outside(sealed: SealedBid) -> None:
    if sealed.suite != SUITE:
        raise BrokenSeal(Part.SUITE)
    if not compare_digest(digest(sealed.ct), sealed.digest):
        raise BrokenSeal(Part.DIGEST)


def _view(binding: Binding) -> dict[str, object]:
    return {**binding.facts(), "use": "own view"}
