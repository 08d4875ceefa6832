"""What openings take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from marketplace.core.terms import Terms

Reason = Annotated[str, Field(min_length=5, max_length=2000)]


class EntrustTerms(Terms):
    """Giving the work to one studio without a contest, after two empty rounds."""

    studio_id: int
    reason: Reason


class CloseTerms(Terms):
    """Ending or rewriting, with the reason everybody reads."""

    reason: Reason
