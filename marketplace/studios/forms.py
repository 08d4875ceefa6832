"""What is filled in about studios."""

from __future__ import annotations

from marketplace.core import forms
from marketplace.core.i18n import _l
from marketplace.studios.terms import JoinTerms, LeaveTerms, ProfileTerms


class ProfileForm(forms.Form):
    """The studio in its own words."""

    terms_class = ProfileTerms
    field = forms.text(
        ProfileTerms, "field", label=_l("Field of expertise"), hint=_l("For example: welding of thick plates")
    )
    name_en = forms.text(ProfileTerms, "name_en", label=_l("English name"))
    story = forms.text_area(
        ProfileTerms, "story", label=_l("About the studio"), hint=_l("Who we are and what we are good at.")
    )
    evidence = forms.text_area(
        ProfileTerms,
        "evidence",
        label=_l("Evidence of standing"),
        hint=_l("Documents of naming, prizes, patents, with dates."),
    )


class JoinForm(forms.Form):
    """A new member."""

    terms_class = JoinTerms
    employee_no = forms.text(
        JoinTerms, "employee_no", label=_l("Employee number"), hint=_l("As on the badge.")
    )
    since = forms.day(JoinTerms, "since", label=_l("Member since"))


class LeaveForm(forms.Form):
    """A member goes."""

    terms_class = LeaveTerms
    until = forms.day(LeaveTerms, "until", label=_l("Last day"))
    reason = forms.text(LeaveTerms, "reason", label=_l("Reason"), hint=_l("The person is told the reason."))
