"""What the chair fills in for a seat."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from marketplace.core.terms import Terms


class SeatTerms(Terms):
    """Owner and deputy of a seat by employee number; an empty one leaves a gap."""

    owner_no: Annotated[str, Field(max_length=32)] = ""
    deputy_no: Annotated[str, Field(max_length=32)] = ""
