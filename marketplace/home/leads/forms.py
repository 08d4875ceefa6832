"""What is filled in about a new lead."""

from __future__ import annotations

import wtforms

from marketplace.core import forms
from marketplace.core.fields import options
from marketplace.core.i18n import _l
from marketplace.studios.terms import LeadRuling, LeadTerms


class LeadForm(forms.Form):
    """Who is to lead, and why."""

    terms_class = LeadTerms
    employee_no = wtforms.SelectField(_l("Member of the studio"), validate_choice=False)
    reason = forms.text_area(
        LeadTerms, "reason", label=_l("Reason"), hint=_l("Why the lead changes, and why this member fits.")
    )


class RulingForm(forms.Form):
    """The chair's decision."""

    terms_class = LeadRuling
    go_on = wtforms.RadioField(
        _l("Conclusion"), validate_choice=False,
        choices=options([("yes", _l("Name this lead")), ("no", _l("Do not name"))]),
    )  # fmt: skip
    decision = forms.text_area(LeadRuling, "decision", label=_l("Decision and reason"))
