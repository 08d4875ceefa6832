"""What the deeds of an exchange take."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from marketplace.core.terms import Terms


class PlanTerms(Terms):
    """An exchange to come."""

    title: Annotated[str, Field(min_length=2, max_length=128)]
    planned_on: date
    place: Annotated[str, Field(max_length=128)] = ""


class HeldTerms(Terms):
    """An exchange that took place."""

    held_on: date
    place: Annotated[str, Field(min_length=2, max_length=128)]
    summary: Annotated[str, Field(min_length=10, max_length=5000)]
    members: tuple[int, ...] = ()
    guests: Annotated[str, Field(max_length=4000)] = ""


class CancelTerms(Terms):
    """Why it is called off."""

    reason: Annotated[str, Field(min_length=4, max_length=1000)]
