"""What is filled in about an outcome."""

from __future__ import annotations

from typing import Any

from wtforms.validators import Optional

from marketplace.core.forms import Form, WholeNumber, choice, money, text, text_area, yes_no
from marketplace.core.i18n import _, _l
from marketplace.outcomes.models import OutcomeKind
from marketplace.outcomes.terms import CertifyTerms, OutcomeTerms
from marketplace.projects.models import Project


class CertifyForm(Form):
    """Finance's figure."""

    terms_class = CertifyTerms
    certified = money(
        CertifyTerms,
        "certified",
        label=_l("Certified benefit a year"),
        hint=_l("Checked against the books; only this figure is shown in rankings."),
    )


class OutcomeForm(Form):
    """One outcome; a line for each member of the project is added by `for_project`."""

    terms_class = OutcomeTerms
    people: dict[int, str] = {}
    kind = choice(OutcomeTerms, "kind", label=_l("Kind of outcome"), choices=OutcomeKind)
    summary = text_area(OutcomeTerms, "summary", label=_l("What it is and what it does"))
    replicable = yes_no(OutcomeTerms, "replicable", label=_l("It can be used elsewhere"))
    replicable_where = text(OutcomeTerms, "replicable_where", label=_l("Where else"))
    claimed = money(OutcomeTerms, "claimed", label=_l("Benefit a year as the team sees it"),
                    hint=_l("A claim only: rankings show what finance has certified."))  # fmt: skip

    def fields_for_terms(self) -> dict[str, Any]:
        shares = {key: self[f"share_{key}"].data or 0 for key in self.people}
        return {**super().fields_for_terms(), "shares": shares}


def form_for(project: Project) -> OutcomeForm:
    """The form with one share for each member."""
    members = {m.person_id: m.person.name for m in project.members}
    fields: dict[str, Any] = {
        f"share_{key}": WholeNumber(_("Share of %(name)s, %%", name=name), validators=[Optional()])
        for key, name in members.items()
    }
    made: OutcomeForm = type("OutcomeFormOf", (OutcomeForm,), {"people": members, **fields})()
    return made
