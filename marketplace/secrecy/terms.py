"""What keeping the list and deciding hits takes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from marketplace.core.terms import Terms
from marketplace.secrecy.models import Severity

#: The list a new installation begins with: word, what follows, harmless expressions.
DEFAULTS: tuple[tuple[str, Severity, tuple[str, ...]], ...] = (
    ("绝密", Severity.REVIEW, ()),
    ("机密", Severity.REVIEW, ("商业机密",)),
    ("秘密", Severity.REVIEW, ("商业秘密", "技术秘密", "保守秘密")),
    ("国家秘密", Severity.REVIEW, ("不得涉及国家秘密", "不含国家秘密")),
    ("绝密★", Severity.STOP, ()),
    ("机密★", Severity.STOP, ()),
    ("秘密★", Severity.STOP, ()),
    ("军品", Severity.REVIEW, ()),
    ("涉军", Severity.REVIEW, ()),
    ("top secret", Severity.REVIEW, ()),
)


class WordTerms(Terms):
    """One word of the list."""

    word: Annotated[str, Field(min_length=2, max_length=40)]
    severity: Severity = Severity.REVIEW
    harmless: Annotated[str, Field(max_length=1000)] = ""
    note: Annotated[str, Field(max_length=300)] = ""


class DecisionTerms(Terms):
    """What the officer makes of a hit."""

    finding: Literal["cleared", "refused"]
    reason: Annotated[str, Field(min_length=2, max_length=500)]
