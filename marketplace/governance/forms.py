"""A seat as it is filled in."""

from __future__ import annotations

from marketplace.core import forms
from marketplace.core.i18n import _l
from marketplace.governance.terms import SeatTerms


class SeatForm(forms.Form):
    """Who owns a seat and who stands in."""

    terms_class = SeatTerms
    owner_no = forms.text(SeatTerms, "owner_no", label=_l("Owner, by employee number"))
    deputy_no = forms.text(SeatTerms, "deputy_no", label=_l("Deputy, by employee number"))
