"""What is filled in about letters and entries."""

from __future__ import annotations

from typing import Any

import wtforms

from marketplace.core import forms
from marketplace.core.i18n import _l
from marketplace.ledger.terms import LeadSignature, PlannedExchange, Proposal, ProposalLine, Reason, Targets


class _Numbers:
    """The four targets as fields."""

    projects = forms.integer(Targets, "projects", label=_l("Innovation projects"))
    tackled = forms.integer(Targets, "tackled", label=_l("Tackled challenges"))
    pairs = forms.integer(Targets, "pairs", label=_l("Mentor–apprentice pairs"))
    exchanges = forms.integer(Targets, "exchanges", label=_l("Exchanges"))


class LineForm(_Numbers, wtforms.Form):
    """One studio's line."""

    studio_id = wtforms.HiddenField()
    take = forms.yes_no(ProposalLine, "take", label=_l("Propose to this studio"))


class ProposalForm(forms.Form):
    """Targets for all studios of a leading group."""

    terms_class = Proposal
    lines = wtforms.FieldList(wtforms.FormField(LineForm), label=_l("Studios"))


class TargetsForm(_Numbers, forms.Form):
    """The targets of one letter, corrected."""

    terms_class = Targets


class PlanForm(wtforms.Form):
    """One planned exchange."""

    on = forms.day(PlannedExchange, "on", label=_l("Date"))
    title = forms.text(
        PlannedExchange, "title", label=_l("What is planned"), hint=_l("Lecture, visit, contest, training …")
    )


class SignForm(forms.Form):
    """The lead's signature with the exchange plan."""

    terms_class = LeadSignature
    plan = wtforms.FieldList(wtforms.FormField(PlanForm), label=_l("Exchange plan"), max_entries=99)

    def fields_for_terms(self) -> dict[str, Any]:
        """Lines left empty are not meant."""
        lines = [line for line in self.plan.data if line["on"] or (line["title"] or "").strip()]
        return {"plan": lines}


class ReasonForm(forms.Form):
    """Why."""

    terms_class = Reason
    reason = forms.text_area(
        Reason, "reason", label=_l("Reason"), hint=_l("The studio lead is told the reason.")
    )
