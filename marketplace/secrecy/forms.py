"""Forms of the list and of decisions."""

from __future__ import annotations

from marketplace.core import forms
from marketplace.core.i18n import _l
from marketplace.secrecy.models import Severity
from marketplace.secrecy.terms import DecisionTerms, WordTerms


class WordForm(forms.Form):
    """A word of the list."""

    terms_class = WordTerms
    word = forms.text(WordTerms, "word", label=_l("Word"))
    severity = forms.choice(WordTerms, "severity", choices=Severity, label=_l("What follows"))
    harmless = forms.text_area(
        WordTerms,
        "harmless",
        label=_l("Harmless expressions"),
        hint=_l("One a line: where the word stands in one of them, it is passed over."),
    )
    note = forms.text(WordTerms, "note", label=_l("Note"))


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
