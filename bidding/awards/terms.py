"""What award deeds take."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from bidding.awards.models import Ruling
from marketplace.core.terms import Terms

Words = Annotated[str, Field(min_length=5, max_length=4000)]


class ObjectionTerms(Terms):
    """An objection: about what, and what remedy is asked."""

    about: Words
    remedy: Annotated[str, Field(min_length=2, max_length=1000)]


class AnswerTerms(Terms):
    """The answer: rejected, or upheld with its consequence."""

    outcome: Literal["rejected", "rereview", "next"]
    answer: Words


class ReasonTerms(Terms):
    """A reason everybody may read."""

    reason: Words


class ComplaintTerms(Terms):
    """What is wrong with how the objection was answered."""

    about: Words


class NameTerms(Terms):
    """Who decides in place of the leading group, and why."""

    employee_no: Annotated[str, Field(min_length=1, max_length=32)]
    reason: Words


class MessageTerms(Terms):
    """What one bidder is told with the result."""

    words: Annotated[str, Field(min_length=5, max_length=2000)]


class GateTerms(Terms):
    """A day on which racing projects are compared, and by what."""

    measure: Annotated[str, Field(min_length=5, max_length=1000)]
    held_on: date


class RuleLine(Terms):
    """What becomes of one racing project. `percent`: the joining studio's share of the joint work."""

    project_id: int
    ruling: Ruling
    into: int | None = None
    percent: Annotated[int, Field(ge=1, le=90)] = 30
    reason: Annotated[str, Field(min_length=5, max_length=1000)]


class RuleTerms(Terms):
    """The decision at a stage gate, for all projects at once."""

    lines: Annotated[list[RuleLine], Field(min_length=1, max_length=3)]
