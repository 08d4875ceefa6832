"""Problems: the group's list of them, as drafts of the departments that have them."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.challenges import actions
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.terms import ChallengeTerms, NeedTerms, ProblemTerms, TargetTerms
from marketplace.core.db import db
from marketplace.core.i18n import _, _l
from marketplace.core.messages import Message, say
from marketplace.core.sheets import Parsed, Row
from marketplace.core.verdict import Verdict, unless
from marketplace.home.imports.kinds.base import Asking, Kind, Work, both, build
from marketplace.home.imports.kinds.problem_plan import BODY, COLUMN_OF, PLAN, TYPES, targets_of
from marketplace.people import actions as people
from marketplace.people.models import Person, Role, Unit, UnitLevel
from marketplace.people.queries.catalogue import skill_book
from marketplace.people.queries.units import Node, UnitBook, book, types
from marketplace.people.rules import holds, scope_paths
from marketplace.people.terms import UnitRow


def _may(by: Person) -> Verdict:
    """Posters bring the problems of their departments; the administrator those of all."""
    return unless(
        holds(by, Role.POSTER) or holds(by, Role.SYSTEM_ADMIN),
        _("Only a poster of the department or the system administrator may bring in problems."),
    )


@dataclass
class _Missing:
    """Units that the file names and the tree does not have, in the order in which they must be made."""

    rows: dict[tuple[str, ...], UnitRow] = field(default_factory=dict)
    highest: int = 0


class _Reading:
    """Problems with departments and skills looked up."""

    def __init__(self, parsed: Parsed, asking: Asking) -> None:
        self.parsed, self.asking, self.units, self.skills = parsed, asking, book(), skill_book()
        self.paths = (*asking.paths, *scope_paths(asking.by, Role.POSTER))
        self.missing = _Missing(highest=_highest(self.units))
        self.types = {one.code for one in types()}
        self.whole = {id(row) for row in parsed.rows}
        self.taken = self._of_others()

    def _of_others(self) -> set[str]:
        """Numbers of the file that problems of departments out of reach have already."""
        codes = {str(row.values["code"]) for row in both(self.parsed) if "code" in row.values}
        found = (
            sa.select(Challenge.source_code, Unit.path)
            .join(Unit, Unit.id == Challenge.department_id)
            .where(Challenge.source_code.in_(codes))
        )
        return {str(code) for code, path in db.session.execute(found) if not self.in_reach(path)}

    def in_reach(self, path: str) -> bool:
        return any(path.startswith(mine) for mine in self.paths)

    def run(self) -> list[ProblemTerms]:
        made = [self.problem(row) for row in both(self.parsed)]
        return [one for one in made if one is not None]

    def problem(self, row: Row) -> ProblemTerms | None:
        before = len(self.parsed.problems)
        if str(row.values.get("code")) in self.taken:
            self.parsed.complain(
                row, "code", say("A problem of another department has this number; give it another.")
            )
        department = self.department(row)
        needs = self.needs(row)
        targets = self.targets(row)
        if id(row) not in self.whole or len(self.parsed.problems) > before or department is None:
            return None
        values = row.values
        body = build(
            self.parsed, row, ChallengeTerms, COLUMN_OF, **{ours: values.get(column) for column, ours in BODY.items()},
            deliverables="\n".join(values.get("deliverables", ())), needs=needs, targets=targets,
        )  # fmt: skip
        if body is None:
            return None
        codes = tuple(self.skills_of(row))
        return build(
            self.parsed, row, ProblemTerms, {"posting_unit": "unit", "skills": "required_skills"}, code=values["code"],
            posting_unit=department, department="", skills=codes, body=body,
        )  # fmt: skip

    # --- who has the problem ---------------------------------------------------------------------

    def department(self, row: Row) -> str | None:
        """The code of the department; unknown ones are made, if that was ticked."""
        said, part = row.values.get("unit"), row.values.get("department")
        if said is None:
            return None
        unit = self.units.find(said)
        if isinstance(unit, Message):
            return self.unknown(row, "unit", unit, (said, part) if part else (said,))
        if part is None:
            return self.reached(row, "unit", unit)
        inside = self.units.find(f"{unit.name}/{part}")
        if isinstance(inside, Message):
            inside = self.units.find(part)
        if isinstance(inside, Message) or not inside.path.startswith(unit.path):
            rule = say("“%(unit)s” has no department “%(name)s”.", unit=unit.name, name=part)
            return self.unknown(row, "department", rule, (said, part))
        return self.reached(row, "department", inside)

    def reached(self, row: Row, column: str, unit: Node) -> str | None:
        if not self.in_reach(unit.path):
            self.parsed.complain(row, column, say("You may not post problems for this unit."))
            return None
        return unit.code

    def unknown(self, row: Row, column: str, rule: Message, way: tuple[str, ...]) -> str | None:
        code = self.make(way, row)
        if self.asking.make_units and self.asking.paths and code:
            return code
        self.parsed.complain(row, column, rule)
        return None

    def make(self, way: tuple[str, ...], row: Row) -> str:
        """Note the units of a way that are missing; the code of the last."""
        roots = [
            node for node in self.units.nodes if node.parent_id is None and self.asking.covers(node.path)
        ]
        code = roots[0].code if roots else ""
        for depth in range(1, len(way) + 1):
            step = way[:depth]
            known = self.units.find("/".join(step))
            if not isinstance(known, Message) and (depth == 1 or known.name == step[-1]):
                code = known.code
            elif code:
                code = self.noted(step, code, row).code
        return code

    def noted(self, step: tuple[str, ...], above: str, row: Row) -> UnitRow:
        if step not in self.missing.rows:
            self.missing.highest += 1
            first = len(step) == 1
            company = first and step[0].endswith("公司")
            kind = (
                TYPES.get(str(row.values.get("department_type", "")), "other") if not first else "production"
            )
            self.missing.rows[step] = UnitRow(
                code=f"DW{self.missing.highest:04}", name=step[-1], parent_code=above,
                level=UnitLevel.COMPANY if company else UnitLevel.PLANT if first else UnitLevel.WORKSHOP,
                type_code=kind if kind in self.types else "other",
            )  # fmt: skip
        return self.missing.rows[step]

    # --- what it needs ---------------------------------------------------------------------------

    def skills_of(self, row: Row) -> list[str]:
        found = (self.skills.find(_name_of(said)) for said in row.values.get("required_skills", ()))
        return [one.code for one in found if not isinstance(one, Message)]

    def needs(self, row: Row) -> list[NeedTerms]:
        """Skills with the level asked for: "WELD-MIG:4" or only "WELD-MIG"."""
        made: dict[int, NeedTerms] = {}
        for said in row.values.get("required_skills", ()):
            found = self.skills.find(_name_of(said))
            if isinstance(found, Message):
                self.parsed.complain(row, "required_skills", found)
                continue
            level = said.rpartition(":")[2].strip() if ":" in said else "3"
            if level not in set("12345"):
                self.parsed.complain(
                    row, "required_skills", say("A level is a number from 1 to 5: %(said)s.", said=said)
                )
                continue
            made[found.id] = NeedTerms(skill_id=found.id, level=int(level))
        return list(made.values())

    def targets(self, row: Row) -> list[TargetTerms]:
        made: list[TargetTerms] = []
        column = "technical_targets" if "technical_targets" in row.values else "targets"
        for said in targets_of(row.values):
            if isinstance(said, Message):
                self.parsed.complain(row, column, said)
                continue
            target = build(
                self.parsed, row, TargetTerms, dict.fromkeys(TargetTerms.model_fields, column), **said
            )
            if target is not None:
                made.append(target)
        if not made and column not in row.values and "code" in row.values:
            self.parsed.complain(row, "targets", say("At least one technical target is needed."))
        return made


def _name_of(said: str) -> str:
    return said.partition(":")[0].strip() if ":" in said else said


def _highest(units: UnitBook) -> int:
    """The last number given to a unit made from a list."""
    numbers = [code[2:] for code in units.by_code if code.startswith("dw") and code[2:].isdigit()]
    return max((int(number) for number in numbers), default=0)


# --- what it would change ------------------------------------------------------------------------


def _assess(parsed: Parsed, asking: Asking) -> Work:
    reading = _Reading(parsed, asking)
    problems, work = reading.run(), Work()
    there = _known([problem.code for problem in problems])
    taken = []
    for problem in problems:
        caption, known = f"{problem.code} {problem.body.title}", there.get(problem.code)
        fields = _differences(problem, known) if known else ()
        if known is None:
            work.new.append(caption)
        elif known.state is not ChallengeState.DRAFT:
            work.left.append(caption)
            continue
        elif fields:
            work.changed.append((caption, fields))
        else:
            work.same += 1
            continue
        taken.append(_kept(problem, known) if known else problem)
    wanted = list(reading.missing.rows.values())
    work.units = [f"{row.code} {'/'.join(way)}" for way, row in reading.missing.rows.items()]
    work.deed = lambda by: _take_in(wanted if asking.make_units else [], taken, by)
    return work


def _take_in(units: list[UnitRow], problems: list[ProblemTerms], by: Person) -> None:
    if units:
        people.take_in_units(people.unit_changes(units, book()), by=by)
    for problem in problems:
        actions.take_in(problem, by=by)


def _known(codes: list[str]) -> dict[str, Challenge]:
    found = sa.select(Challenge).where(Challenge.source_code.in_(codes))
    loaded = found.options(selectinload(Challenge.targets), selectinload(Challenge.needs))
    return {str(one.source_code): one for one in db.session.scalars(loaded).unique()}


def _kept(problem: ProblemTerms, known: Challenge) -> ProblemTerms:
    """What the list says nothing about stays as the department has written it."""
    silent = ChallengeTerms.model_fields.keys() - problem.body.model_fields_set - {"circle"}
    there = {name: getattr(known, name) for name in silent}
    there["circle"] = tuple(member.person.employee_no for member in known.circle)
    return problem.model_copy(update={"body": problem.body.model_copy(update=there)})


def _differences(problem: ProblemTerms, known: Challenge) -> tuple[str, ...]:
    body = problem.body
    plain = body.model_fields_set - {"targets", "needs", "circle"}
    fields = [COLUMN_OF.get(n, n) for n in sorted(plain) if getattr(body, n) != getattr(known, n)]
    before = [(t.metric, t.now, t.operator, t.wanted, t.unit) for t in known.targets]
    if before != [(t.metric, t.now, t.operator, t.wanted, t.unit) for t in body.targets]:
        fields.append("targets")
    if {(n.skill_id, n.level) for n in known.needs} != {(n.skill_id, n.level) for n in body.needs}:
        fields.append("required_skills")
    if known.department.code != problem.posting_unit:
        fields.append("department")
    return tuple(fields)


PROBLEMS = Kind("problems", _l("Problems"), _l("Production problems; each becomes a draft of its department."),
                lambda: PLAN, _may, _assess)  # fmt: skip
