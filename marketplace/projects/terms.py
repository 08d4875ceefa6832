"""What projects take."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from marketplace.challenges.models import Operator
from marketplace.core.terms import Terms


@dataclass(frozen=True)
class BeginTarget:
    """A target as promised in the bid."""

    metric: str
    now: Decimal | None
    wanted: Decimal
    promised: Decimal | None
    operator: str
    unit: str


@dataclass(frozen=True)
class BeginMember:
    """Somebody of the winning team."""

    person_id: int
    temporary: bool
    skill_id: int | None
    days: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class BeginMilestone:
    """A promised step: days after the begin, percent of the budget."""

    title: str
    after_days: int
    payment: int


@dataclass(frozen=True)
class Begin:
    """A project begun by an award (or entrusted directly)."""

    source: str  # award/5
    challenge_id: int
    studio_id: int
    lead_id: int
    title: str
    goal: str
    budget: int  # yuan
    work_days: int  # calendar days to deliver
    targets: tuple[BeginTarget, ...]
    members: tuple[BeginMember, ...]
    milestones: tuple[BeginMilestone, ...]
    shares: dict[int, int] = field(default_factory=dict)  # studio → percent; empty: the studio alone


# --- what is typed -----------------------------------------------------------------------------

Line = Annotated[str, Field(min_length=2, max_length=120)]
Words = Annotated[str, Field(min_length=5, max_length=2000)]


class TargetTerms(Terms):
    """One target of a studio's own project."""

    metric: Annotated[str, Field(min_length=1, max_length=80)]
    now: Annotated[Decimal | None, Field(ge=-(10**9), le=10**9)] = None
    wanted: Annotated[Decimal, Field(ge=-(10**9), le=10**9)]
    operator: Operator = Operator.AT_MOST
    unit: Annotated[str, Field(max_length=32)] = ""


class RegisterTerms(Terms):
    """A project the studio registers itself, before the work begins."""

    title: Line
    goal: Annotated[str, Field(min_length=10, max_length=4000)]
    budget: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    due_on: date
    targets: Annotated[list[TargetTerms], Field(min_length=1, max_length=20)]


class TaskTerms(Terms):
    """A task the lead gives."""

    title: Line
    assignee: int
    due_on: date


class MilestoneTerms(Terms):
    """A dated step."""

    title: Line
    due_on: date
    payment: Annotated[int, Field(ge=0, le=100)] = 0


class EvidenceTerms(Terms):
    """What shows that a milestone is reached."""

    evidence: Words


class ReasonTerms(Terms):
    """Why."""

    reason: Words


class DeliverTerms(Terms):
    """The team's words at delivery."""

    note: Words


class AcceptTerms(Terms):
    """The department's words; what is decided comes from the button."""

    decision: Literal["met", "partly", "returned", "diligent", "not_met"]
    verdict: Words
