"""What panel members fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import wtforms
from pydantic import ValidationError

from bidding.panels.models import ScoreSheet
from bidding.panels.queries.shown import Conflict
from bidding.panels.terms import (
    DeclareTerms,
    DismissTerms,
    MarkTerms,
    PostTerms,
    ReasonTerms,
    ReportTerms,
    ReviseTerms,
    SignTerms,
    lacks_reason,
)
from bidding.panels.words import CRITERIA
from marketplace.core.forms import Form, choice, decimal, integer, sentence, text_area
from marketplace.core.i18n import _, _l

STEP = {"step": "0.5", "inputmode": "decimal"}


class DeclareForm(Form):
    """No conflict, or which one."""

    terms_class = DeclareTerms
    conflict = choice(
        DeclareTerms,
        "conflict",
        label=_l("Do you have a conflict with one of them?"),
        choices=[
            ("", _l("Please choose")),
            ("no", _l("No, with none of them")),
            ("yes", _l("Yes, I step back")),
        ],
    )
    studio = choice(
        DeclareTerms,
        "studio",
        label=_l("With whom?"),
        hint=_l("Only if you step back. Their bid is then kept from you everywhere."),
        choices=[],
    )
    reason = text_area(
        DeclareTerms,
        "reason",
        label=_l("Which one?"),
        hint=_l("Only if you step back: family, shared work, rivalry …"),
    )

    def offer(self, bidders: Sequence[tuple[str, list[str], int]]) -> DeclareForm:
        """Fill the list of studios."""
        whole = [("", _("With the challenge as a whole"))]
        self.studio.choices = whole + [(str(studio_id), name) for name, _people, studio_id in bidders]
        return self


class StepDownForm(DeclareForm):
    """A conflict noticed later."""

    conflict = None  # that there is one is said by the page itself

    def fields_for_terms(self) -> dict[str, Any]:
        return {**super().fields_for_terms(), "conflict": "yes"}


class DismissForm(Form):
    """Why a conflict does not count."""

    terms_class = DismissTerms
    person_id = wtforms.HiddenField()
    kind = wtforms.HiddenField()
    bid_id = wtforms.HiddenField()
    reason = text_area(
        DismissTerms, "reason", label=_l("Reason"), hint=_l("It stays readable beside the draw.")
    )

    def names(self, one: Conflict) -> bool:
        """Is it this conflict the form is about?"""
        asked = (self.person_id.data, self.kind.data, self.bid_id.data or "")
        return asked == (str(one.person_id), one.kind, "" if one.bid_id is None else str(one.bid_id))


class ReasonForm(Form):
    """A reason."""

    terms_class = ReasonTerms
    reason = text_area(ReasonTerms, "reason", label=_l("Reason"))


class PostForm(Form):
    """A word in the discussion."""

    terms_class = PostTerms
    text = text_area(PostTerms, "text", label=_l("Your word"))


class ReviseForm(Form):
    """One of the own marks, changed."""

    terms_class = ReviseTerms
    bid_id = choice(ReviseTerms, "bid_id", label=_l("Bid"), choices=[])
    criterion = choice(ReviseTerms, "criterion", label=_l("Criterion"), choices=[])
    points = decimal(
        ReviseTerms, "points", label=_l("New mark"), hint=_l("0 to 10 in steps of 0.5"), render_kw=STEP
    )
    reason = text_area(
        ReviseTerms, "reason", label=_l("Reason for the mark"), hint=_l("Needed below 6 or above 9.")
    )
    why = text_area(
        ReviseTerms,
        "why",
        label=_l("Why do you change it?"),
        hint=_l("The first mark stays in the books beside the new one."),
    )

    def offer(self, bids: Sequence[tuple[int, str]], codes: Sequence[str]) -> ReviseForm:
        """Fill the lists."""
        self.bid_id.choices = [(str(bid_id), label) for bid_id, label in bids]
        self.criterion.choices = [(code, CRITERIA[code][0] if code in CRITERIA else code) for code in codes]
        return self


class ReportForm(Form):
    """Text and number of candidates."""

    terms_class = ReportTerms
    candidates = integer(
        ReportTerms,
        "candidates",
        label=_l("Candidates put forward"),
        hint=_l("The first ones of the ranking; 0 means no bid is suitable."),
    )
    text = text_area(
        ReportTerms,
        "text",
        label=_l("Report"),
        hint=_l("What decided, what was weighed against it, what the winner must mind."),
    )


class SignForm(Form):
    """A signature."""

    terms_class = SignTerms
    dissent = text_area(
        SignTerms,
        "dissent",
        label=_l("Dissent"),
        hint=_l("Leave it empty if you agree. It stands in the report under your name."),
    )


class SheetForm(Form):
    """The sheet of one bid: a mark and a reason for each criterion."""

    codes: tuple[str, ...] = ()
    marks: dict[str, MarkTerms]

    def validate(self, extra_validators: Any = None) -> bool:
        ok = super().validate(extra_validators)
        self.marks = {}
        for code in self.codes:
            typed = {"points": self[f"points_{code}"].data, "reason": self[f"reason_{code}"].data or ""}
            try:
                self.marks[code] = MarkTerms.model_validate(typed)
            except ValidationError as errors:
                for error in errors.errors():
                    self._put((f"{error['loc'][0]}_{code}",), sentence(error))
                ok = False
        return ok and not self.errors

    def reasoned(self) -> bool:
        """Saved by hand, a mark far from the middle has its reason; while one types it may be missing."""
        for code, mark in self.marks.items():
            if mark.points is not None and lacks_reason(int(mark.points * 2), mark.reason):
                self._put((f"reason_{code}",), _("A mark below 6 or above 9 needs a reason."))
        return not self.errors


def sheet_form(weights: Mapping[str, int], sheet: ScoreSheet | None) -> SheetForm:
    """The sheet for these criteria, with what was kept of it."""
    fields: dict[str, Any] = {"codes": tuple(weights)}
    kept: dict[str, Any] = {}
    for code, weight in weights.items():
        name, hint = CRITERIA.get(code, (code, ""))
        label = _("%(criterion)s (weight %(n)s)", criterion=str(name), n=weight)
        fields[f"points_{code}"] = decimal(
            MarkTerms, "points", label=label, hint=hint, render_kw={**STEP, "min": "0", "max": "10"}
        )
        fields[f"reason_{code}"] = text_area(MarkTerms, "reason", label=_l("Reason"))
        half_points, reason = (sheet.marks.get(code) if sheet else None) or [None, ""]
        kept[f"points_{code}"] = None if half_points is None else Decimal(half_points) / 2
        kept[f"reason_{code}"] = reason
    made: SheetForm = type("SheetForm", (SheetForm,), fields)(**kept)
    return made
