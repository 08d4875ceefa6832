"""New versions of rules, each with its validity review; and key tasks."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from marketplace.core.i18n import _
from marketplace.core.terms import Terms
from marketplace.rulebook.defaults import SETTINGS

Days = Annotated[int, Field(ge=1, le=365)]


Hours = Annotated[int, Field(ge=1, le=2400)]
Share = Annotated[int, Field(ge=0, le=100)]


class RuleTerms(Terms):
    """A version takes effect only with the record of who argued its validity, when and with what end."""

    reviewers: Annotated[str, Field(min_length=2, max_length=255)]
    reviewed_on: date
    conclusion: Annotated[str, Field(min_length=5, max_length=2000)]
    review_again_on: date

    def body(self) -> dict[str, Any]:
        """The numbers without the review."""
        return self.model_dump(exclude=set(RuleTerms.model_fields))


class SettingsTerms(RuleTerms):
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
    home_lends: Annotated[int, Field(ge=1, le=18)] = SETTINGS["home_lends"]
    weight_leeway: Share = SETTINGS["weight_leeway"]
    swap_wd: Days = SETTINGS["swap_wd"]
    retired_key_days: Annotated[int, Field(ge=0, le=3650)] = SETTINGS["retired_key_days"]
    studio_awards: Annotated[int, Field(ge=1, le=20)] = SETTINGS["studio_awards"]
    panel_seats: Annotated[int, Field(ge=1, le=20)] = SETTINGS["panel_seats"]
    panel_chance: Annotated[int, Field(ge=50, le=100)] = SETTINGS["panel_chance"]
    partly_counts: bool = False
    lending_counts: bool = False
    pilot: bool = False


class PresetTerms(RuleTerms):
    """One way of bidding; hours count from the release, *_wd are working days."""

    window_hours: Hours
    questions_close_hours: Hours
    amendment_floor_hours: Hours
    minimum_bids: Annotated[int, Field(ge=1, le=20)]
    chair_reason: bool = False
    invited: Annotated[int, Field(ge=0, le=20)] = 0
    panel: Annotated[int, Field(ge=3, le=15)]
    experts: Annotated[int, Field(ge=2, le=15)]
    notice_wd: Annotated[int, Field(ge=1, le=30)]
    answer_wd: Annotated[int, Field(ge=1, le=30)]
    objective: Share
    blind: bool = False
    sealing: Literal["clock", "quorum"]
    budget_ceiling: Annotated[int, Field(ge=10_000, le=1_000_000_000)] | None = None
    winners: Annotated[int, Field(ge=1, le=3)]

    @model_validator(mode="after")
    def _fit_together(self) -> PresetTerms:
        if max(self.questions_close_hours, self.amendment_floor_hours) > self.window_hours:
            raise ValueError(_("Question time and amendment floor must fit into the time for bids."))
        if self.panel % 2 == 0:
            raise ValueError(_("A panel has an odd number of members."))
        if not self.panel * 2 <= self.experts * 3 <= self.panel * 3:
            raise ValueError(_("At least two thirds of a panel are experts, at most all of it."))
        if self.invited and self.invited < self.minimum_bids:
            raise ValueError(_("At least as many studios are invited as bids are needed."))
        return self


class _Hundred(RuleTerms):
    @model_validator(mode="after")
    def _total(self) -> _Hundred:
        total = sum(self.body().values())
        if total != 100:
            raise ValueError(_("The weights must add up to 100; they add up to %(n)s.", n=total))
        return self


class _Weights(Terms):
    skill: Share
    depth: Share
    experience: Share
    mix: Share
    capacity: Share
    benefit: Share
    border: Share


class WeightsTerms(_Weights, _Hundred):
    """What the matcher's criteria weigh."""


class OwnWeightsTerms(_Weights):
    """What they weigh in one challenge, and why not as usual."""

    reason: Annotated[str, Field(min_length=4, max_length=500)]

    @model_validator(mode="after")
    def _total(self) -> OwnWeightsTerms:
        total = sum(self.body().values())
        if total != 100:
            raise ValueError(_("The weights must add up to 100; they add up to %(n)s.", n=total))
        return self

    def body(self) -> dict[str, int]:
        """The weights without the reason."""
        return self.model_dump(exclude={"reason"})


class CriteriaTerms(_Hundred):
    """What the panel's criteria weigh."""

    feasibility: Share
    response: Share
    novelty: Share
    team: Share
    value: Share
    milestones: Share
    risk: Share


Count = Annotated[int, Field(ge=0, le=99)]
Four = tuple[Count, Count, Count, Count]


class TargetsTerms(RuleTerms):
    """Annual targets of each tier: innovation projects, tackled challenges, pairs, exchanges."""

    plant: Four
    company: Four
    group: Four
    provincial: Four
    national: Four

    @field_validator("plant", "company", "group", "provincial", "national", mode="before")
    @classmethod
    def _four(cls, typed: Any) -> Any:
        if not isinstance(typed, str):
            return typed
        counts = [part.strip() for part in typed.replace("／", "/").split("/")]
        if len(counts) != 4 or not all(part.isdigit() and len(part) < 3 for part in counts):
            raise ValueError(_("Four whole numbers with strokes between them: 2 / 2 / 3 / 6."))
        return tuple(int(part) for part in counts)

    def body(self) -> dict[str, Any]:
        """The numbers as they are kept."""
        return {tier: list(counts) for tier, counts in super().body().items()}


class KeyTaskTerms(Terms):
    """A key task of a year."""

    title: Annotated[str, Field(min_length=4, max_length=200)]
    year: Annotated[int, Field(ge=2020, le=2100)]
