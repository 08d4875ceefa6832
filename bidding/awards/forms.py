"""What is filled in about awards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms

from bidding.awards.models import Ruling
from bidding.awards.terms import (
    AnswerTerms,
    ComplaintTerms,
    GateTerms,
    MessageTerms,
    NameTerms,
    ObjectionTerms,
    ReasonTerms,
    RuleLine,
    RuleTerms,
)
from marketplace.core.forms import Form, choice, day, integer, text, text_area
from marketplace.core.i18n import _l
from marketplace.projects.models import Project


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
            ("next", _l("Upheld: annul, the next candidate follows")),
        ],
    )
    answer = text_area(
        AnswerTerms, "answer", label=_l("Reasons"), hint=_l("Whoever objected and all bidders read them.")
    )


class ReasonForm(Form):
    """A reason everybody may read."""

    terms_class = ReasonTerms
    reason = text_area(ReasonTerms, "reason", label=_l("Reason"), hint=_l("All bidders read it."))


class ComplaintForm(Form):
    """What is wrong with the answer."""

    terms_class = ComplaintTerms
    about = text_area(
        ComplaintTerms,
        "about",
        label=_l("What is wrong with the answer?"),
        hint=_l("What was not looked at, or judged wrongly; the objection itself lies with it."),
    )


class DecideForm(AnswerForm):
    """The leading group's decision on a complaint."""

    outcome = choice(
        AnswerTerms,
        "outcome",
        label=_l("Decision on the complaint"),
        choices=[
            ("", _l("Please choose")),
            ("rejected", _l("Rejected: the result stands")),
            ("rereview", _l("Upheld: annul and review anew with a new panel")),
            ("next", _l("Upheld: annul, the next candidate follows")),
        ],
    )


class NameForm(Form):
    """Who decides in place of the leading group."""

    terms_class = NameTerms
    employee_no = text(
        NameTerms,
        "employee_no",
        label=_l("Employee number"),
        hint=_l("Somebody without a part in this contest who knows the field."),
    )
    reason = text_area(NameTerms, "reason", label=_l("Reason"), hint=_l("It stands in the trail."))


class MessageForm(Form):
    """The words one bidder reads with the result."""

    terms_class = MessageTerms
    words = text_area(
        MessageTerms,
        "words",
        label=_l("What they are told"),
        hint=_l("Title and last day of the notice are put before it. The scores stand on the bid's page."),
    )


class GateForm(Form):
    """A stage gate."""

    terms_class = GateTerms
    measure = text_area(
        GateTerms,
        "measure",
        label=_l("What is compared?"),
        hint=_l("The measured values or proofs that each team shows on that day."),
    )
    held_on = day(GateTerms, "held_on", label=_l("On which day?"))


class RuleLineForm(wtforms.Form):
    """One racing project."""

    project_id = wtforms.HiddenField()
    ruling = choice(
        RuleLine,
        "ruling",
        label=_l("What becomes of it"),
        choices=[("", _l("Please choose")), *((str(one), one.label) for one in Ruling)],
    )
    into = choice(
        RuleLine, "into", label=_l("Which project it joins"), hint=_l("Only if it joins another."), choices=[]
    )
    percent = integer(
        RuleLine,
        "percent",
        label=_l("Its studio's share of the joint work, percent"),
        hint=_l("Only if it joins another. From 20 percent on the outcome counts for that studio, too."),
    )
    reason = text_area(RuleLine, "reason", label=_l("Reason"), hint=_l("The team reads it."))


class RuleForm(Form):
    """The decision for all racing projects."""

    terms_class = RuleTerms
    lines = wtforms.FieldList(wtforms.FormField(RuleLineForm), label=_l("Racing projects"))

    def offer(self, projects: Sequence[Project]) -> RuleForm:
        """One line for each project, and the others to join."""
        if not len(self.lines):
            for one in projects:
                self.lines.append_entry({"project_id": str(one.id), "percent": 30})
        named = [(str(one.id), f"{one.number} · {one.studio.name}") for one in projects]
        for entry in self.lines:
            entry.form.into.choices = [
                ("", _l("none")),
                *(pair for pair in named if pair[0] != entry.form.project_id.data),
            ]
        return self

    def fields_for_terms(self) -> dict[str, Any]:
        lines = [{k: v for k, v in line.items() if v not in (None, "")} for line in self.lines.data]
        return {"lines": lines}
