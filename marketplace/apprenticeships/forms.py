"""What is filled in about pairs."""

from __future__ import annotations

from marketplace.apprenticeships.terms import EndTerms, PairTerms
from marketplace.core import forms
from marketplace.core.i18n import _l


class PairForm(forms.Form):
    """An agreement."""

    terms_class = PairTerms
    mentor_id = forms.choice(
        PairTerms, "mentor_id", label=_l("Mentor"), choices=[],
        hint=_l("A studio member, senior worker or engineer at least, with fewer than three apprentices."),
    )  # fmt: skip
    apprentice_no = forms.text(PairTerms, "apprentice_no", label=_l("Apprentice's employee number"))
    skill_id = forms.choice(PairTerms, "skill_id", label=_l("Skill to be taught"), choices=[])
    goal = forms.text_area(
        PairTerms,
        "goal",
        label=_l("Goal"),
        hint=_l("What the apprentice can do at the end, and how it is shown."),
    )
    starts_on = forms.day(PairTerms, "starts_on", label=_l("Begins on"))
    months = forms.integer(PairTerms, "months", label=_l("Length in months"))


class EndForm(forms.Form):
    """Why it ends."""

    terms_class = EndTerms
    reason = forms.text_area(EndTerms, "reason", label=_l("Reason"))
