"""What sealing takes and hands out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, model_validator

from marketplace.core.i18n import _
from marketplace.core.terms import Terms

DEMO_PASSPHRASE = "kaibang-demo-2026"  # noqa: S105  # nosec B105 - invented people: nothing to protect
Passphrase = Annotated[str, Field(min_length=16, max_length=128)]


class NewPassphrase(Terms):
    """An opening passphrase and the same once more."""

    passphrase: Passphrase
    again: Annotated[str, Field(max_length=128)]

    @model_validator(mode="after")
    def _same(self) -> NewPassphrase:
        if self.passphrase != self.again:
            raise ValueError(_("The two passphrases differ. Type the same one twice."))
        if len(set(self.passphrase)) < 8:
            raise ValueError(_("This passphrase is too simple: use at least eight different characters."))
        return self


class ChangePassphrase(NewPassphrase):
    """The old passphrase and the new one."""

    old: Annotated[str, Field(min_length=1, max_length=128)]


class KeyTerms(Terms):
    """Who holds the shares of a challenge's key."""

    officers: Annotated[tuple[int, ...], Field(min_length=3, max_length=3)]


class SheetTerms(Terms):
    """The letters of the paper key as they were read."""

    letters: Annotated[str, Field(min_length=1, max_length=200)]


class ShareTerms(Terms):
    """What opens a holder's share: the officer's passphrase, or the letters of the paper key."""

    passphrase: Annotated[str, Field(max_length=128)] = ""
    paper: Annotated[str, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def _one(self) -> ShareTerms:
        if not self.passphrase and not self.paper:
            raise ValueError(_("Type your opening passphrase or the letters of the paper key."))
        return self


@dataclass(frozen=True)
class Pair:
    """An officer's new pair, or the old one under another passphrase, ready to be stored."""

    public: bytes
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True)
class OfflineKey:
    """A challenge's pair made elsewhere: the public half and the four sealed shares."""

    public: bytes
    wrapped: bytes = field(repr=False)
    officer_keys: tuple[int, ...]
    paper_key: int


@dataclass(frozen=True)
class Held:
    """A holder at the table: the name of the key and its private half, for the length of a request."""

    name: str
    private: bytes = field(repr=False)


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
    readable: bool = True  # by its own team before the opening: clock mode


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
    broken_files: tuple[int, ...] = ()  # their numbers: gone from the disk, or not as they were sealed
