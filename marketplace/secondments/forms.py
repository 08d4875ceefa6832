"""What is filled in about loans."""

from __future__ import annotations

from marketplace.core import forms
from marketplace.core.i18n import _l
from marketplace.secondments.terms import RefusalTerms, ReleaseTerms


class ReleaseForm(forms.Form):
    """The home unit lets somebody go."""

    terms_class = ReleaseTerms
    days = forms.integer(
        ReleaseTerms, "days", label=_l("Days released"), hint=_l("At most what was asked for.")
    )
    starts_on = forms.day(ReleaseTerms, "starts_on", label=_l("First day"))
    ends_on = forms.day(ReleaseTerms, "ends_on", label=_l("Last day"))
    conditions = forms.text_area(
        ReleaseTerms,
        "conditions",
        label=_l("Conditions"),
        hint=_l("For example: back for the overhaul from the 10th to the 15th."),
    )


class RefusalForm(forms.Form):
    """No, and why."""

    terms_class = RefusalTerms
    reason = forms.text_area(
        RefusalTerms,
        "reason",
        label=_l("Reason"),
        hint=_l("Whoever asked reads it, so that they can plan anew."),
    )
