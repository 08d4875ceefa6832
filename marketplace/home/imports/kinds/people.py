"""People with their confirmed skills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from marketplace.core.i18n import _l
from marketplace.core.messages import Message, say
from marketplace.core.sheets import Choice, Column, Parsed, Plan, Row
from marketplace.core.sheets import Kind as Cells
from marketplace.home.imports.kinds.base import Asking, Kind, Work, both, build
from marketplace.people import actions
from marketplace.people.queries.catalogue import skill_book
from marketplace.people.queries.directory import number_width
from marketplace.people.queries.units import book
from marketplace.people.rules import may_manage_units
from marketplace.people.terms import PersonRow

CATEGORIES = (
    Choice("research", "科研", "R&D", ("科研类", "科技人员", "研发")),
    Choice("process", "工艺", "Process", ("工艺类", "工艺人员")),
    Choice("engineering", "技术", "Engineering", ("技术类", "工程技术", "工程技术人员", "技术人员", "管理")),
    Choice("skilled", "技能", "Skilled trade", ("技能类", "技能人员", "工人", "操作工", "生产工人")),
)
PLAIN = ("employee_no", "name", "category", "ladder", "field_since", "days_per_month", "email", "left_on")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NUMBERS = (
    "职工编号",
    "员工号",
    "员工编号",
    "人员编号",
    "人员编码",
    "职工号",
    "员工工号",
    "employee_no",
    "Employee No.",
)

PLAN = Plan(
    "people",
    (
        Column("employee_no", "工号", "Employee number", required=True, max_length=32, example="100123", synonyms=NUMBERS),
        Column("name", "姓名", "Name", required=True, max_length=64, tight=True, example="张三", synonyms=("职工姓名", "名字")),
        Column("unit", "所在单位", "Unit", Cells.REFERENCE, required=True, max_length=300, example="铸造分公司/铸钢车间",
               synonyms=("单位", "部门", "所属单位", "所在部门", "单位名称", "单位编号", "工作单位"),
               hint=say("Number or name of the unit; where a name occurs twice, company/workshop.")),
        Column("category", "人员类别", "Category", Cells.CHOICE, required=True, choices=CATEGORIES, example="技能",
               synonyms=("类别", "人员类型", "岗位类别", "职工类别")),
        Column("ladder", "职级", "Ladder position", max_length=32, example="高级技师",
               synonyms=("技能等级", "职称", "职业技能等级", "技术职称", "职称或技能等级", "等级", "职称/技能等级")),
        Column("field_since", "从事本专业起始日期", "In the field since", Cells.DATE, example="2010-07-01",
               synonyms=("从业日期", "参加工作时间", "参加工作日期", "入职日期", "从业时间")),
        Column("days_per_month", "每月可支援人天", "Days a month", Cells.INTEGER, minimum=0, maximum=31, example="6",
               synonyms=("每月可支援人日", "可用人日", "可支援人日", "月可用人日")),
        Column("honours", "荣誉", "Honours", Cells.LIST, max_length=100, example="集团劳动模范",
               synonyms=("荣誉称号", "获奖情况", "所获荣誉")),
        Column("email", "电子邮箱", "E-mail", max_length=128, synonyms=("邮箱", "邮件", "email")),
        Column("skills", "专业技能", "Skills", Cells.LEVEL, minimum=0, maximum=5, example="CAST-SAND:4；射线检测:3",
               synonyms=("技能", "掌握技能", "技能清单", "技能及等级", "skills"),
               hint=say("Code or name of the catalogue with the level 0–5 that the unit has confirmed.")),
        Column("left_on", "离职日期", "Left on", Cells.DATE, synonyms=("离岗日期", "退休日期", "调离日期", "离职时间"),
               hint=say("On this day every way in closes and all roles end.")),
    ),
    key=("employee_no",), zh="职工", en="People",
)  # fmt: skip


def _plan() -> Plan:
    """Numbers get back the zeros that Excel took, if all numbers here are equally long."""
    width = number_width()
    return replace(
        PLAN, columns=tuple(replace(c, pad=width) if c.code == "employee_no" else c for c in PLAN.columns)
    )


class _Reading:
    """Rows with units and skills looked up."""

    def __init__(self, parsed: Parsed, asking: Asking) -> None:
        self.parsed, self.asking = parsed, asking
        self.units, self.skills = book(), skill_book()
        self.whole = {id(row) for row in parsed.rows}
        self.rows = both(parsed)
        numbers = [str(r.values["employee_no"]) for r in self.rows if "employee_no" in r.values]
        self.there = actions.known_people(numbers)

    def run(self) -> list[PersonRow]:
        made = [self.row(row) for row in self.rows]
        return [one for one in made if one is not None]

    def row(self, row: Row) -> PersonRow | None:
        before = len(self.parsed.problems)
        self.reach(row)
        unit_id = self.unit(row)
        levels = tuple(self.levels(row))
        email = row.values.get("email")
        if email and not EMAIL.fullmatch(email):
            self.parsed.complain(row, "email", say("This is no e-mail address."))
        if id(row) not in self.whole or len(self.parsed.problems) > before:
            return None
        honours = row.values.get("honours")
        return build(
            self.parsed, row, PersonRow, {}, unit_id=unit_id, skills=levels,
            honours="；".join(honours) if honours else None, **{name: row.values.get(name) for name in PLAIN},
        )  # fmt: skip

    def reach(self, row: Row) -> None:
        """Somebody of another area is not touched."""
        known = self.there.get(str(row.values.get("employee_no", "")))
        if known is not None and not self.asking.covers(self.units.by_id[known.unit_id].path):
            self.parsed.complain(row, "employee_no", say("This person belongs to a unit outside your area."))

    def unit(self, row: Row) -> int | None:
        if "unit" not in row.values:
            return None
        found = self.units.find(row.values["unit"])
        if isinstance(found, Message):
            self.parsed.complain(row, "unit", found)
            return None
        if found.closed_on is not None and "left_on" not in row.values:
            self.parsed.complain(row, "unit", say("This unit is closed."))
        elif not self.asking.covers(found.path):
            self.parsed.complain(row, "unit", say("This unit lies outside your area."))
        return found.id

    def levels(self, row: Row) -> Iterator[tuple[int, int]]:
        seen: set[int] = set()
        for name, level in row.values.get("skills", ()):
            found = self.skills.find(name)
            if isinstance(found, Message):
                self.parsed.complain(row, "skills", found)
            elif found.id in seen:
                self.parsed.complain(row, "skills", say("“%(name)s” is named twice.", name=name))
            else:
                seen.add(found.id)
                yield found.id, level


def _assess(parsed: Parsed, asking: Asking) -> Work:
    changes = actions.person_changes(_Reading(parsed, asking).run())
    return Work(
        new=[f"{row.employee_no} {row.name}" for row in changes.new],
        changed=[
            (f"{c.row.employee_no} {c.row.name}", tuple(map(_column, c.fields))) for c in changes.changed
        ],
        same=changes.same,
        deed=lambda by: actions.take_in_people(changes, by=by),
    )


def _column(field: str) -> str:
    return "unit" if field == "unit_id" else field


PEOPLE = Kind("people", _l("People"), _l("Who works where, as what, and what the unit confirms they can do."), _plan,
              may_manage_units, _assess)  # fmt: skip
