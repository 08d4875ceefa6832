"""The settings as they are filled in."""

from __future__ import annotations

from marketplace.core import forms
from marketplace.core.i18n import _l
from marketplace.rulebook.terms import SettingsTerms
from marketplace.rulebook.words import NAMES

T = SettingsTerms


class SettingsForm(forms.Form):
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
    studio_awards = forms.integer(T, "studio_awards", label=NAMES["studio_awards"])
    panel_seats = forms.integer(T, "panel_seats", label=NAMES["panel_seats"])
    partly_counts = forms.yes_no(T, "partly_counts", label=NAMES["partly_counts"])
    lending_counts = forms.yes_no(T, "lending_counts", label=NAMES["lending_counts"])
    pilot = forms.yes_no(T, "pilot", label=NAMES["pilot"])
    reviewers = forms.text(
        T, "reviewers", label=_l("Reviewed by"), hint=_l("Names and functions of the reviewers.")
    )
    reviewed_on = forms.day(T, "reviewed_on", label=_l("Reviewed on"))
    conclusion = forms.text_area(T, "conclusion", label=_l("Conclusion of the review"))
    review_again_on = forms.day(T, "review_again_on", label=_l("Review again by"))
