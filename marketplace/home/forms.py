"""What is filled in behind the counter, as drawn."""

from __future__ import annotations

import wtforms

from marketplace.core import forms
from marketplace.core.i18n import _l
from marketplace.home.terms import CalendarTerms, ClockTerms, ViewTerms
from marketplace.secrecy.terms import DecisionTerms


class CalendarForm(forms.Form):
    """One day of the working-day calendar."""

    terms_class = CalendarTerms
    day = forms.day(CalendarTerms, "day", label=_l("Calendar day"))
    works = forms.yes_no(CalendarTerms, "works", label=_l("It is worked on this day (a make-up day)"))
    note = forms.text(CalendarTerms, "note", label=_l("Occasion"), hint=_l("For example: National Day"))


class ClockForm(forms.Form):
    """How far the demo's clock goes ahead."""

    terms_class = ClockTerms
    days = forms.integer(
        ClockTerms, "days", label=_l("Days ahead"), hint=_l("Leave empty when you give a day.")
    )
    to = forms.day(ClockTerms, "to", label=_l("Or to the morning (08:00) of this day"))


class ViewForm(forms.Form):
    """A name for a list as it is filtered now."""

    terms_class = ViewTerms
    name = forms.text(ViewTerms, "name", label=_l("Name of the view"))
    path = wtforms.HiddenField()
    query = wtforms.HiddenField()


class DecisionForm(forms.Form):
    """What a hit is."""

    terms_class = DecisionTerms
    finding = forms.choice(
        DecisionTerms,
        "finding",
        choices=[("cleared", _l("Harmless: it may stay")), ("refused", _l("It must not stand there"))],
        label=_l("Your finding"),
    )
    reason = forms.text_area(DecisionTerms, "reason", label=_l("Reason"))
