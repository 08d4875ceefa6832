"""Every route: which kind of thing it is of, whether a rule speaks of it, and what it answers."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

import sqlalchemy as sa
from flask import Response

from marketplace.core.db import db
from marketplace.core.models import AuditHead, ReadHead
from tests.leaks import table


def kind_of(rule: Any) -> tuple[str, str] | None:
    """Kind of thing and the argument that names it, of a route."""
    for argument, kind in table.FAMILIES.items():
        if argument in rule.arguments:
            return kind, argument
    if rule.endpoint in table.LETTERS:
        return "award", "letter_id"
    return None


def unruled(app: Any) -> list[str]:
    """Routes that no line of the table speaks of."""
    lost = []
    for rule in app.url_map.iter_rules():
        ruled = kind_of(rule) is not None or rule.arguments & table.OTHERS
        alone = rule.endpoint in table.KNOWN | table.OWN_DEEDS | table.OFFICES
        if "GET" in rule.methods and rule.endpoint not in table.KNOWN:
            lost.append(f"GET {rule.endpoint}")
        if "POST" in rule.methods and not (ruled or alone):
            lost.append(f"POST {rule.endpoint}")
    return sorted(set(lost) - {"GET static"})


def said(data: bytes) -> str:
    """What an answer holds, also inside a workbook or a PDF."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b"".join(book.read(name) for name in book.namelist())
    elif data.startswith(b"%PDF"):
        data += b"".join(
            _inflated(part) for part in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
        )
    return data.decode(errors="replace")


def _inflated(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return part


def filled(name: str, keys: dict[str, list[Any]]) -> Any:
    """What stands for this argument of a route."""
    plain = {"step": "idea", "label": "A", "kind": "preset", "code": "standard", "function": "hr",
             "day": "2030-05-01", "name": "funnel", "page": "poster", "language": "en",
             "to": "done"}  # fmt: skip
    return next(iter(keys.get(name, ())), plain.get(name, 1))


def get(client: Any, url: str, headers: dict[str, str]) -> Any:
    """The page; 500 for one that breaks."""
    try:
        return client.get(url, headers=headers)
    except Exception as broken:  # noqa: BLE001 - whatever it is, it is a broken page
        db.session.rollback()
        return Response(f"{broken!r}", 500)


def deeds() -> int:
    """How many deeds the audit log holds."""
    return _now(sa.select(AuditHead.seq))


def reads() -> int:
    """How many reads the read log holds."""
    return _now(sa.select(ReadHead.seq))


def _now(count: Any) -> int:
    db.session.rollback()
    return db.session.execute(count).scalar() or 0
