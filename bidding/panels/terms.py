"""What panel deeds take."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from marketplace.core.terms import Terms

Points = Annotated[Decimal, Field(ge=0, le=10, multiple_of=Decimal("0.5"))]
MOST_CANDIDATES = 3
LOW, HIGH = 12, 18  # half points: a mark below 6 or above 9 wants a reason
REASON_FROM = 2


def lacks_reason(half_points: int, reason: str) -> bool:
    """Is the mark far from the middle and nobody says why?"""
    return not LOW <= half_points <= HIGH and len(reason.strip()) < REASON_FROM


class DeclareTerms(Terms):
    """A member's word about conflicts."""

    conflict: Literal["no", "yes"]
    studio: int | None = None  # with whom; none: with the challenge as a whole
    reason: Annotated[str, Field(max_length=1000)] = ""


class MarkTerms(Terms):
    """One mark of a sheet; unfinished sheets may leave it empty."""

    points: Points | None = None
    reason: Annotated[str, Field(max_length=1000)] = ""


class ReviseTerms(Terms):
    """A mark changed after it was submitted."""

    bid_id: int
    criterion: Annotated[str, Field(max_length=32)]
    points: Points
    reason: Annotated[str, Field(max_length=1000)] = ""
    why: Annotated[str, Field(min_length=2, max_length=1000)]


class PostTerms(Terms):
    """A word in the discussion."""

    text: Annotated[str, Field(min_length=1, max_length=2000)]


class ReasonTerms(Terms):
    """A reason that is kept."""

    reason: Annotated[str, Field(min_length=2, max_length=1000)]


class DismissTerms(Terms):
    """Which conflict does not count, and why."""

    person_id: int
    kind: Annotated[str, Field(max_length=32)]
    bid_id: int | None = None
    reason: Annotated[str, Field(min_length=10, max_length=1000)]


class ReportTerms(Terms):
    """The panel's report; no candidate at all means no suitable bid."""

    text: Annotated[str, Field(min_length=20, max_length=10_000)]
    candidates: Annotated[int, Field(ge=0, le=MOST_CANDIDATES)]


class SignTerms(Terms):
    """A signature, with dissent if there is any."""

    dissent: Annotated[str, Field(max_length=2000)] = ""
