"""What an employee fills in on a phone, and what the department answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from marketplace.core.terms import Terms


class SuggestionTerms(Terms):
    """A problem in two sentences: what is seen, and where."""

    department_id: Annotated[int, Field(ge=1)]
    title: Annotated[str, Field(min_length=4, max_length=120)]
    text: Annotated[str, Field(min_length=5, max_length=2000)]
    place: Annotated[str, Field(max_length=120)] = ""
    volunteers: bool = False


class DeclineTerms(Terms):
    """Why a suggestion is not taken up."""

    why: Annotated[str, Field(min_length=5, max_length=1000)]
