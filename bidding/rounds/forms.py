"""What is filled in when a round is decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms

from bidding.rounds.queries import Line
from bidding.rounds.terms import DecideTerms
from marketplace.core.fields import options
from marketplace.core.forms import Form, text_area
from marketplace.core.i18n import _, _l


class DecideForm(Form):
    """A reason; and, for the challenges of one round, a bid each (see `decide_form`)."""

    terms_class = DecideTerms
    reason = text_area(
        DecideTerms,
        "reason",
        label=_l("Reason"),
        hint=_l("Needed only where you depart from the joint choice. All who see the challenges read it."),
    )

    def fields_for_terms(self) -> dict[str, Any]:
        """The choices by challenge."""
        chosen = {name[7:]: value for name, value in self.data.items() if name.startswith("choice_")}
        return {"choices": chosen, "reason": self.reason.data or ""}


def decide_form(lines: Sequence[Line]) -> DecideForm:
    """A form with one choice for each challenge; it stands on the joint choice."""
    fields: dict[str, Any] = {}
    for line in lines:
        offered = [(str(one.bid_id), _told(one)) for one in line.candidates]
        best = next((str(one.bid_id) for one in line.candidates if one.chosen), "0")
        fields[f"choice_{line.challenge.id}"] = wtforms.SelectField(
            f"{line.challenge.number} · {line.challenge.title}",
            choices=options([*offered, ("0", _("nobody in this round"))]),
            default=best,
        )
    form: DecideForm = type("RoundForm", (DecideForm,), fields)()
    return form


def _told(one: Any) -> str:
    said = f"{one.label} · {one.studio} · {one.final / 100:.2f}"
    return f"{said} · {_('joint choice')}" if one.chosen else said
