"""What the deeds of a studio take."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from marketplace.core.terms import Terms
from marketplace.studios.models import StudioState, Tier

EmployeeNo = Annotated[str, Field(min_length=1, max_length=32)]


class ProfileTerms(Terms):
    """What a studio says of itself."""

    name_en: Annotated[str, Field(max_length=128)] = ""
    field: Annotated[str, Field(min_length=2, max_length=128)]
    story: Annotated[str, Field(max_length=5000)] = ""
    evidence: Annotated[str, Field(max_length=5000)] = ""


class JoinTerms(Terms):
    """Somebody joins."""

    employee_no: EmployeeNo
    since: date


class LeaveTerms(Terms):
    """Somebody leaves."""

    until: date
    reason: Annotated[str, Field(min_length=2, max_length=500)]


class LeadTerms(Terms):
    """Who is to lead the studio, and why."""

    employee_no: EmployeeNo
    reason: Annotated[str, Field(min_length=5, max_length=500)]


class LeadRuling(Terms):
    """What the chair decides."""

    go_on: bool
    decision: Annotated[str, Field(min_length=2, max_length=1000)]


class StudioRow(Terms):
    """A studio as a roster brings it; matched by its code, so that taking it in twice changes nothing."""

    code: Annotated[str, Field(min_length=1, max_length=32)]
    name: Annotated[str, Field(min_length=2, max_length=128)]
    name_en: Annotated[str, Field(max_length=128)] = ""
    tier: Tier
    field: Annotated[str, Field(min_length=1, max_length=128)]
    home_unit_id: int
    lead_id: int
    core_ids: tuple[int, ...] = ()
    plaque_no: Annotated[str | None, Field(max_length=32)] = None
    founded_on: date
    hung_on: date | None = None
    story: Annotated[str, Field(max_length=5000)] = ""
    evidence: Annotated[str, Field(max_length=5000)] = ""
    state: StudioState = StudioState.FOUNDED
