"""Attachments: checked by content, stored under random names outside any served folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from flask import Response, current_app

from marketplace.core import clock
from marketplace.core.audit import record, ref
from marketplace.core.db import Base, db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.models import StoredFile
from marketplace.core.uploads import UploadRefused, check_upload

MOST_FILES = 50
KINDS = frozenset({"pdf", "xlsx", "docx", "pptx", "png", "jpg", "csv"})


def folder() -> Path:
    """Where the bytes lie."""
    place = Path(current_app.config["DATA"]) / "files"
    place.mkdir(parents=True, exist_ok=True)
    return place


def keep(upload: Any, about: Base, *, by: Any, field: str = "files") -> StoredFile:
    """Store one uploaded file (werkzeug FileStorage) with a thing; a bad one is refused with its rule."""
    data = upload.read()
    try:
        checked = check_upload(upload.filename or "", data, KINDS)
    except UploadRefused as refused:
        raise Invalid(
            _("“%(name)s”: %(why)s", name=(upload.filename or "")[-120:], why=refused), field=field
        ) from refused
    if len(kept_with(about)) >= MOST_FILES:
        raise Invalid(_("At most %(n)s files are possible here.", n=MOST_FILES), field=field)
    row = StoredFile(
        about=ref(about),
        name=checked.safe_name,
        kind=checked.kind,
        size=checked.size,
        sha256=checked.sha256,
        place=write(data),
        by_id=by.id,
        at=clock.now(),
    )
    db.session.add(row)
    record("file_kept", about, by=by, name=row.name, sha256=row.sha256)
    return row


def copy(of: Base, to: Base, *, by: Any) -> None:
    """The files of one thing with another, too; each has its own bytes, so that one may go alone."""
    for row in kept_with(of):
        same = {name: getattr(row, name) for name in ("name", "kind", "size", "sha256")}
        place = write(read(row))
        db.session.add(StoredFile(about=ref(to), place=place, by_id=by.id, at=clock.now(), **same))
        record("file_kept", to, by=by, name=row.name, sha256=row.sha256)


def write(data: bytes) -> str:
    """Bytes onto the disk, whole or not at all; gives their place below the folder."""
    place = secrets.token_hex(16)
    target = folder() / place[:2] / place
    target.parent.mkdir(exist_ok=True)
    fresh = target.with_suffix(".part")
    with fresh.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(target)
    return f"{place[:2]}/{place}"


def read(row: StoredFile) -> bytes:
    """The bytes of a stored file."""
    return (folder() / row.place).read_bytes()


def kept_with(about: Base) -> Sequence[StoredFile]:
    """The files of a thing, oldest first."""
    return db.session.scalars(
        sa.select(StoredFile).where(StoredFile.about == ref(about)).order_by(StoredFile.at, StoredFile.id)
    ).all()


def download(name: str, data: bytes | Iterable[bytes]) -> Response:
    """Always as an attachment of no known type: nothing uploaded is ever run in a browser."""
    answer = Response(data, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer
