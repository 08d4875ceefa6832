"""What may be attached: decided by what a file is, not by what it is called.

A file that nobody recognises is refused. Names are kept as people wrote them, Chinese included, once
they can do no harm.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype

from marketplace.core.messages import Refused, say
from marketplace.core.sheets.ooxml import check_package
from marketplace.core.sheets.tables import decode

MAX_BYTES = 20 * 2**20
ATTACHMENTS = frozenset({"pdf", "xlsx", "docx", "pptx", "png", "jpg", "csv"})
IMPORTS = frozenset({"xlsx", "csv", "json"})
MAX_NAME = 120  # characters
MAX_NAME_BYTES = 200  # of UTF-8: file systems stop at 255, and a random prefix may be put before it

SAME = {"jpeg": "jpg", "jpe": "jpg", "txt": "csv", "tsv": "csv"}
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
CONTROL = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
#: Marks that turn the direction of writing: they show evil.exe as if it ended in .pdf.
TURNING = set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MARKUP = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)


class UploadRefused(Refused):
    """A file that is not taken; `message` says which rule."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept."""

    kind: str
    safe_name: str
    size: int
    sha256: str


def check_upload(filename: str, data: bytes, allowed: Collection[str] = ATTACHMENTS) -> Checked:
    """Refuse what is empty, too large, disguised, hostile or not among `allowed`; else what it is.

    Imports (`allowed` with json) may not link to other files; an attachment may, nobody follows it here.
    """
    if not data:
        raise UploadRefused(say("The file is empty."))
    if len(data) > MAX_BYTES:
        raise UploadRefused(say("The file is larger than %(limit)s MB.", limit=MAX_BYTES // 2**20))
    name = safe_name(filename)
    ending = _ending(name)
    kind = _kind(data, ending, linked_data="json" not in allowed)
    if kind not in allowed:
        raise UploadRefused(
            say(
                "Files of the kind %(kind)s are not accepted here, only %(allowed)s.",
                kind=kind,
                allowed=_list(allowed),
            )
        )
    if ending and ending != kind:
        raise UploadRefused(
            say(
                "The name ends in .%(ending)s, but the file is of the kind %(kind)s.",
                ending=ending,
                kind=kind,
            )
        )
    whole = name if ending else f"{name}.{kind}"
    return Checked(kind, whole, len(data), hashlib.sha256(data).hexdigest())


def _list(allowed: Collection[str]) -> str:
    return ", ".join(sorted(allowed))


def _ending(name: str) -> str:
    ending = PurePosixPath(name).suffix.lstrip(".").casefold()
    return SAME.get(ending, ending)


def _kind(data: bytes, ending: str, *, linked_data: bool) -> str:
    """What the bytes are."""
    if data.startswith(b"PK"):
        try:
            return check_package(data, linked_data=linked_data).kind
        except Refused as refused:
            raise UploadRefused(refused.message) from None
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UploadRefused(
            say("This is an old or password-protected Office file. Save it as .xlsx, .docx or .pptx.")
        )
    guess = filetype.guess(data)
    if guess is not None:
        return str(guess.extension)
    return _text_kind(data, ending)


def _text_kind(data: bytes, ending: str) -> str:
    """Text is a table or JSON; a page, a picture made of text or a program is neither."""
    unknown = UploadRefused(say("What kind of file this is cannot be recognised, so it is not accepted."))
    try:
        text = decode(data)
    except Refused:
        raise unknown from None
    if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f" for c in set(text)):
        raise unknown
    if MARKUP.match(text) or text.startswith("#!"):
        raise unknown
    if ending != "json":
        return "csv"
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        raise UploadRefused(say("The JSON file is damaged and cannot be read.")) from None
    return "json"


def safe_name(filename: str) -> str:
    """The last part of a name, as people wrote it, within what every file system takes."""
    name = unicodedata.normalize("NFC", filename)
    if any(c in TURNING or unicodedata.category(c) in CONTROL for c in name):
        raise UploadRefused(say("The file name contains invisible control characters. Rename the file."))
    parts = [part.strip() for part in re.split(r"[/\\]", name)]
    if ".." in parts:
        raise UploadRefused(say("The file name points into another folder. Rename the file."))
    last = "".join(c for c in parts[-1] if unicodedata.category(c) != "Cf")
    last = re.sub(r'[<>:"|?*]', "_", last).lstrip(". ").rstrip(". ")
    if not last:
        raise UploadRefused(say("The file has no name."))
    return _shortened("_" + last if RESERVED.fullmatch(last) else last)


def _shortened(name: str) -> str:
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix[:12]
    stem = stem[: MAX_NAME - len(ending)]
    while len((stem + ending).encode()) > MAX_NAME_BYTES:
        stem = stem[:-1]
    return stem.rstrip(". ") + ending
