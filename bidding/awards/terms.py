"""What award deeds take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

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
