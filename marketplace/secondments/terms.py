"""What the deeds of a loan take."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self, TypedDict

from pydantic import Field, model_validator

from marketplace.core.i18n import _
from marketplace.core.terms import Terms

Days = Annotated[int, Field(ge=1, le=400)]


class _Period(Terms):
    days: Days
    starts_on: date
    ends_on: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        length = (self.ends_on - self.starts_on).days + 1
        if length < 1:
            raise ValueError(_("The last day is before the first."))
        if self.days > length:
            raise ValueError(_("There are only %(n)s calendar days between the two dates.", n=length))
        return self


class LoanTerms(_Period):
    """What is asked of a person: a skill, days, dates, for whom and what for. Never a bid's content."""

    skill_id: int | None = None
    asked_for: Annotated[str, Field(min_length=1, max_length=128)]
    purpose: Annotated[str, Field(min_length=4, max_length=300)]
    due: datetime | None = None


class Asked(TypedDict, total=False):
    """The same as keywords."""

    skill_id: int | None
    days: int
    starts_on: date
    ends_on: date
    asked_for: str
    purpose: str
    due: datetime | None


class ReleaseTerms(_Period):
    """What the home unit gives: at most what was asked, with its conditions."""

    conditions: Annotated[str, Field(max_length=300)] = ""


class RefusalTerms(Terms):
    """Why not."""

    reason: Annotated[str, Field(min_length=2, max_length=300)]


class Span(TypedDict):
    """Days of a person between two dates, and how they count."""

    days: int
    starts_on: date
    ends_on: date
    core: bool
    firm: bool
