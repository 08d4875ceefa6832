"""What is filled in about exchanges."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms import widgets

from marketplace.core import forms
from marketplace.core.i18n import _l
from marketplace.exchanges.terms import CancelTerms, HeldTerms, PlanTerms


class PlanForm(forms.Form):
    """An exchange to come."""

    terms_class = PlanTerms
    title = forms.text(PlanTerms, "title", label=_l("Topic"), hint=_l("Lecture, visit, contest, training …"))
    planned_on = forms.day(PlanTerms, "planned_on", label=_l("Date"))
    place = forms.text(PlanTerms, "place", label=_l("Venue"))


class HeldForm(forms.Form):
    """What took place."""

    terms_class = HeldTerms
    held_on = forms.day(HeldTerms, "held_on", label=_l("Held on"))
    place = forms.text(HeldTerms, "place", label=_l("Venue"))
    members = wtforms.SelectMultipleField(
        _l("Members who took part"), choices=[], validate_choice=False, option_widget=widgets.CheckboxInput()
    )
    guests = forms.text_area(
        HeldTerms,
        "guests",
        label=_l("Others who took part"),
        hint=_l("Employee numbers, separated by commas or lines."),
    )
    summary = forms.text_area(
        HeldTerms,
        "summary",
        label=_l("Summary of the exchange"),
        hint=_l("What was shown, what was learned, what follows."),
    )

    def fields_for_terms(self) -> dict[str, Any]:
        """Ticked people as ids."""
        return {**super().fields_for_terms(), "members": tuple(self.members.data or ())}


class CancelForm(forms.Form):
    """Why it is called off."""

    terms_class = CancelTerms
    reason = forms.text(CancelTerms, "reason", label=_l("Reason"))
