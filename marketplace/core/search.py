"""Words to find a thing by: the text itself, pinyin and pinyin initials (and English where there is any)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from pypinyin import Style, lazy_pinyin


def haystack(*texts: str | None) -> str:
    """What `matches` looks in; stored beside the thing."""
    words = " ".join(t for t in texts if t)
    whole = "".join(lazy_pinyin(words, errors="ignore"))
    initials = "".join(lazy_pinyin(words, style=Style.FIRST_LETTER, errors="ignore"))
    return f"{words.lower()} {whole} {initials}"[:4000]


def matches(column: Any, typed: str) -> sa.ColumnElement[bool]:
    """Every word typed is in the haystack."""
    words = typed.lower().split()[:6]
    return sa.and_(sa.true(), *(column.contains(word[:60], autoescape=True) for word in words))
