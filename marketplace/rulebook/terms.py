"""A new version of the settings, with its validity review."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from marketplace.core.terms import Terms
from marketplace.rulebook.defaults import SETTINGS

Days = Annotated[int, Field(ge=1, le=365)]


class SettingsTerms(Terms):
    """The numbers of the house that are no preset, weight or target."""

    question_answer_wd: Days
    loan_answer_wd: Days
    accept_wd: Days
    commitment_days: Days
    complaint_days: Days
    complaint_answer_wd: Days
    support_days_share: Annotated[int, Field(ge=0, le=100)]
    core_projects: Annotated[int, Field(ge=1, le=10)]
    day_price: Annotated[int, Field(ge=0, le=100_000)] = SETTINGS["day_price"]
    day_away: Annotated[int, Field(ge=0, le=100_000)] = SETTINGS["day_away"]
    studio_awards: Annotated[int, Field(ge=1, le=20)] = SETTINGS["studio_awards"]
    panel_seats: Annotated[int, Field(ge=1, le=20)] = SETTINGS["panel_seats"]
    partly_counts: bool = False
    lending_counts: bool = False
    pilot: bool = False
    reviewers: Annotated[str, Field(min_length=2, max_length=255)]
    reviewed_on: date
    conclusion: Annotated[str, Field(min_length=5, max_length=2000)]
    review_again_on: date

    def body(self) -> dict[str, int | bool]:
        """The numbers without the review."""
        review = {"reviewers", "reviewed_on", "conclusion", "review_again_on"}
        return self.model_dump(exclude=review)
