"""What is filled in about awards."""

from __future__ import annotations

from bidding.awards.terms import AnswerTerms, ObjectionTerms, ReasonTerms
from marketplace.core.forms import Form, choice, text_area
from marketplace.core.i18n import _l


class ObjectionForm(Form):
    """About what, and what remedy is asked."""

    terms_class = ObjectionTerms
    about = text_area(
        ObjectionTerms,
        "about",
        label=_l("What do you object to?"),
        hint=_l("Name the fact: a rule that was not kept, a conflict, a wrong figure."),
    )
    remedy = text_area(ObjectionTerms, "remedy", label=_l("What should be done?"))


class AnswerForm(Form):
    """The chair's answer."""

    terms_class = AnswerTerms
    outcome = choice(
        AnswerTerms,
        "outcome",
        label=_l("Decision on the objection"),
        choices=[
            ("", _l("Please choose")),
            ("rejected", _l("Rejected: the notice runs on")),
            ("rereview", _l("Upheld: annul and review anew with a new panel")),
            ("next", _l("Upheld: annul, the next candidate goes on notice")),
        ],
    )
    answer = text_area(
        AnswerTerms, "answer", label=_l("Reasons"), hint=_l("Whoever objected and all bidders read them.")
    )


class ReasonForm(Form):
    """A reason everybody may read."""

    terms_class = ReasonTerms
    reason = text_area(ReasonTerms, "reason", label=_l("Reason"), hint=_l("All bidders read it."))
