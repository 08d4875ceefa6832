"""The form of the list."""

from __future__ import annotations

from marketplace.core import forms
from marketplace.core.i18n import _l
from marketplace.secrecy.models import Severity
from marketplace.secrecy.terms import WordTerms


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
