"""Historic outcomes with certified benefit: what the matcher and the honour roll begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from marketplace.core import clock
from marketplace.core.i18n import _l
from marketplace.core.messages import Message, say
from marketplace.core.sheets import Choice, Column, Parsed, Plan, Row
from marketplace.core.sheets import Kind as Cells
from marketplace.home.imports.kinds.base import Asking, Kind, Work, both, build, number_in, padded
from marketplace.outcomes import actions
from marketplace.outcomes.terms import OutcomeRow
from marketplace.people import actions as people
from marketplace.people.queries.catalogue import skill_book
from marketplace.people.queries.directory import number_width
from marketplace.people.queries.units import book
from marketplace.people.rules import may_manage_units
from marketplace.studios.queries import studios_named

WAN = (("万元/年", 10_000), ("万元", 10_000), ("元/年", 1), ("元", 1))
SHARE = re.compile(r"(.+?)\s*[:：]\s*(\d{1,3})\s*%?")
KINDS = (
    Choice("patent", "发明专利", "Invention patent", ("发明",)),
    Choice("utility", "实用新型专利", "Utility model", ("实用新型",)),
    Choice("design", "外观设计专利", "Design patent", ("外观设计",)),
    Choice("software", "软件著作权", "Software", ("软著",)),
    Choice("qc", "QC成果", "QC result", ("质量管理小组成果",)),
    Choice("five_small", "五小成果", "Five-small innovation", ("五小",)),
    Choice("suggestion", "合理化建议", "Suggestion", ()),
    Choice("method", "先进操作法", "Advanced operating method", ("操作法",)),
    Choice("standard", "标准", "Standard", ()),
    Choice("paper", "论文", "Paper", ()),
    Choice("secret", "技术秘密", "Technical secret", ()),
    Choice("management", "管理创新成果", "Management result", ("管理成果",)),
    Choice("prize", "竞赛获奖", "Competition prize", ("获奖",)),
    Choice("promoted", "人才培养", "People promoted", ()),
    Choice("solution", "难题攻关成果", "Solved challenge", ("攻关成果", "技术攻关")),
)

PLAN = Plan(
    "outcomes",
    (
        Column("code", "成果编号", "Outcome number", required=True, max_length=32, example="CG-2024-001",
               synonyms=("编号", "code")),
        Column("title", "成果名称", "Title", required=True, max_length=120, example="侧架热裂纹控制工艺", synonyms=("名称", "项目名称")),
        Column("kind", "成果类型", "Kind", Cells.CHOICE, required=True, choices=KINDS, example="五小成果", synonyms=("类型", "类别")),
        Column("studio", "工作室", "Studio", Cells.REFERENCE, required=True, max_length=128, example="GZS001",
               synonyms=("工作室编号", "所属工作室", "工作室名称", "完成工作室")),
        Column("unit", "应用单位", "Used at", Cells.REFERENCE, max_length=300, example="铸造分公司",
               synonyms=("单位", "使用单位", "采用单位"), hint=say("Empty: the home unit of the studio.")),
        Column("family", "专业类别", "Family of skills", Cells.REFERENCE, max_length=64, example="铸造",
               synonyms=("技能类别", "专业", "领域")),
        Column("accepted_on", "验收日期", "Accepted on", Cells.DATE, required=True, example="2024-06-30",
               synonyms=("完成日期", "鉴定日期", "授权日期", "验收时间")),
        Column("summary", "成果简介", "Summary", max_length=4000, synonyms=("简介", "主要内容")),
        Column("claimed", "申报效益", "Claimed benefit a year", Cells.INTEGER, minimum=0, units=WAN, example="60",
               synonyms=("年效益", "经济效益", "申报年效益")),
        Column("certified", "认定效益", "Certified benefit a year", Cells.INTEGER, minimum=0, units=WAN, example="48.6",
               synonyms=("财务认定效益", "认定年效益", "财务认定")),
        Column("certified_on", "认定日期", "Certified on", Cells.DATE, example="2024-12-20", synonyms=("财务认定日期",)),
        Column("shares", "完成人", "Contributors", Cells.LIST, max_length=80, example="100123:60；100124:40",
               synonyms=("主要完成人", "完成人及占比", "贡献人"), hint=say("Employee number:percent; together at most 100.")),
    ),
    key=("code",), zh="历史成果", en="Outcomes",
)  # fmt: skip


class _Reading:
    """Rows with studio, unit, family and people looked up."""

    def __init__(self, parsed: Parsed, asking: Asking) -> None:
        self.parsed, self.asking = parsed, asking
        self.today: date = clock.today()
        self.units, self.skills, self.width = book(), skill_book(), number_width()
        self.studios: dict[str, list[Any]] = {}
        for studio in studios_named():
            for name in {studio.code.casefold(), studio.name.casefold()}:
                self.studios.setdefault(name, []).append(studio)
        self.whole = {id(row) for row in parsed.rows}
        rows = both(parsed)
        numbers = {self.number(said) for row in rows for said in row.values.get("shares", ())}
        self.people = people.known_people(sorted(numbers))
        self.rows = rows

    def number(self, said: str) -> str:
        found = SHARE.fullmatch(said)
        return padded(number_in(found[1] if found else said), self.width)

    def run(self) -> list[OutcomeRow]:
        made = [self.row(row) for row in self.rows]
        return [one for one in made if one is not None]

    def row(self, row: Row) -> OutcomeRow | None:
        before = len(self.parsed.problems)
        studio = self.studio(row)
        unit_id = self.unit(row) or (studio.home_unit_id if studio else None)
        family_id = self.family(row)
        shares = tuple(self.shares(row))
        self.dates(row)
        if id(row) not in self.whole or len(self.parsed.problems) > before or studio is None:
            return None
        plain = {k: row.values.get(k) for k in ("code", "title", "kind", "accepted_on", "summary", "claimed", "certified",
                                                "certified_on")}  # fmt: skip
        return build(
            self.parsed, row, OutcomeRow, {}, studio_id=studio.id, unit_id=unit_id, family_id=family_id, shares=shares,
            **plain,
        )  # fmt: skip

    def studio(self, row: Row) -> Any:
        said = row.values.get("studio")
        found = self.studios.get(str(said).casefold(), [])
        if said is not None and len(found) != 1:
            rule = (
                say("Several studios have this name: write the number.")
                if found
                else say("There is no such studio.")
            )
            self.parsed.complain(row, "studio", rule)
        return found[0] if len(found) == 1 else None

    def unit(self, row: Row) -> int | None:
        if "unit" not in row.values:
            return None
        found = self.units.find(row.values["unit"])
        if isinstance(found, Message):
            self.parsed.complain(row, "unit", found)
            return None
        return found.id

    def family(self, row: Row) -> int | None:
        if "family" not in row.values:
            return None
        found = self.skills.find(row.values["family"], family=True)
        if isinstance(found, Message):
            self.parsed.complain(row, "family", found)
            return None
        return int(found.id)

    def dates(self, row: Row) -> None:
        """Historic means past; a certificate is about something that was accepted."""
        for name in ("accepted_on", "certified_on"):
            if row.values.get(name) and row.values[name] > self.today:
                self.parsed.complain(row, name, say("The day lies in the future."))
        if ("certified" in row.values) is not ("certified_on" in row.values):
            self.parsed.complain(row, "certified_on", say("Certified benefit and its date belong together."))

    def shares(self, row: Row) -> Iterator[tuple[int, int]]:
        total, seen = 0, set()
        for said in row.values.get("shares", ()):
            found, number = SHARE.fullmatch(said), self.number(said)
            person = self.people.get(number)
            if found is None:
                self.parsed.complain(
                    row, "shares", say("“%(said)s” is not employee number:percent.", said=said)
                )
            elif person is None:
                self.parsed.complain(row, "shares", say("Nobody has the employee number %(no)s.", no=number))
            elif person.id in seen:
                self.parsed.complain(row, "shares", say("“%(name)s” is named twice.", name=number))
            else:
                seen.add(person.id)
                total += int(found[2])
                yield person.id, int(found[2])
        if total > 100:
            self.parsed.complain(row, "shares", say("The shares add up to more than 100."))


def _assess(parsed: Parsed, asking: Asking) -> Work:
    changes = actions.outcome_changes(_Reading(parsed, asking).run())
    return Work(
        new=[f"{row.code} {row.title}" for row in changes.new],
        changed=[
            (f"{c.row.code} {c.row.title}", tuple(_column(f) for f in c.fields)) for c in changes.changed
        ],
        same=changes.same,
        deed=lambda by: actions.take_in(changes, by=by),
    )


def _column(field: str) -> str:
    return {"studio_id": "studio", "unit_id": "unit", "family_id": "family"}.get(field, field)


OUTCOMES = Kind("outcomes", _l("Historic outcomes"), _l("Accepted work of past years with the benefit finance certified."),
                lambda: PLAN, may_manage_units, _assess)  # fmt: skip
