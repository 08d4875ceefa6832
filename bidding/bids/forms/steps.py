"""The steps of the workspace. What is typed is kept as typed; what it means goes into the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import wtforms
from werkzeug.datastructures import MultiDict

from bidding.bids.queries import Step
from bidding.bids.terms import (
    FIELDS,
    MOST_LINES,
    Answer,
    BidTerms,
    BudgetLine,
    CostKind,
    MilestoneTerms,
    OutcomeKind,
    OutcomeLine,
    RiskLine,
    TargetResponse,
)
from marketplace.challenges.models import Target
from marketplace.core import forms
from marketplace.core.fields import Money
from marketplace.core.i18n import Words, _l
from marketplace.core.terms import Terms

Pairs = Sequence[tuple[str, str]]


def label(name: str) -> str:
    """What a field is called."""
    return FIELDS[name][1]


class StepForm(forms.Form):
    """One step: drawn from what was typed, complete or not. It carries no form key: a digest of the content
    must not be stored, and a step sent twice is refused by its number."""

    def __init__(self, typed: Pairs = ()) -> None:
        wtforms.Form.__init__(self, formdata=MultiDict(typed))
        self.refusal, self.saved, self._terms = None, False, None
        self.validate()

    def values(self) -> dict[str, Any]:
        """What was understood: texts, whole numbers, lists; decimals as text; nothing empty."""
        kept = {f.short_name: _value(f) for f in self if f.short_name not in ("form_key", "version")}
        return {name: value for name, value in kept.items() if value not in (None, "", [])}


def _value(field: Any) -> Any:
    if isinstance(field, wtforms.FieldList):
        lines = [{f.short_name: _value(f) for f in entry.form} for entry in field]
        return [
            {k: v for k, v in line.items() if v not in (None, "")}
            for line in lines
            if _is_filled(line, field)
        ]
    data = field.data
    if isinstance(data, Decimal):
        return int(data) if isinstance(field, Money) else f"{data:f}"
    return data.strip() if isinstance(data, str) else data


def _is_filled(line: dict[str, Any], field: Any) -> bool:
    chosen = {"kind", "place", "metric"}
    return any(value not in (None, "") for name, value in line.items() if name not in chosen)


def typed_in(form: type[StepForm], sent: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs of a request that belong to this step, at most so many lines a list."""
    names = {name for name, value in vars(form).items() if hasattr(value, "field_class")}
    lines: dict[str, set[str]] = {}
    kept = []
    for name, value in sent:
        found = re.fullmatch(r"([a-z_]+)-(\d{1,4})-[a-z_]+", name)
        if found is None:
            if name in names:
                kept.append((name, value))
            continue
        seen = lines.setdefault(found[1], set())
        if found[1] in names and (found[2] in seen or len(seen) < MOST_LINES):
            seen.add(found[2])
            kept.append((name, value))
    return kept


def _options(words: type[Words], *, empty: bool = False) -> list[tuple[str, str]]:
    first = [("", _l("Please choose"))] if empty else []
    return [*first, *((word.value, word.label) for word in words)]


def _text(terms: type[Terms], name: str, hint: str = "") -> Any:
    return forms.text(terms, name, label=label(name), hint=hint)


def _area(name: str, hint: str = "") -> Any:
    return forms.text_area(BidTerms, name, label=label(name), hint=hint)


class IdeaForm(StepForm):
    """Understanding, approach, novelty."""

    understanding = _area("understanding", _l("How the fault comes about, and what speaks for it."))
    approach = _area("approach", _l("What you will do, in which order, and how you will know it works."))
    novelty = _area("novelty", _l("What has not been tried here before."))


class ResponseForm(wtforms.Form):
    """The answer to one target."""

    place = wtforms.IntegerField(widget=wtforms.widgets.HiddenInput())
    metric = wtforms.HiddenField()
    answer = forms.choice(
        TargetResponse, "answer", label=label("answer"), choices=_options(Answer, empty=True)
    )
    promised = forms.decimal(TargetResponse, "promised", label=label("promised"))
    note = _text(TargetResponse, "note", _l("Needed for a deviation: why, and what you offer instead."))


class TargetsForm(StepForm):
    """A response to every target."""

    responses = wtforms.FieldList(wtforms.FormField(ResponseForm), label=label("responses"))


class MilestoneForm(wtforms.Form):
    """A step with its day and its payment."""

    title = _text(MilestoneTerms, "title")
    after_days = forms.integer(MilestoneTerms, "after_days", label=label("after_days"))
    evidence = _text(MilestoneTerms, "evidence")
    payment = forms.integer(MilestoneTerms, "payment", label=label("payment"))


class PlanForm(StepForm):
    """Who does what, and when."""

    division = _area("division", _l("Who of the team does which part."))
    milestones = wtforms.FieldList(
        wtforms.FormField(MilestoneForm), label=label("milestones"), min_entries=1,
        description=_l("The payments of all milestones total 100 percent."),
    )  # fmt: skip


class CostForm(wtforms.Form):
    """A budget line."""

    kind = forms.choice(BudgetLine, "kind", label=label("kind"), choices=_options(CostKind))
    what = _text(BudgetLine, "what")
    amount = forms.money(BudgetLine, "amount", label=_l("Amount in 10,000 yuan"))


class MoneyForm(StepForm):
    """What it costs, and what is needed on site."""

    budget = wtforms.FieldList(wtforms.FormField(CostForm), label=label("budget"), min_entries=1)
    support = _area("support", _l("Furnace time, test windows, people on site. If nothing: say so."))


class RiskForm(wtforms.Form):
    """A risk."""

    risk = _text(RiskLine, "risk")
    fallback = _text(RiskLine, "fallback")


class RisksForm(StepForm):
    """What may go wrong."""

    risks = wtforms.FieldList(wtforms.FormField(RiskForm), label=label("risks"), min_entries=1)


class OutcomeForm(wtforms.Form):
    """An expected outcome."""

    kind = forms.choice(OutcomeLine, "kind", label=label("kind"), choices=_options(OutcomeKind))
    what = forms.text(OutcomeLine, "what", label=_l("Outcome"))


class ResultsForm(StepForm):
    """What it brings."""

    benefit = _area("benefit", _l("What becomes better, and how the figure was worked out."))
    benefit_yearly = forms.money(BidTerms, "benefit_yearly", label=_l("Benefit a year in 10,000 yuan"))
    outcomes = wtforms.FieldList(wtforms.FormField(OutcomeForm), label=label("outcomes"), min_entries=1)
    similar = _area("similar", _l("What your studio has done that is like this."))
    apprentices = forms.integer(BidTerms, "apprentices", label=label("apprentices"))
    apprentices_plan = _area("apprentices_plan")


class PromisesForm(StepForm):
    """What the team commits itself to."""

    secrecy = forms.yes_no(
        BidTerms, "secrecy", label=_l("We keep what we learn of this problem to ourselves, now and later.")
    )
    interests = _area(
        "interests",
        _l("Relatives or business ties in the department or the pool of reviewers. If none: say so."),
    )


STEPS: dict[str, tuple[str, type[StepForm]]] = {
    "idea": (_l("Idea"), IdeaForm),
    "targets": (_l("Targets"), TargetsForm),
    "plan": (_l("Plan"), PlanForm),
    "money": (_l("Budget"), MoneyForm),
    "risks": (_l("Risks"), RisksForm),
    "results": (_l("Results"), ResultsForm),
    "promises": (_l("Commitments"), PromisesForm),
}


def kept_form(key: str, kept: Step, targets: Sequence[Target]) -> StepForm:
    """A step as it was saved: as typed, or, where a program wrote it, out of its values."""
    form = step_form(key, kept.typed, targets)
    return form if form.values() == kept.values else step_form(key, as_typed(kept.values), targets)


def as_typed(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What somebody would have typed to say this."""
    pairs = []
    for name, value in values.items():
        if isinstance(value, list):
            for n, line in enumerate(value):
                at = line.get("place", n)
                pairs += [(f"{name}-{at}-{part}", _spelled(part, one)) for part, one in line.items()]
        elif value is not False:
            pairs.append((name, _spelled(name, value)))
    return pairs


def _spelled(name: str, value: Any) -> str:
    if name in ("amount", "benefit_yearly"):
        return f"{Decimal(value) / 10_000:f}"
    return str(value)


def step_form(key: str, typed: Pairs, targets: Sequence[Target]) -> StepForm:
    """A step as typed; the targets step has one entry for every target of the challenge."""
    if key != "targets":
        return STEPS[key][1](typed)
    given = _answers(typed)
    pairs = []
    for n, target in enumerate(targets):
        mark, said = f"responses-{n}", given.get(str(target.place), {})
        pairs += [(f"{mark}-place", str(target.place)), (f"{mark}-metric", target.metric)]
        pairs += [(f"{mark}-{name}", said.get(name, "")) for name in ("answer", "promised", "note")]
    return TargetsForm(pairs)


def _answers(typed: Pairs) -> dict[str, dict[str, str]]:
    """What was answered, by the place of the target: lines may stand in another order than they were sent."""
    lines: dict[str, dict[str, str]] = {}
    for name, value in typed:
        _list, _, rest = name.partition("-")
        line, _, part = rest.partition("-")
        lines.setdefault(line, {})[part] = value
    return {line["place"]: line for line in lines.values() if "place" in line}
