"""A draft is shared by a team, so it lies on the server: one encrypted document, never plain in the database.

Its data key is made once, wrapped by the server key, and stays the same as long as the draft is worked on,
so that files put in earlier stay readable (`seal_file` with the same key and binding).
"""

from collections.abc import Mapping
from typing import Any

from bidding.sealing.suite.bindings import DraftBinding
from bidding.sealing.suite.broken import BrokenSeal, Part
from bidding.sealing.suite.padding import pad, unpad
from marketplace.core.canonical import NotCanonical, canonical, read
from marketplace.core.envelope import Tampered, new_key, unwrap, wrap


def new_draft_key(binding: DraftBinding, kek: bytes) -> bytes:
    """A data key for a new draft, as it is stored: wrapped."""
    return wrap(new_key(), kek, _about_key(binding))


def draft_key(wrapped: bytes, binding: DraftBinding, kek: bytes) -> bytes:
    """The data key of a draft."""
    try:
        return unwrap(wrapped, kek, _about_key(binding))
    except Tampered as wrong:
        raise BrokenSeal(Part.KEY) from wrong


def lock_draft(content: Mapping[str, object], binding: DraftBinding, dek: bytes) -> bytes:
    """The whole draft as one ciphertext."""
    return wrap(pad(canonical(content)), dek, binding.facts())


def open_draft(ct: bytes, binding: DraftBinding, dek: bytes) -> Any:
    """The draft as it was saved last."""
    try:
        padded = unwrap(ct, dek, binding.facts())
    except Tampered as wrong:
        raise BrokenSeal(Part.BODY) from wrong
    try:
        return read(unpad(padded))
    except NotCanonical as wrong:
        raise BrokenSeal(Part.CONTENT) from wrong


def _about_key(binding: DraftBinding) -> dict[str, object]:
    return {**binding.facts(), "use": "draft key"}
