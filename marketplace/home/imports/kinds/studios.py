"""Studios with their members: a row for each studio, or a row for each member."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.core.i18n import _l
from marketplace.core.messages import Message, say
from marketplace.core.sheets import Choice, Column, Parsed, Plan, Row
from marketplace.core.sheets import Kind as Cells
from marketplace.home.imports.kinds.base import Asking, Kind, Work, both, build, number_in, padded
from marketplace.people import actions as people
from marketplace.people.models import Person
from marketplace.people.queries.directory import number_width
from marketplace.people.queries.units import book
from marketplace.people.rules import may_manage_units
from marketplace.studios import actions
from marketplace.studios.models import MemberRole, Membership, Studio
from marketplace.studios.rules import FEWEST
from marketplace.studios.terms import StudioRow

TIERS = (
    Choice("plant", "厂级", "Plant tier", ("分厂级", "基层级", "厂级工作室")),
    Choice("company", "公司级", "Company tier", ("子公司级", "公司级工作室")),
    Choice("group", "集团级", "Group tier", ("集团公司级", "集团级工作室")),
    Choice("provincial", "省级", "Provincial tier", ("省部级", "省级工作室")),
    Choice("national", "国家级", "National tier", ("国家级工作室",)),
)
ROLES = (
    Choice("lead", "领衔人", "Studio lead", ("负责人", "带头人", "主持人", "领办人")),
    Choice("core", "核心成员", "Core member", ("成员", "骨干成员", "组员", "骨干")),
)

PLAN = Plan(
    "studios",
    (
        Column("code", "工作室编号", "Studio number", required=True, max_length=32, example="GZS001",
               synonyms=("编号", "工作室编码", "编码", "code")),
        Column("name", "工作室名称", "Studio name", max_length=128, example="焊接创新工作室", synonyms=("名称", "工作室")),
        Column("name_en", "英文名称", "English name", max_length=128, synonyms=("英文名",)),
        Column("tier", "命名级别", "Tier", Cells.CHOICE, choices=TIERS, example="公司级", synonyms=("级别", "工作室级别", "层级")),
        Column("field", "专业领域", "Field of expertise", max_length=128, example="厚板焊接",
               synonyms=("专业方向", "攻关方向", "领域", "专业")),
        Column("unit", "所在单位", "Home unit", Cells.REFERENCE, max_length=300, example="铸造分公司",
               synonyms=("单位", "所属单位", "依托单位", "单位名称", "单位编号")),
        Column("lead", "领衔人工号", "Employee number of the lead", max_length=64, example="100123",
               synonyms=("领衔人", "负责人工号", "带头人工号", "领衔人员工号")),
        Column("members", "核心成员工号", "Employee numbers of core members", Cells.LIST, max_length=64,
               example="100124；100125；100126；100127", synonyms=("成员工号", "核心成员", "成员", "成员名单")),
        Column("member", "工号", "Employee number", max_length=64, synonyms=("职工编号", "员工号", "成员编号", "职工号"),
               hint=say("Only in lists with a row for each member.")),
        Column("role", "室内角色", "Role in the studio", Cells.CHOICE, choices=ROLES, synonyms=("角色", "职务", "成员角色"),
               hint=say("Only in lists with a row for each member.")),
        Column("plaque_no", "牌匾编号", "Plaque number", max_length=32, example="P0001", synonyms=("铭牌编号", "命名文号", "牌号")),
        Column("founded_on", "命名日期", "Founded on", Cells.DATE, example="2023-05-01",
               synonyms=("成立日期", "创建日期", "成立时间", "命名时间")),
        Column("hung_on", "挂牌日期", "Plaque hung on", Cells.DATE, synonyms=("挂牌时间", "授牌日期")),
        Column("story", "工作室简介", "About the studio", max_length=5000, synonyms=("简介", "工作室介绍")),
        Column("evidence", "命名依据", "Evidence of standing", max_length=5000, synonyms=("命名文件", "依据")),
    ),
    zh="创新工作室", en="Studios",
)  # fmt: skip
PLAIN = ("name", "name_en", "tier", "field", "plaque_no", "founded_on", "hung_on", "story", "evidence")
NEEDED = ("name", "tier", "field", "unit", "founded_on")


@dataclass
class _Group:
    """Everything a file says of one studio."""

    first: Row
    rows: list[Row] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    leads: dict[str, tuple[Row, str]] = field(default_factory=dict)  # number → where it stands
    members: dict[str, tuple[Row, str]] = field(default_factory=dict)


class _Reading:
    """Rows gathered by studio, people and units looked up."""

    def __init__(self, parsed: Parsed, asking: Asking) -> None:
        self.parsed, self.asking, self.units = parsed, asking, book()
        self.width = number_width()
        self.groups: dict[str, _Group] = {}
        for row in both(parsed):
            if "code" in row.values:
                self.gather(row)
        numbers = {n for g in self.groups.values() for n in (*g.leads, *g.members)}
        self.people = people.known_people(sorted(numbers))
        self.known = _known(list(self.groups))

    def gather(self, row: Row) -> None:
        """One more row of a studio."""
        code = str(row.values["code"]).casefold()
        group = self.groups.setdefault(code, _Group(row))
        group.rows.append(row)
        for name in (*PLAIN, "unit"):
            said = row.values.get(name)
            if said is not None and group.values.setdefault(name, said) != said:
                self.parsed.complain(
                    row, name, say("Row %(row)s says something else.", row=group.first.number)
                )
        self.gather_people(row, group)

    def gather_people(self, row: Row, group: _Group) -> None:
        alone = "member" in row.values
        if not alone and row is not group.first:
            rule = say("Occurs twice: already in sheet “%(sheet)s”, row %(row)s.", sheet=group.first.sheet,
                       row=group.first.number)  # fmt: skip
            self.parsed.complain(row, "code", rule)
        if "lead" in row.values:
            group.leads.setdefault(self.number(row.values["lead"]), (row, "lead"))
        if alone:
            which = group.leads if row.values.get("role") == "lead" else group.members
            number = self.number(row.values["member"])
            if number in which:
                self.parsed.complain(row, "member", say("“%(name)s” is named twice.", name=number))
            which.setdefault(number, (row, "member"))
        for said in row.values.get("members", ()):
            group.members.setdefault(self.number(said), (row, "members"))

    def number(self, said: str) -> str:
        return padded(number_in(said), self.width)

    def run(self) -> list[StudioRow]:
        made = [self.studio(code, group) for code, group in self.groups.items()]
        self.doubled_plaques()
        return [one for one in made if one is not None]

    def doubled_plaques(self) -> None:
        """A plaque hangs once."""
        numbers = {p.casefold(): code for code, p in _plaques()}
        for code, group in self.groups.items():
            said = str(group.values.get("plaque_no", "")).casefold()
            if said and numbers.setdefault(said, code) != code:
                self.parsed.complain(group.first, "plaque_no", say("Another studio has this plaque number."))

    def studio(self, code: str, group: _Group) -> StudioRow | None:
        there = self.known.get(code)
        before = len(self.parsed.problems)
        unit_id = self.unit(group, there)
        lead_id, core_ids = self.folk(group, there)
        for name in NEEDED:
            if there is None and name not in group.values:
                self.parsed.complain(group.first, name, say("Must be filled in."))
        if len(self.parsed.problems) > before or unit_id is None or lead_id is None:
            return None
        values = {name: getattr(there, name) for name in PLAIN} if there else {}
        values |= {name: group.values[name] for name in PLAIN if name in group.values}
        spelled = there.code if there else group.first.values["code"]
        values |= {"code": spelled, "home_unit_id": unit_id, "lead_id": lead_id, "core_ids": core_ids}
        return build(self.parsed, group.first, StudioRow, {"home_unit_id": "unit"}, **values)

    def unit(self, group: _Group, there: Any) -> int | None:
        if "unit" not in group.values:
            return there.home_unit_id if there else None
        found = self.units.find(group.values["unit"])
        if isinstance(found, Message):
            self.parsed.complain(group.first, "unit", found)
            return None
        if not self.asking.covers(found.path):
            self.parsed.complain(group.first, "unit", say("This unit lies outside your area."))
        return found.id

    def folk(self, group: _Group, there: Any) -> tuple[int | None, tuple[int, ...]]:
        """The lead and the core members as people of the group."""
        if len(group.leads) > 1:
            _first, (row, column) = list(group.leads.items())[1]
            self.parsed.complain(
                row, column, say("This studio has two leads: %(who)s.", who="、".join(group.leads))
            )
        elif not group.leads and there is None:
            self.parsed.complain(group.first, "lead", say("A studio needs exactly one lead."))
        leads = self.ids(group.leads)
        core = tuple(key for key in self.ids(group.members) if key not in leads)
        lead = leads[0] if leads else (there.lead_id if there else None)
        if there is None and leads and len(core) + 1 < FEWEST and len(group.members) + 1 < FEWEST:
            self.parsed.complain(
                group.first, "members", say("A studio needs at least %(n)s people.", n=FEWEST)
            )
        return lead, core

    def ids(self, numbers: dict[str, tuple[Row, str]]) -> list[int]:
        found = []
        for number, (row, column) in numbers.items():
            person = self.people.get(number)
            if person is None:
                self.parsed.complain(row, column, say("Nobody has the employee number %(no)s.", no=number))
            elif person.left_on is not None:
                self.parsed.complain(
                    row, column, say("%(name)s (%(no)s) has left.", name=person.name, no=number)
                )
            else:
                found.append(person.id)
        return found


def _known(codes: list[str]) -> dict[str, Studio]:
    found = sa.select(Studio).where(sa.func.lower(Studio.code).in_(codes))
    return {studio.code.casefold(): studio for studio in db.session.scalars(found).unique()}


def _plaques() -> list[tuple[str, str]]:
    found = sa.select(Studio.code, Studio.plaque_no).where(Studio.plaque_no.is_not(None))
    return [(code.casefold(), plaque or "") for code, plaque in db.session.execute(found)]


COMPARED = ("name", "name_en", "tier", "field", "home_unit_id", "lead_id", "plaque_no")


def _differences(row: StudioRow, there: Studio, roles: dict[int, MemberRole]) -> tuple[str, ...]:
    names = {"home_unit_id": "unit", "lead_id": "lead"}
    fields = [names.get(n, n) for n in COMPARED if getattr(row, n) != getattr(there, n)]
    wanted = {row.lead_id: MemberRole.LEAD, **{k: MemberRole.CORE for k in row.core_ids if k != row.lead_id}}
    if any(roles.get(key) is not role for key, role in wanted.items()):
        fields.append("members")
    return tuple(fields)


def _assess(parsed: Parsed, asking: Asking) -> Work:
    reading = _Reading(parsed, asking)
    rows, work = reading.run(), Work()
    ids = [studio.id for studio in reading.known.values()]
    now: dict[int, dict[int, MemberRole]] = {}
    columns = sa.select(Membership.studio_id, Membership.person_id, Membership.role)
    for studio_id, person_id, role in db.session.execute(
        columns.where(Membership.studio_id.in_(ids), Membership.until.is_(None))
    ):
        now.setdefault(studio_id, {})[person_id] = role
    taken = []
    for row in rows:
        there = reading.known.get(row.code.casefold())
        fields = _differences(row, there, now.get(there.id, {})) if there else ()
        if there is None:
            work.new.append(f"{row.code} {row.name}")
        elif fields:
            work.changed.append((f"{row.code} {row.name}", fields))
        else:
            work.same += 1
            continue
        taken.append(row)
    work.deed = lambda by: _take_in(taken, by)
    return work


def _take_in(rows: list[StudioRow], by: Person) -> None:
    for row in rows:
        actions.take_in(row, by=by)


STUDIOS = Kind("studios", _l("Studios"), _l("Studios with tier, home unit, lead and members."), lambda: PLAN,
               may_manage_units, _assess)  # fmt: skip

__all__ = ["PLAN", "STUDIOS"]
