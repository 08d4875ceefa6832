"""What is filled in at the year's end."""

from __future__ import annotations

import wtforms

from marketplace.core import forms
from marketplace.core.fields import options
from marketplace.core.i18n import _l
from marketplace.evaluation.terms import Decision, Plan, Reply, Report, Review, Ruling


class ReportForm(forms.Form):
    """The self-report."""

    terms_class = Report
    self_report = forms.text_area(
        Report,
        "self_report",
        label=_l("Self-report"),
        hint=_l("What was reached, what was not and why, what you need next year; the counts are shown."),
    )


class DecisionForm(forms.Form):
    """The result of one studio."""

    terms_class = Decision
    judgement = wtforms.RadioField(
        _l("Result of the year"), default="counts", validate_choice=False,
        choices=options([("counts", _l("As the counts say")), ("exempt", _l("Exempt, with a reason"))]),
    )  # fmt: skip
    reason = forms.text_area(
        Decision, "reason", label=_l("Reason"),
        hint=_l("For an exemption: nothing fitting was posted, founded after 30 June, suspended, merged."),
    )  # fmt: skip


class PlanForm(forms.Form):
    """The answer to a risk notice."""

    terms_class = Plan
    plan = forms.text_area(
        Plan, "plan", label=_l("Rectification plan"), hint=_l("What will be done, by whom, by when.")
    )


class _GoOn:
    go_on = wtforms.RadioField(
        _l("Conclusion"),
        choices=options([("yes", _l("Go on with the delisting")), ("no", _l("Drop it"))]),
        validate_choice=False,
    )


class ReviewForm(_GoOn, forms.Form):
    """The leading group's review."""

    terms_class = Review
    review = forms.text_area(
        Review, "review", label=_l("Findings"), hint=_l("What was looked at, and what it says.")
    )


class ReplyForm(forms.Form):
    """The studio's reply."""

    terms_class = Reply
    reply = forms.text_area(
        Reply, "reply", label=_l("Reply"), hint=_l("Facts the leading group should know before it decides.")
    )


class RulingForm(_GoOn, forms.Form):
    """The chair's decision."""

    terms_class = Ruling
    decision = forms.text_area(Ruling, "decision", label=_l("Decision and reasons"))
    successor_no = forms.text(
        Ruling,
        "successor_no",
        label=_l("Successor's employee number"),
        hint=_l("Takes over the running projects; needed if there are any."),
    )
