"""A secret in an envelope: AES-256-GCM under one key, with what it is about written on the outside.

What is written outside is not stored with the envelope: whoever opens it must say it again. An envelope
moved to another row, another use or another owner therefore does not open.
"""

import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from marketplace.core.canonical import canonical

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD = NONCE_BYTES + TAG_BYTES


class Tampered(Exception):
    """Key, envelope and what it is said to be about do not belong together, or something was changed."""


def new_key() -> bytes:
    """A fresh key of 256 bits."""
    return os.urandom(KEY_BYTES)


def wrap(secret: bytes, key: bytes, about: Mapping[str, object]) -> bytes:
    """Put a secret into an envelope. A new nonce each time: the same secret never looks the same twice."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, canonical(about))


def unwrap(envelope: bytes, key: bytes, about: Mapping[str, object]) -> bytes:
    """The secret back, if key, envelope and `about` are those of the wrapping."""
    if len(envelope) < OVERHEAD:
        raise Tampered("the envelope is too short")
    nonce, body = envelope[:NONCE_BYTES], envelope[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, body, canonical(about))
    except InvalidTag as wrong:
        raise Tampered("the envelope does not open") from wrong
