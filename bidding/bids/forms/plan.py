"""What the team builder is asked, and which of its proposals is taken."""

from __future__ import annotations

import wtforms

from bidding.bids.terms import PlanTerms, TakeTerms
from marketplace.core import forms
from marketplace.core.i18n import _l


class PlanTeamForm(forms.Form):
    """How many days, between which dates, how many people at most."""

    terms_class = PlanTerms
    days = forms.integer(
        PlanTerms,
        "days",
        label=_l("Days for each missing person"),
        hint=_l("One skill that lacks two people wants twice these days."),
    )
    seats = forms.integer(PlanTerms, "seats", label=_l("People at most"))
    starts_on = forms.day(PlanTerms, "starts_on", label=_l("First day"))
    ends_on = forms.day(PlanTerms, "ends_on", label=_l("Last day"))


class TakeForm(forms.Form):
    """One proposal out of three, and what the people are told."""

    terms_class = TakeTerms
    kind = wtforms.HiddenField()
    job_id = wtforms.HiddenField()
    purpose = forms.text_area(
        TakeTerms,
        "purpose",
        label=_l("Purpose"),
        hint=_l(
            "Read by the people asked and their units' managers: what they will do. "
            "Nothing of the bid itself."
        ),
    )
