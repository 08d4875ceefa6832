"""Papers of the house as PDF: letters, notices, minutes and reports are lists of blocks on one sheet.

pdf(Paper(_("Commitment letter"), number, house, blocks=[heading(…), facts(…), table(…), signatures(…)]))
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import current_app

from marketplace.core import reads
from marketplace.core.i18n import locale

SECONDS = 30
Block = dict[str, Any]


@dataclass(frozen=True)
class Paper:
    """One document. `footer` says what it is a copy of and when it was made; `watermark` who reads it."""

    title: str
    number: str
    house: str
    blocks: Sequence[Block]
    footer: str = ""
    watermark: str = ""
    lang: str = field(default_factory=lambda: locale().partition("_")[0])


def heading(words: object) -> Block:
    """The title of a part."""
    return {"kind": "heading", "text": str(words)}


def text(words: object) -> Block:
    """Paragraphs, one a line."""
    return {"kind": "text", "text": str(words)}


def facts(rows: Iterable[tuple[object, object]]) -> Block:
    """Name and value, one under the other."""
    return {"kind": "facts", "rows": [[str(name), str(value)] for name, value in rows]}


def table(columns: Sequence[object], rows: Iterable[Sequence[object]], *, num: Iterable[int] = ()) -> Block:
    """A table; `num`: the columns (from 0) that stand to the right. The first column takes the width left."""
    right = set(num)
    heads = [
        {"label": str(label), "align": "num" if n in right else "text", "wide": n == 0}
        for n, label in enumerate(columns)
    ]
    return {"kind": "table", "columns": heads, "rows": [[str(cell) for cell in row] for row in rows]}


def signatures(rows: Iterable[tuple[object, object]]) -> Block:
    """Lines to sign on: whose, and what stands under the line (who signed, when)."""
    return {"kind": "signatures", "rows": [[str(whose), str(under)] for whose, under in rows]}


def pdf(paper: Paper) -> bytes:
    """The paper as a PDF file, set by a program of its own (`marketplace.core.typeset`)."""
    root = Path(current_app.root_path).parent
    sheet = root / "templates" / "documents" / "paper.typ"
    paper = replace(paper, watermark=paper.watermark or reads.stamp())
    command = [sys.executable, "-m", "marketplace.core.typeset", str(sheet)]
    made = subprocess.run(  # noqa: S603 - our own program, its words travel on standard input
        command,
        input=json.dumps(asdict(paper), ensure_ascii=False).encode(),
        stdout=subprocess.PIPE,
        cwd=root,
        timeout=SECONDS,
        check=True,
    )
    return made.stdout
