"""What deciding a round takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from marketplace.core.terms import Terms


class DecideTerms(Terms):
    """One bid, or none (0), for each challenge; a reason where it departs from the joint choice."""

    choices: dict[int, int]
    reason: Annotated[str, Field(max_length=2000)] = ""
