"""What projects take."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


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
