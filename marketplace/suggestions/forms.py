"""Raising a problem: short enough for a phone in the workshop."""

from __future__ import annotations

from typing import Any

import wtforms

from marketplace.core import forms
from marketplace.core.i18n import _l
from marketplace.suggestions.terms import DeclineTerms, SuggestionTerms

T = SuggestionTerms


class SuggestionForm(forms.Form):
    """What is wrong, where, and for whom."""

    terms_class = SuggestionTerms
    title = forms.text(T, "title", label=_l("What is wrong, in one line"))
    text = forms.text_area(
        T, "text", label=_l("What you see"), hint=_l("Since when, how often, what you tried.")
    )
    place = forms.text(T, "place", label=_l("Where"), hint=_l("Line, machine or bay."))
    department_id = wtforms.SelectField(_l("Department"), choices=[], validate_choice=False)
    volunteers = forms.yes_no(T, "volunteers", label=_l("I would like to help solve it"))

    def __init__(self, departments: Any, **known: Any) -> None:
        super().__init__(**known)
        self.department_id.choices = forms.options([(str(unit.id), unit.name) for unit in departments])


class DeclineForm(forms.Form):
    """Why not."""

    terms_class = DeclineTerms
    why = forms.text_area(DeclineTerms, "why", label=_l("Reason"), hint=_l("Whoever raised it reads this."))
