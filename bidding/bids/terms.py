"""What a bid says. The whole document is sealed as one; its limits stand here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, field_validator

from marketplace.core.i18n import Words, _, _l
from marketplace.core.terms import Terms

Long = Annotated[str, Field(min_length=20, max_length=6000)]
Text = Annotated[str, Field(min_length=2, max_length=2000)]
AnyText = Annotated[str, Field(min_length=1, max_length=2000)]  # “无” is one character and an answer
Line = Annotated[str, Field(min_length=2, max_length=200)]
Yuan = Annotated[int, Field(ge=0, le=10**10)]
Figure = Annotated[Decimal, Field(max_digits=15, decimal_places=6)]
MOST_LINES = 30


class Answer(Words):
    """How a bid answers a technical target."""

    MEETS = "meets", _l("Meets")
    EXCEEDS = "exceeds", _l("Exceeds")
    DEVIATES = "deviates", _l("Deviates")


class CostKind(Words):
    """What money goes into."""

    MATERIAL = "material", _l("Materials")
    EQUIPMENT = "equipment", _l("Equipment and tooling")
    TEST = "test", _l("Tests and measurements")
    SERVICE = "service", _l("Outside services")
    TRAVEL = "travel", _l("Travel and training")
    OTHER = "other", _l("Other costs")


class OutcomeKind(Words):
    """What will be left when the work is done."""

    PATENT = "patent", _l("Patent")
    SOFTWARE = "software", _l("Software")
    STANDARD = "standard", _l("Standard or work document")
    METHOD = "method", _l("Advanced operating method")
    FIVE_SMALL = "five_small", _l("Five-small invention")
    PAPER = "paper", _l("Paper or report")
    OTHER = "other", _l("Other outcome")


class TargetResponse(Terms):
    """The answer to one technical target."""

    place: int
    metric: str
    answer: Answer
    promised: Figure
    note: Annotated[str, Field(max_length=500)] = ""


class MilestoneTerms(Terms):
    """A step with its day (counted from the beginning) and its share of the payment."""

    title: Line
    after_days: Annotated[int, Field(ge=1, le=1100)]
    evidence: Line
    payment: Annotated[int, Field(ge=0, le=100)]


class BudgetLine(Terms):
    """What money is needed for."""

    kind: CostKind
    what: Line
    amount: Annotated[int, Field(ge=1, le=10**10)]


class RiskLine(Terms):
    """What may go wrong and what is done then."""

    risk: Line
    fallback: Line


class OutcomeLine(Terms):
    """An outcome that is expected."""

    kind: OutcomeKind
    what: Line


class TeamLine(Terms):
    """Somebody of the team, as it was sealed."""

    person_id: int
    name: str
    unit: str
    category: str
    role: str
    skill_id: int | None
    skill: str
    days: int
    starts_on: date
    ends_on: date


class FileLine(Terms):
    """A file of the bid: its name is known only in here."""

    number: int
    name: str
    kind: str
    size: int
    sha256: str


class ShareLine(Terms):
    """A studio's share of the work."""

    studio_id: int
    studio: str
    percent: int


class BidTerms(Terms):
    """The whole bid, as it is sealed and, after the opening, read."""

    model_config = ConfigDict(hide_input_in_errors=True)  # an error must never carry the content into a log

    understanding: Long
    approach: Long
    novelty: Text
    responses: Annotated[tuple[TargetResponse, ...], Field(min_length=1, max_length=MOST_LINES)]
    division: Text
    milestones: Annotated[tuple[MilestoneTerms, ...], Field(min_length=1, max_length=MOST_LINES)]
    budget: Annotated[tuple[BudgetLine, ...], Field(min_length=1, max_length=MOST_LINES)]
    support: AnyText
    risks: Annotated[tuple[RiskLine, ...], Field(min_length=1, max_length=MOST_LINES)]
    benefit: Text
    benefit_yearly: Yuan
    outcomes: Annotated[tuple[OutcomeLine, ...], Field(min_length=1, max_length=MOST_LINES)]
    similar: AnyText
    apprentices: Annotated[int, Field(ge=0, le=99)]
    apprentices_plan: Annotated[str, Field(max_length=1000)] = ""
    secrecy: Literal[True]
    interests: AnyText
    team: tuple[TeamLine, ...] = ()
    shares: tuple[ShareLine, ...] = ()
    files: tuple[FileLine, ...] = ()

    @field_validator("milestones")
    @classmethod
    def _paid_in_full(cls, lines: tuple[MilestoneTerms, ...]) -> tuple[MilestoneTerms, ...]:
        total = sum(line.payment for line in lines)
        if total != 100:
            raise ValueError(_("The payments total %(n)s %%, they must total 100 %%.", n=total))
        return lines

    @property
    def total(self) -> int:
        """What the bid asks for, in yuan."""
        return sum(line.amount for line in self.budget)

    def body(self) -> dict[str, Any]:
        """The document as plain texts and whole numbers."""
        return self.model_dump(mode="json")


#: Field of the bid → (step of the workspace, what it is called).
FIELDS: dict[str, tuple[str, str]] = {
    "understanding": ("idea", _l("Understanding of the mechanism")),
    "approach": ("idea", _l("Technical approach")),
    "novelty": ("idea", _l("What is new")),
    "responses": ("targets", _l("Response to the targets")),
    "division": ("plan", _l("Division of work")),
    "milestones": ("plan", _l("Milestones")),
    "budget": ("money", _l("Budget lines")),
    "support": ("money", _l("Support needed on site")),
    "risks": ("risks", _l("Risks and fall-back")),
    "benefit": ("results", _l("Expected benefit")),
    "benefit_yearly": ("results", _l("Benefit a year")),
    "outcomes": ("results", _l("Expected outcomes")),
    "similar": ("results", _l("Similar work done")),
    "apprentices": ("results", _l("Apprentices to be trained")),
    "apprentices_plan": ("results", _l("How they are trained")),
    "secrecy": ("promises", _l("Secrecy commitment")),
    "interests": ("promises", _l("Declared interests")),
    "place": ("targets", _l("Target")),
    "metric": ("targets", _l("Metric")),
    "answer": ("targets", _l("Reply")),
    "promised": ("targets", _l("Promised value")),
    "note": ("targets", _l("Remark")),
    "title": ("plan", _l("Milestone")),
    "after_days": ("plan", _l("Days after the beginning")),
    "evidence": ("plan", _l("What shows it")),
    "payment": ("plan", _l("Payment in percent")),
    "kind": ("money", _l("Kind")),
    "what": ("money", _l("What for")),
    "amount": ("money", _l("Amount")),
    "risk": ("risks", _l("What may go wrong")),
    "fallback": ("risks", _l("What we do then")),
}


@dataclass(frozen=True)
class StepTyped:
    """One step of the workspace as it was sent: typed, understood, and over which state it was typed."""

    key: str
    typed: Sequence[tuple[str, str]]  # empty from a program: the page writes it out of the values
    values: Mapping[str, Any]
    seen: int


class MemberTerms(Terms):
    """Who is wanted on the team, for what, when."""

    person_id: Annotated[int, Field(ge=1, le=2**53 - 1)]
    skill_id: Annotated[int, Field(ge=1, le=2**53 - 1)] | None = None
    days: Annotated[int, Field(ge=1, le=400)]
    starts_on: date
    ends_on: date
    purpose: Annotated[str, Field(max_length=300)] = ""

    @field_validator("ends_on")
    @classmethod
    def _in_order(cls, last: date, known: Any) -> date:
        first = known.data.get("starts_on")
        if first is not None and last < first:
            raise ValueError(_("The last day is before the first."))
        days = known.data.get("days")
        if first is not None and days is not None and days > (last - first).days + 1:
            raise ValueError(
                _("There are only %(n)s calendar days between the two dates.", n=(last - first).days + 1)
            )
        return last


class ShareTerms(Terms):
    """A studio's share of the work in percent; the lead studio keeps what is left."""

    percent: Annotated[int, Field(ge=1, le=99)]


class SwapTerms(Terms):
    """Who is asked to stand in, and (for temporary support) what the home unit reads."""

    person_id: Annotated[int, Field(ge=1, le=2**53 - 1)]
    purpose: Annotated[str, Field(max_length=300)] = ""


class PlanTerms(Terms):
    """What the team builder shall fill: person-days for each missing head, between two dates."""

    days: Annotated[int, Field(ge=1, le=120)]
    seats: Annotated[int, Field(ge=1, le=18)]
    starts_on: date
    ends_on: date

    @field_validator("ends_on")
    @classmethod
    def _in_order(cls, last: date, known: Any) -> date:
        first = known.data.get("starts_on")
        if first is not None and last < first:
            raise ValueError(_("The last day is before the first."))
        days = known.data.get("days")
        if first is not None and days is not None and days > (last - first).days + 1:
            raise ValueError(
                _("There are only %(n)s calendar days between the two dates.", n=(last - first).days + 1)
            )
        return last


class TakeTerms(Terms):
    """Which proposal, and what its people are told they are wanted for."""

    kind: Literal["cheapest", "fewest", "calmest"]
    job_id: Annotated[int, Field(ge=1, le=2**53 - 1)]
    purpose: Annotated[str, Field(min_length=4, max_length=300)]


class DeclineTerms(Terms):
    """Why somebody does not join."""

    reason: Annotated[str, Field(max_length=300)] = ""


class WithdrawTerms(Terms):
    """Why a bid is taken back for good."""

    why: Annotated[str, Field(max_length=300)] = ""
