"""The posting form: one long page in groups, saved as a draft whenever one likes."""

from __future__ import annotations

import re
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from marketplace.challenges.models import Challenge, Nature, Operator, Scope
from marketplace.challenges.terms import (
    FIXED,
    AmendTerms,
    AnswerTerms,
    ChallengeTerms,
    CircleTerms,
    DecisionTerms,
    NeedTerms,
    ObjectionTerms,
    PostingTerms,
    QuestionTerms,
    TargetTerms,
    WhyTerms,
)
from marketplace.core.forms import Form, choice, decimal, integer, money, options, text, text_area
from marketplace.core.i18n import _, _l
from marketplace.core.terms import Terms
from marketplace.people.models import SecrecyLevel

C = ChallengeTerms
DIFFICULTY = [(1, _l("1 ordinary")), (2, _l("2 rather hard")), (3, _l("3 hard")), (4, _l("4 very hard"))]
LEVELS = [
    (1, _l("1 knows of")), (2, _l("2 can do")), (3, _l("3 proficient")),
    (4, _l("4 expert")), (5, _l("5 can teach")),
]  # fmt: skip
IMPORTANCE = [
    (5, _l("5 decisive")), (4, _l("4 important")), (3, _l("3 needed")),
    (2, _l("2 useful")), (1, _l("1 nice to have")),
]  # fmt: skip


class Line(wtforms.Form):
    """One line of a list in a form."""

    Meta = Form.Meta


class TargetLine(Line):
    """A technical target."""

    metric = text(TargetTerms, "metric", label=_l("Metric"))
    now = decimal(TargetTerms, "now", label=_l("Now"))
    operator = choice(TargetTerms, "operator", label=_l("Direction"), choices=Operator)
    wanted = decimal(TargetTerms, "wanted", label=_l("Wanted"))
    unit = text(TargetTerms, "unit", label=_l("Unit of measure"))


class NeedLine(Line):
    """A needed skill."""

    skill_id = wtforms.SelectField(_l("Skill"), choices=[], validate_choice=False)
    level = choice(NeedTerms, "level", label=_l("At least"), choices=LEVELS, default=3)
    importance = choice(NeedTerms, "importance", label=_l("Importance"), choices=IMPORTANCE, default=3)
    heads = integer(NeedTerms, "heads", label=_l("Heads"), default=1)


class ChallengeForm(Form):
    """A problem as its department writes it."""

    terms_class: type[ChallengeTerms] = ChallengeTerms

    department_id = wtforms.SelectField(_l("Department"), choices=[], validate_choice=False)
    title = text(
        C,
        "title",
        label=_l("Title"),
        hint=_l("Which part or machine, and what is wrong with it, in one line."),
    )
    title_en = text(C, "title_en", label=_l("Title in English"))
    background = text_area(C, "background", label=_l("Background and what is seen"),
                           hint=_l("Since when, how often, what was measured."))  # fmt: skip
    tried = text_area(C, "tried", label=_l("What was tried"), hint=_l("So that nobody proposes it again."))
    loss = money(C, "loss", label=_l("Present loss a year"))
    loss_basis = text(C, "loss_basis", label=_l("How the loss was worked out"),
                      hint=_l("Example: 9,000 pieces a year × 6.8 % × 1,650 yuan."))  # fmt: skip
    targets = wtforms.FieldList(
        wtforms.FormField(TargetLine),
        _l("Technical targets"),
        min_entries=1,
        max_entries=20,
        description=_l(
            "Bids answer every one of them and acceptance measures them. A line left empty is dropped."
        ),
    )
    needs = wtforms.FieldList(
        wtforms.FormField(NeedLine), _l("Needed skills"), min_entries=1, max_entries=15,
        description=_l("They decide which studios hear of it first. A line left empty is dropped."),
    )  # fmt: skip
    acceptance = text_area(C, "acceptance", label=_l("How it will be accepted"),
                           hint=_l("Where, on how many pieces or days, measured by whom."))  # fmt: skip
    constraints = text_area(C, "constraints", label=_l("Constraints on site"))
    deliverables = text_area(C, "deliverables", label=_l("Deliverables"), hint=_l("One a line."))
    support = text_area(C, "support", label=_l("Support on site"))
    nature = choice(C, "nature", label=_l("Nature"), choices=Nature)
    difficulty = choice(C, "difficulty", label=_l("Difficulty"), choices=DIFFICULTY, default=2)
    milestones = text_area(C, "milestones", label=_l("Milestones wanted"),
                           hint=_l("What must stand by when, one a line."))  # fmt: skip
    key_task_id = wtforms.SelectField(_l("Key task of the year it serves"), choices=[], validate_choice=False)
    key_task = text(
        C, "key_task", label=_l("Or a strategic theme"), hint=_l("If no key task of the list fits.")
    )
    joint_round = text(
        C, "joint_round", label=_l("Joint award round"),
        hint=_l("Challenges of the same round are decided together, so that nobody is planned twice. "
                "Bidders read it; after posting it stands."),
    )  # fmt: skip
    budget = money(C, "budget", label=_l("Budget ceiling"))
    reward = money(C, "reward", label=_l("Reward"))
    work_days = integer(C, "work_days", label=_l("Calendar days to deliver"), default=180)
    scope = choice(C, "scope", label=_l("Who may bid"), choices=Scope, default=Scope.GROUP)
    scope_reason = text(C, "scope_reason", label=_l("Reason for a narrower scope"))
    secrecy = choice(
        C, "secrecy", label=_l("Secrecy level"), choices=SecrecyLevel, default=SecrecyLevel.INTERNAL
    )
    circle = text_area(
        C, "circle", label=_l("Named circle"), hint=_l("Employee numbers, one a line; for trade secrets.")
    )
    summary = text_area(C, "summary", label=_l("Desensitised summary"),
                        hint=_l("What people without clearance may read of a trade secret."))  # fmt: skip
    preset = wtforms.SelectField(_l("Preset"), choices=[], validate_choice=False, default="standard")
    external_party = text(C, "external_party", label=_l("Outside party, if the problem comes from outside"))
    contract_no = text(C, "contract_no", label=_l("Contract number"))

    def __init__(
        self,
        obj: Challenge | None = None,
        *,
        skills: Any,
        departments: Any = (),
        tasks: Any = (),
        **known: Any,
    ) -> None:
        super().__init__(obj, **known)
        if obj is None:
            self.department_id.choices = [SelectChoice(str(unit.id), unit.name) for unit in departments]
        else:
            del self.department_id
            if not self.circle.raw_data:
                self.circle.data = "\n".join(member.person.employee_no for member in obj.circle)
        self.key_task_id.choices = [SelectChoice("", _("none")), *(SelectChoice(*one) for one in tasks)]
        self.skills = [SelectChoice("", _("Choose a skill"))]
        self.skills += [
            SelectChoice(key, name, optgroup=group) for group, some in skills for key, name in some
        ]
        self.offer_skills()

    def offer_skills(self) -> None:
        """Put the catalogue into every line (after lines were added, too)."""
        for entry in self.needs:
            entry.form.skill_id.choices = self.skills

    def add_line(self, name: str) -> None:
        """One more line, asked for without scripts."""
        lines = self._fields.get(name)
        if isinstance(lines, wtforms.FieldList) and len(lines) < (lines.max_entries or 0):
            lines.append_entry()
            self.offer_skills()

    def validate(self, extra_validators: Any = None) -> bool:
        """Empty lines are no lines."""
        lists: tuple[tuple[Any, tuple[str, ...]], ...] = (
            (self.targets, ("metric", "wanted", "now")),
            (self.needs, ("skill_id",)),
        )
        for lines, heart in lists:
            lines.entries = [
                entry for entry in lines.entries if any(_typed(entry.form[name]) for name in heart)
            ]
        fine = super().validate(extra_validators)
        if not fine:
            self._offer_a_line()
        return fine

    def _offer_a_line(self) -> None:
        """A refused page still has a line to type in, in each list."""
        for lines in (self.targets, self.needs):
            if not lines.entries:
                lines.last_index = -1
                self.add_line(lines.name)

    def fields_for_terms(self) -> dict[str, Any]:
        """As typed; lines without what was left empty, numbers of the circle apart."""
        known = super().fields_for_terms()
        for name in ("targets", "needs"):
            known[name] = [
                {k: v for k, v in line.items() if v not in (None, "")} for line in known.get(name, ())
            ]
        known["circle"] = _numbers(known.get("circle"))
        return known


class AmendForm(ChallengeForm):
    """An open challenge as it shall stand from now on, and why."""

    terms_class = AmendTerms
    why = text_area(
        AmendTerms, "why", label=_l("Why it is amended"), hint=_l("All who may see it read this.")
    )

    def __init__(self, obj: Challenge, **known: Any) -> None:
        super().__init__(obj, **known)
        for name in FIXED:
            del self[name]


def _typed(field: Any) -> bool:
    return bool(field.raw_data and str(field.raw_data[0]).strip())


def _numbers(typed: str | None) -> list[str]:
    return [number for number in re.split(r"[\s,，、;；]+", typed or "") if number]


class CircleForm(Form):
    """A named circle, anew."""

    terms_class: type[Terms] | None = CircleTerms
    circle = text_area(
        CircleTerms, "circle", label=_l("Named circle"), hint=_l("Employee numbers, one a line.")
    )
    why = text(CircleTerms, "why", label=_l("Reason"))

    def __init__(self, challenge: Challenge, obj: Any = None) -> None:
        super().__init__(obj)
        if not self.circle.raw_data:
            self.circle.data = "\n".join(member.person.employee_no for member in challenge.circle)

    def fields_for_terms(self) -> dict[str, Any]:
        """The numbers apart."""
        return {**super().fields_for_terms(), "circle": _numbers(self.circle.data)}


class ReleaseForm(CircleForm):
    """What the secrecy officer's release names."""

    terms_class = PostingTerms
    why = None
    secrecy = choice(PostingTerms, "secrecy", label=_l("Secrecy level"), choices=SecrecyLevel)
    summary = text_area(
        PostingTerms, "summary", label=_l("Desensitised summary"),
        hint=_l("What people without clearance may read of a trade secret."),
    )  # fmt: skip
    circle = text_area(
        PostingTerms, "circle", label=_l("Named circle"),
        hint=_l("Employee numbers, one a line; for trade secrets."),
    )  # fmt: skip


class WhyForm(Form):
    """A reason."""

    terms_class = WhyTerms
    why = text_area(WhyTerms, "why", label=_l("Reason"))


class QuestionForm(Form):
    """A question."""

    terms_class = QuestionTerms
    text = text_area(
        QuestionTerms,
        "text",
        label=_l("Your question"),
        hint=_l("Everybody who may see the challenge reads it; you appear as a letter."),
    )


class AnswerForm(Form):
    """An answer."""

    terms_class = AnswerTerms
    text = text_area(
        AnswerTerms, "text", label=_l("Answer"), hint=_l("Everybody who may see the challenge reads it.")
    )


class ObjectionForm(Form):
    """An objection to the documents."""

    terms_class = ObjectionTerms
    text = text_area(
        ObjectionTerms,
        "text",
        label=_l("What is wrong with the documents"),
        hint=_l("Everybody who may see the challenge reads it; you appear as a letter."),
    )
    remedy = text_area(ObjectionTerms, "remedy", label=_l("What ought to be done"))


class DecisionForm(Form):
    """What the department says to an objection."""

    terms_class = DecisionTerms
    upheld = wtforms.RadioField(
        _l("Decision"),
        choices=options([("yes", _l("Upheld: the documents will be amended")), ("no", _l("Rejected"))]),
        validate_choice=False,
    )
    text = text_area(
        DecisionTerms, "text", label=_l("Reasons"), hint=_l("Everybody who may see the challenge reads it.")
    )
