"""Rules as they are filled in, each with its validity review."""

from __future__ import annotations

from typing import Any

from marketplace.core import forms
from marketplace.core.i18n import _l
from marketplace.rulebook.terms import (
    CriteriaTerms,
    KeyTaskTerms,
    PresetTerms,
    RuleTerms,
    SettingsTerms,
    TargetsTerms,
    WeightsTerms,
)
from marketplace.rulebook.words import NAMES, SEALING

R, T, P = RuleTerms, SettingsTerms, PresetTerms


class RuleForm(forms.Form):
    """Who argued that the new version is valid."""

    reviewers = forms.text(
        R, "reviewers", label=_l("Reviewed by"), hint=_l("Names and functions of the reviewers.")
    )
    reviewed_on = forms.day(R, "reviewed_on", label=_l("Reviewed on"))
    conclusion = forms.text_area(R, "conclusion", label=_l("Conclusion of the review"))
    review_again_on = forms.day(R, "review_again_on", label=_l("Review again by"))

    @property
    def numbers(self) -> list[Any]:
        """The fields of the rule itself."""
        review = {"form_key", "version", *RuleTerms.model_fields}
        return [field for field in self if field.short_name not in review]


class SettingsForm(RuleForm):
    """A new version of the settings with its validity review."""

    terms_class = SettingsTerms
    question_answer_wd = forms.integer(T, "question_answer_wd", label=NAMES["question_answer_wd"])
    loan_answer_wd = forms.integer(T, "loan_answer_wd", label=NAMES["loan_answer_wd"])
    accept_wd = forms.integer(T, "accept_wd", label=NAMES["accept_wd"])
    commitment_days = forms.integer(T, "commitment_days", label=NAMES["commitment_days"])
    complaint_days = forms.integer(T, "complaint_days", label=NAMES["complaint_days"])
    complaint_answer_wd = forms.integer(T, "complaint_answer_wd", label=NAMES["complaint_answer_wd"])
    support_days_share = forms.integer(T, "support_days_share", label=NAMES["support_days_share"])
    core_projects = forms.integer(T, "core_projects", label=NAMES["core_projects"])
    day_price = forms.integer(T, "day_price", label=NAMES["day_price"])
    day_away = forms.integer(T, "day_away", label=NAMES["day_away"])
    home_lends = forms.integer(T, "home_lends", label=NAMES["home_lends"])
    weight_leeway = forms.integer(T, "weight_leeway", label=NAMES["weight_leeway"])
    swap_wd = forms.integer(T, "swap_wd", label=NAMES["swap_wd"])
    retired_key_days = forms.integer(T, "retired_key_days", label=NAMES["retired_key_days"])
    studio_awards = forms.integer(T, "studio_awards", label=NAMES["studio_awards"])
    panel_seats = forms.integer(T, "panel_seats", label=NAMES["panel_seats"])
    panel_chance = forms.integer(T, "panel_chance", label=NAMES["panel_chance"])
    partly_counts = forms.yes_no(T, "partly_counts", label=NAMES["partly_counts"])
    lending_counts = forms.yes_no(T, "lending_counts", label=NAMES["lending_counts"])
    pilot = forms.yes_no(T, "pilot", label=NAMES["pilot"])


class PresetForm(RuleForm):
    """A new version of a way of bidding."""

    terms_class = PresetTerms
    window_hours = forms.integer(P, "window_hours", label=NAMES["window_hours"], hint=_l("In hours."))
    questions_close_hours = forms.integer(
        P, "questions_close_hours", label=NAMES["questions_close_hours"], hint=_l("In hours.")
    )
    amendment_floor_hours = forms.integer(
        P, "amendment_floor_hours", label=NAMES["amendment_floor_hours"], hint=_l("In hours.")
    )
    minimum_bids = forms.integer(P, "minimum_bids", label=NAMES["minimum_bids"])
    chair_reason = forms.yes_no(P, "chair_reason", label=NAMES["chair_reason"])
    invited = forms.integer(P, "invited", label=NAMES["invited"], hint=_l("0: any studio in scope may bid."))
    panel = forms.integer(P, "panel", label=NAMES["panel"])
    experts = forms.integer(P, "experts", label=NAMES["experts"])
    notice_wd = forms.integer(P, "notice_wd", label=NAMES["notice_wd"])
    answer_wd = forms.integer(P, "answer_wd", label=NAMES["answer_wd"])
    objective = forms.integer(P, "objective", label=NAMES["objective"])
    blind = forms.yes_no(P, "blind", label=NAMES["blind"])
    sealing = forms.choice(P, "sealing", label=NAMES["sealing"], choices=list(SEALING.items()))
    budget_ceiling = forms.money(
        P, "budget_ceiling", label=NAMES["budget_ceiling"], hint=_l("Empty: any budget.")
    )
    winners = forms.integer(P, "winners", label=NAMES["winners"])


class WeightsForm(RuleForm):
    """A new version of the matcher's weights."""

    terms_class = WeightsTerms
    skill = forms.integer(WeightsTerms, "skill", label=NAMES["skill"])
    depth = forms.integer(WeightsTerms, "depth", label=NAMES["depth"])
    experience = forms.integer(WeightsTerms, "experience", label=NAMES["experience"])
    mix = forms.integer(WeightsTerms, "mix", label=NAMES["mix"])
    capacity = forms.integer(WeightsTerms, "capacity", label=NAMES["capacity"])
    benefit = forms.integer(WeightsTerms, "benefit", label=NAMES["benefit"])
    border = forms.integer(WeightsTerms, "border", label=NAMES["border"])


class CriteriaForm(RuleForm):
    """A new version of the panel's criteria."""

    terms_class = CriteriaTerms
    feasibility = forms.integer(CriteriaTerms, "feasibility", label=NAMES["feasibility"])
    response = forms.integer(CriteriaTerms, "response", label=NAMES["response"])
    novelty = forms.integer(CriteriaTerms, "novelty", label=NAMES["novelty"])
    team = forms.integer(CriteriaTerms, "team", label=NAMES["team"])
    value = forms.integer(CriteriaTerms, "value", label=NAMES["value"])
    milestones = forms.integer(CriteriaTerms, "milestones", label=NAMES["milestones"])
    risk = forms.integer(CriteriaTerms, "risk", label=NAMES["risk"])


FOUR = _l("Innovation projects / tackled challenges / mentor–apprentice pairs / exchanges a year")


class TargetsForm(RuleForm):
    """A new version of the annual targets."""

    terms_class = TargetsTerms
    plant = forms.text(TargetsTerms, "plant", label=NAMES["plant"], hint=FOUR)
    company = forms.text(TargetsTerms, "company", label=NAMES["company"], hint=FOUR)
    group = forms.text(TargetsTerms, "group", label=NAMES["group"], hint=FOUR)
    provincial = forms.text(TargetsTerms, "provincial", label=NAMES["provincial"], hint=FOUR)
    national = forms.text(TargetsTerms, "national", label=NAMES["national"], hint=FOUR)


FORMS: dict[str, type[RuleForm]] = {
    "preset": PresetForm,
    "weights": WeightsForm,
    "panel_criteria": CriteriaForm,
    "targets": TargetsForm,
    "settings": SettingsForm,
}


class KeyTaskForm(forms.Form):
    """A key task of a year."""

    terms_class = KeyTaskTerms
    title = forms.text(KeyTaskTerms, "title", label=_l("Key task"))
    year = forms.integer(KeyTaskTerms, "year", label=_l("Year"))
