"""What the deeds of a pair take."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from marketplace.core.terms import Terms


class PairTerms(Terms):
    """An agreement of mentor and apprentice."""

    mentor_id: int
    apprentice_no: Annotated[str, Field(min_length=1, max_length=32)]
    skill_id: int
    goal: Annotated[str, Field(min_length=4, max_length=2000)]
    starts_on: date
    months: Annotated[int, Field(ge=6, le=36)] = 12


class EndTerms(Terms):
    """Why a pair ends before its time, or is declined."""

    reason: Annotated[str, Field(min_length=4, max_length=1000)]
