"""The server's own keys: a file beside the database, never in it, never in a backup of it.

Made at first need. Whoever holds only the database, or only a backup, holds no key.
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from marketplace.core.envelope import KEY_BYTES, new_key

FILE = "keys.json"


class KeysUnusable(Exception):
    """The keys file is open to others or damaged. It is never replaced: what it locked would be lost."""


@dataclass(frozen=True)
class Keys:
    """`kek` wraps other keys; `signing` signs what the server states."""

    kek: bytes = field(repr=False)
    signing: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> Ed25519PublicKey:
        """The half that anybody may have: it checks the server's signatures."""
        return self.signing.public_key()


def load_keys(folder: Path | str) -> Keys:
    """The server's keys, made now if there are none yet; all processes get the same ones."""
    file = Path(folder) / FILE
    if not file.exists():
        _make(file)
    return _read(file)


def _make(file: Path) -> None:
    """Write beside, then link into place: complete or not there at all, and the first one stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_name(f".{FILE}.{secrets.token_hex(8)}")
    try:
        _write(beside, _fresh())
        os.link(beside, file)
    except FileExistsError:
        pass  # another process was first: its keys are the keys
    finally:
        beside.unlink(missing_ok=True)
    _flush_folder(file.parent)


def _fresh() -> bytes:
    signing = Ed25519PrivateKey.generate().private_bytes_raw()
    return json.dumps({"kek": new_key().hex(), "signing": signing.hex()}).encode()


def _write(file: Path, text: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "wb") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(file: Path) -> Keys:
    with file.open("rb") as source:
        if os.fstat(source.fileno()).st_mode & 0o077:
            raise KeysUnusable(f"{FILE} may be read by others: its mode must be 0400")
        text = source.read()
    try:
        parts = json.loads(text)
        kek, signing = bytes.fromhex(parts["kek"]), bytes.fromhex(parts["signing"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise KeysUnusable(f"{FILE} is damaged: bring it back from its safe copy") from wrong
    if len(kek) != KEY_BYTES or len(signing) != KEY_BYTES:
        raise KeysUnusable(f"{FILE} holds keys of the wrong length")
    return Keys(kek=kek, signing=Ed25519PrivateKey.from_private_bytes(signing))
