"""What posting takes: a draft may have gaps, so only its title is asked for; the rest before it goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator

from marketplace.challenges.models import Nature, Operator, Scope
from marketplace.core.errors import Invalid
from marketplace.core.forms import sentence
from marketplace.core.i18n import _
from marketplace.core.terms import Terms
from marketplace.people.models import SecrecyLevel
from marketplace.rulebook.defaults import PRESETS

LONG = 4000
MOST_YUAN = 1_000_000_000
Text = Annotated[str, Field(max_length=LONG)]
Yuan = Annotated[int, Field(ge=0, le=MOST_YUAN)]
Measure = Annotated[Decimal, Field(max_digits=15, decimal_places=6)]


class TargetTerms(Terms):
    """One technical target."""

    metric: Annotated[str, Field(min_length=1, max_length=80)]
    now: Measure | None = None
    operator: Operator = Operator.AT_MOST
    wanted: Measure
    unit: Annotated[str, Field(max_length=32)] = ""


class NeedTerms(Terms):
    """One skill the work needs."""

    skill_id: Annotated[int, Field(ge=1)]
    level: Annotated[int, Field(ge=1, le=5)] = 3
    importance: Annotated[int, Field(ge=1, le=5)] = 3
    heads: Annotated[int, Field(ge=1, le=20)] = 1


class ChallengeTerms(Terms):
    """A problem as its department writes it."""

    title: Annotated[str, Field(min_length=4, max_length=120)]
    title_en: Annotated[str, Field(max_length=200)] = ""
    background: Text = ""
    tried: Text = ""
    loss: Yuan = 0
    loss_basis: Annotated[str, Field(max_length=1000)] = ""
    targets: Annotated[tuple[TargetTerms, ...], Field(max_length=20)] = ()
    needs: Annotated[tuple[NeedTerms, ...], Field(max_length=15)] = ()
    acceptance: Text = ""
    constraints: Text = ""
    deliverables: Text = ""
    support: Text = ""
    nature: Nature = Nature.STUBBORN
    difficulty: Annotated[int, Field(ge=1, le=4)] = 2
    milestones: Text = ""
    key_task: Annotated[str, Field(max_length=200)] = ""
    key_task_id: Annotated[int, Field(ge=1)] | None = None
    joint_round: Annotated[str, Field(max_length=40)] = ""
    budget: Yuan = 0
    reward: Yuan = 0
    work_days: Annotated[int, Field(ge=1, le=1095)] = 180
    scope: Scope = Scope.GROUP
    scope_reason: Annotated[str, Field(max_length=1000)] = ""
    secrecy: SecrecyLevel = SecrecyLevel.INTERNAL
    summary: Annotated[str, Field(max_length=1000)] = ""
    circle: Annotated[tuple[str, ...], Field(max_length=60)] = ()  # employee numbers
    preset: Annotated[str, Field(max_length=32)] = "standard"
    external_party: Annotated[str, Field(max_length=128)] = ""
    contract_no: Annotated[str, Field(max_length=64)] = ""

    @field_validator("preset")
    @classmethod
    def _one_of_the_rulebook(cls, code: str) -> str:
        if code not in PRESETS:
            raise ValueError(_("Please choose one of the list."))
        return code

    @field_validator("needs")
    @classmethod
    def _each_skill_once(cls, needs: tuple[NeedTerms, ...]) -> tuple[NeedTerms, ...]:
        if len({need.skill_id for need in needs}) < len(needs):
            raise ValueError(_("Each skill once; say with the number of people how many are needed."))
        return needs


# what stays as it was posted: who may bid, who may know, by which rules
FIXED = ("preset", "joint_round", "scope", "scope_reason", "secrecy", "circle")


class AmendTerms(ChallengeTerms):
    """An open challenge as it shall stand from now on. What is in `FIXED` is not taken from here."""

    why: Annotated[str, Field(min_length=5, max_length=1000)]


class WhyTerms(Terms):
    """A reason that others will read."""

    why: Annotated[str, Field(min_length=2, max_length=1000)]


class PostingTerms(Terms):
    """What the secrecy officer's release names."""

    secrecy: SecrecyLevel
    summary: Annotated[str, Field(max_length=1000)] = ""
    circle: Annotated[tuple[str, ...], Field(max_length=60)] = ()  # employee numbers


class CircleTerms(Terms):
    """A named circle, anew, and why."""

    circle: Annotated[tuple[str, ...], Field(max_length=60)] = ()  # employee numbers
    why: Annotated[str, Field(min_length=2, max_length=500)]


class QuestionTerms(Terms):
    """A question about a challenge."""

    text: Annotated[str, Field(min_length=5, max_length=1000)]


class ObjectionTerms(Terms):
    """What is wrong with the documents, and what ought to be done."""

    text: Annotated[str, Field(min_length=5, max_length=2000)]
    remedy: Annotated[str, Field(min_length=2, max_length=1000)]


class DecisionTerms(Terms):
    """What the department says to an objection."""

    upheld: bool
    text: Annotated[str, Field(min_length=5, max_length=2000)]


class InviteTerms(Terms):
    """The studios that are asked to bid."""

    studio_ids: Annotated[tuple[int, ...], Field(max_length=20)] = ()


class FilesTerms(Terms):
    """A change of the files of what is posted: which go, and why; those that come are handed in beside."""

    why: Annotated[str, Field(min_length=4, max_length=1000)]
    remove: Annotated[tuple[int, ...], Field(max_length=50)] = ()


class AnswerTerms(Terms):
    """The department's answer."""

    text: Annotated[str, Field(min_length=2, max_length=2000)]


# --- a problem from a table or a file ------------------------------------------------------------


class ProblemTerms(Terms):
    """A problem as the group's lists hold it: units by name, skills by code."""

    code: Annotated[str, Field(min_length=1, max_length=32)]
    posting_unit: Annotated[str, Field(min_length=1, max_length=128)]
    department: Annotated[str, Field(max_length=128)] = ""
    skills: tuple[str, ...] = ()
    body: ChallengeTerms


PLAIN = {
    "title_zh": "title", "title_en": "title_en", "background_zh": "background", "tried_zh": "tried",
    "difficulty": "difficulty", "deadline_days": "work_days", "acceptance_zh": "acceptance",
    "constraints_zh": "constraints", "support_zh": "support", "key_task_zh": "key_task",
    "summary_zh": "summary", "preset": "preset", "milestones_zh": "milestones",
    "scope_reason_zh": "scope_reason",
}  # fmt: skip
THEIRS = {ours: theirs for theirs, ours in PLAIN.items()} | {"posting_unit": "posting_unit_zh"}
NATURES = {"急难险重": Nature.URGENT, "疑难杂症": Nature.STUBBORN, "重大技术难题": Nature.MAJOR}
LEVELS = {
    "公开": SecrecyLevel.OPEN, "内部": SecrecyLevel.INTERNAL,
    "普通商密": SecrecyLevel.ORDINARY, "核心商密": SecrecyLevel.CORE,
}  # fmt: skip


def from_problem(record: Mapping[str, Any]) -> ProblemTerms:
    """One record of a `problems.json` as terms; what cannot be read is refused with the record's own key."""
    body: dict[str, Any] = {ours: record[theirs] for theirs, ours in PLAIN.items() if record.get(theirs)}
    loss = record.get("current_loss") or {}
    body["loss"] = yuan(loss.get("amount_wan_per_year"), "current_loss")
    body["loss_basis"] = loss.get("basis_zh") or ""
    body["budget"] = yuan(record.get("budget_wan"), "budget_wan")
    body["reward"] = yuan(record.get("reward_wan"), "reward_wan")
    body["nature"] = _one_of(NATURES, Nature, record, "nature_zh", Nature.STUBBORN)
    body["secrecy"] = _one_of(LEVELS, SecrecyLevel, record, "secrecy_zh", SecrecyLevel.INTERNAL)
    body["scope"] = _one_of({}, Scope, record, "scope", Scope.GROUP)
    body["deliverables"] = "\n".join(record.get("deliverables_zh") or ())
    body["targets"] = [_target(target) for target in record.get("technical_targets") or ()]
    try:
        return ProblemTerms(
            code=str(record.get("code") or ""),
            posting_unit=str(record.get("posting_unit_zh") or ""),
            department=str(record.get("department_zh") or ""),
            skills=tuple(record.get("required_skills") or ()),
            body=ChallengeTerms.model_validate(body),
        )
    except ValidationError as errors:
        first = errors.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise Invalid(sentence(first), field=THEIRS.get(place, place)) from errors


def yuan(wan: Any, field: str) -> int:
    """万元 as lists hold it (number or text) in whole yuan."""
    if wan in (None, ""):
        return 0
    amount = _decimal(wan, field) * 10_000
    if amount != amount.to_integral_value():
        raise Invalid(_("At most four digits after the point (whole yuan)."), field=field)
    return int(amount)


def _decimal(value: Any, field: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Invalid(_("Please enter a number."), field=field) from None
    if not number.is_finite():
        raise Invalid(_("Please enter a number."), field=field)
    return number


def _one_of(
    names: Mapping[str, StrEnum], words: type[StrEnum], record: Mapping[str, Any], key: str, usual: StrEnum
) -> StrEnum:
    said = str(record.get(key) or "").strip()
    if not said:
        return usual
    found = names.get(said) or next((one for one in words if one.value == said), None)
    if found is None:
        known: Iterable[str] = names or [one.value for one in words]
        raise Invalid(
            _("“%(said)s” is not known; possible: %(known)s.", said=said, known="、".join(known)), field=key
        )
    return found


def _target(record: Mapping[str, Any]) -> dict[str, Any]:
    def number(name: str) -> Decimal | None:
        value = record.get(name)
        return None if value is None or value == "" else _decimal(value, "technical_targets")

    return {
        "metric": record.get("metric_zh") or "", "now": number("baseline"), "wanted": number("target"),
        "unit": record.get("unit") or "", "operator": record.get("op") or Operator.AT_MOST,
    }  # fmt: skip
