"""What is filled in about projects."""

from __future__ import annotations

from typing import Any

import wtforms

from marketplace.challenges.models import Operator
from marketplace.core.forms import Form, Number, choice, day, integer, money, options, text, text_area
from marketplace.core.i18n import _, _l
from marketplace.projects.models import Project
from marketplace.projects.terms import (
    AcceptTerms,
    DeliverTerms,
    EvidenceTerms,
    MilestoneTerms,
    ReasonTerms,
    RegisterTerms,
    TargetTerms,
    TaskTerms,
)


class TargetForm(wtforms.Form):
    """One line of targets."""

    metric = text(TargetTerms, "metric", label=_l("Metric"))
    now = Number(_l("Now"), validators=[wtforms.validators.Optional()])
    operator = wtforms.SelectField(_l("Direction"), choices=options((str(o), o.label) for o in Operator))
    wanted = Number(_l("Wanted"), validators=[wtforms.validators.Optional()])
    unit = text(TargetTerms, "unit", label=_l("Unit of measure"))


class RegisterForm(Form):
    """A studio's own project."""

    terms_class = RegisterTerms
    title = text(RegisterTerms, "title", label=_l("Title"))
    goal = text_area(RegisterTerms, "goal", label=_l("What is to be achieved, and for whom"))
    budget = money(RegisterTerms, "budget", label=_l("Budget"), hint=_l("0 when none is needed."))
    due_on = day(RegisterTerms, "due_on", label=_l("To be finished on"))
    targets = wtforms.FieldList(
        wtforms.FormField(TargetForm), label=_l("Technical targets"), min_entries=1,
        description=_l("At least one; acceptance measures exactly these."),
    )  # fmt: skip

    def fields_for_terms(self) -> dict[str, Any]:
        lines = [{k: v for k, v in line.items() if v not in (None, "")} for line in self.targets.data]
        return {**super().fields_for_terms(), "targets": lines}


class TaskForm(Form):
    """A task."""

    terms_class = TaskTerms
    title = text(TaskTerms, "title", label=_l("Task"))
    assignee = choice(TaskTerms, "assignee", label=_l("Who"), choices=[])
    due_on = day(TaskTerms, "due_on", label=_l("By"))

    def for_team(self, project: Project) -> TaskForm:
        """Only people of the team."""
        people = {project.lead_id: project.lead.name} | {m.person_id: m.person.name for m in project.members}
        self.assignee.choices = options((str(key), name) for key, name in people.items())
        return self


class MilestoneForm(Form):
    """A milestone."""

    terms_class = MilestoneTerms
    title = text(MilestoneTerms, "title", label=_l("Milestone"))
    due_on = day(MilestoneTerms, "due_on", label=_l("By"))
    payment = integer(MilestoneTerms, "payment", label=_l("Payment, % of the budget"))


class EvidenceForm(Form):
    """What shows it."""

    terms_class = EvidenceTerms
    evidence = text_area(EvidenceTerms, "evidence", label=_l("What shows that it is reached"),
                         hint=_l("Name records, test reports, dates; add files under “Files”."))  # fmt: skip


class ReasonForm(Form):
    """Why."""

    terms_class = ReasonTerms
    reason = text_area(ReasonTerms, "reason", label=_l("Reason"))


class DeliverForm(Form):
    """Delivery."""

    terms_class = DeliverTerms
    note = text_area(DeliverTerms, "note", label=_l("What is handed over, and where it can be seen"))


class AcceptForm(Form):
    """The department's decision."""

    terms_class = AcceptTerms
    decision = choice(AcceptTerms, "decision", label=_l("Decision"), choices=[
        ("met", _l("Met: accept")), ("partly", _l("Partly met: accept with remarks")),
        ("returned", _l("Send back for another round")),
        ("diligent", _l("Not met, with diligence: no blame, no count")), ("not_met", _l("Not met")),
    ])  # fmt: skip
    verdict = text_area(AcceptTerms, "verdict", label=_l("What was found, and why"))


def measure_form(project: Project) -> Form:
    """One number and one remark for every target."""

    class MeasureForm(Form):
        pass

    for target in project.targets:
        label = f"{target.metric} ({target.unit})" if target.unit else target.metric
        hint = _(
            "wanted %(op)s %(wanted)s, now %(now)s",
            op=str(target.operator.label),
            wanted=f"{target.wanted:f}",
            now="–" if target.now is None else f"{target.now:f}",
        )
        setattr(
            MeasureForm,
            f"value_{target.id}",
            Number(
                label, description=hint, default=target.measured, validators=[wtforms.validators.Optional()]
            ),
        )
        setattr(
            MeasureForm,
            f"note_{target.id}",
            wtforms.StringField(
                _("How and where it was measured"),
                default=target.measured_note,
                render_kw={"maxlength": "300"},
            ),
        )
    return MeasureForm()


def measured(form: Form, project: Project) -> dict[int, Any]:
    """The filled-in measurements by target."""
    return {
        t.id: (form[f"value_{t.id}"].data, (form[f"note_{t.id}"].data or "")[:300]) for t in project.targets
    }
