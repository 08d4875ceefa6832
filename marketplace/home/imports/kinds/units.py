"""Units: the tree as a list."""

from __future__ import annotations

from dataclasses import replace

from marketplace.core.i18n import _l
from marketplace.core.messages import Message, say
from marketplace.core.sheets import Choice, Column, Parsed, Plan, Row
from marketplace.core.sheets import Kind as Cells
from marketplace.home.imports.kinds.base import Asking, Kind, Work, both, build
from marketplace.people import actions
from marketplace.people.models import UnitLevel
from marketplace.people.queries.units import UnitBook, book, types
from marketplace.people.rules import may_manage_units
from marketplace.people.terms import UnitRow

LEVELS = (
    Choice("group", "集团", "Group", ("集团公司", "总部")),
    Choice("company", "公司", "Company", ("子公司", "分公司", "二级单位")),
    Choice("plant", "分厂或部门", "Plant or department", ("分厂", "工厂", "部门", "处室", "三级单位")),
    Choice("workshop", "车间", "Workshop", ("科室", "工段", "科")),
    Choice("team", "班组", "Team", ("班", "组", "小组")),
)
ORDER = [str(level) for level in UnitLevel]

PLAN = Plan(
    "units",
    (
        Column("code", "单位编号", "Unit number", required=True, max_length=32, example="ZZ-01",
               synonyms=("单位编码", "单位代码", "组织编码", "部门编码", "编码", "代码", "编号", "code")),
        Column("name", "单位名称", "Unit name", required=True, max_length=128, example="铸钢车间",
               synonyms=("名称", "单位", "部门", "部门名称", "组织名称", "单位全称", "name")),
        Column("name_en", "英文名称", "English name", max_length=128, example="Cast steel workshop", synonyms=("英文名",)),
        Column("level", "单位层级", "Level", Cells.CHOICE, required=True, choices=LEVELS, example="车间",
               synonyms=("层级", "级别", "单位级别", "组织层级")),
        Column("type", "单位类型", "Type", Cells.REFERENCE, max_length=64, example="生产", synonyms=("类型", "单位类别", "职能"),
               hint=say("Name or code of a unit type, as listed on the page of units.")),
        Column("parent", "上级单位", "Unit above", Cells.REFERENCE, max_length=300, example="ZZ",
               synonyms=("上级单位编号", "上级编码", "上级部门", "隶属单位", "所属单位", "parent"),
               hint=say("Number or name of the unit above; it may stand in the same file. Only the group has none.")),
        Column("closed_on", "撤销日期", "Closed on", Cells.DATE, synonyms=("撤并日期", "停用日期")),
    ),
    key=("code",), zh="单位", en="Units",
)  # fmt: skip


def _plan() -> Plan:
    """Its types are the ones this installation has."""
    names = "、".join(f"{one.name_zh}({one.code})" for one in types())
    hint = say("One of: %(names)s.", names=names)
    return replace(
        PLAN, columns=tuple(replace(c, hint=hint) if c.code == "type" else c for c in PLAN.columns)
    )


class _Reading:
    """Parents, ranks and types of a file against the tree."""

    def __init__(self, parsed: Parsed, asking: Asking) -> None:
        self.parsed, self.asking, self.book = parsed, asking, book()
        self.whole = {id(row) for row in parsed.rows}
        self.rows: dict[str, Row] = {}
        for row in both(parsed):
            if "code" in row.values:
                self.rows.setdefault(str(row.values["code"]).casefold(), row)
        self.named: dict[str, list[str]] = {}
        for code, row in self.rows.items():
            self.named.setdefault(str(row.values.get("name", "")).casefold(), []).append(code)
        self.types = {
            name.casefold(): one.code for one in types() for name in (one.code, one.name_zh, one.name_en)
        }
        self.above: dict[str, str | None] = {}

    def run(self) -> list[UnitRow]:
        for code, row in self.rows.items():
            self.above[code] = self.parent(code, row)
        built = [self.row(code, row) for code, row in self.rows.items()]
        return [row for row in built if row is not None]

    def parent(self, code: str, row: Row) -> str | None:
        """The code of the unit above: of this file, else of the tree."""
        said = row.values.get("parent")
        if said is None:
            return self.usual_parent(code, row)
        if said.casefold() in self.rows:
            return str(said).casefold()
        found = self.book.find(said)
        if not isinstance(found, Message):
            return found.code.casefold()
        same = self.named.get(said.casefold(), [])
        if len(same) != 1:
            self.parsed.complain(row, "parent", found)
            return None
        return same[0]

    def usual_parent(self, code: str, row: Row) -> str | None:
        """Not said: as it is; a new company hangs below the only group there is."""
        known = self.book.by_code.get(code)
        if known is not None:
            above = self.book.by_id.get(known.parent_id or 0)
            return above.code.casefold() if above else None
        groups = [n.code.casefold() for n in self.book.nodes if n.level is UnitLevel.GROUP]
        groups += [c for c, r in self.rows.items() if r.values.get("level") == "group" and c not in groups]
        if row.values.get("level") == "company" and len(groups) == 1:
            return groups[0]
        if row.values.get("level") not in (None, "group"):
            self.parsed.complain(row, "parent", say("Only the group has no unit above it."))
        return None

    def row(self, code: str, row: Row) -> UnitRow | None:
        self.check_rank(code, row)
        self.check_circle(code, row)
        self.check_reach(code, row)
        kind = row.values.get("type")
        if kind is not None and kind.casefold() not in self.types:
            self.parsed.complain(row, "type", say("There is no unit type “%(name)s”.", name=kind))
        if id(row) not in self.whole:
            return None
        values = {k: row.values.get(k) for k in ("name", "name_en", "level", "closed_on")}
        known = self.book.by_code.get(code)
        spelled = known.code if known else row.values["code"]
        return build(
            self.parsed, row, UnitRow, {"type_code": "type", "parent_code": "parent"}, code=spelled,
            type_code=self.types.get(str(kind).casefold()), parent_code=self.spelled(self.above[code]), **values,
        )  # fmt: skip

    def spelled(self, code: str | None) -> str | None:
        if code is None:
            return None
        return str(self.rows[code].values["code"]) if code in self.rows else self.book.by_code[code].code

    def level_of(self, code: str) -> str | None:
        if code in self.rows:
            level: str | None = self.rows[code].values.get("level")
            return level
        return str(self.book.by_code[code].level)

    def check_rank(self, code: str, row: Row) -> None:
        above, own = self.above[code], row.values.get("level")
        upper = self.level_of(above) if above else None
        if own and upper and ORDER.index(upper) > ORDER.index(own):
            self.parsed.complain(row, "level", say("The unit above must not stand lower in rank."))

    def check_circle(self, code: str, row: Row) -> None:
        seen, at = {code}, self.above[code]
        while at is not None:
            if at == code:
                self.parsed.complain(row, "parent", say("A unit cannot lie below itself."))
            if at in seen:
                return
            seen.add(at)
            at = self.above[at] if at in self.rows else _code_above(self.book, at)

    def check_reach(self, code: str, row: Row) -> None:
        """Within the administrator's area: the unit itself, or the first known one above it."""
        at: str | None = code
        for _step in range(100):
            if at is None:
                break
            if at in self.book.by_code:
                if not self.asking.covers(self.book.by_code[at].path):
                    self.parsed.complain(row, "code", say("This unit lies outside your area."))
                return
            at = self.above.get(at)


def _code_above(units: UnitBook, code: str) -> str | None:
    above = units.by_id.get(units.by_code[code].parent_id or 0)
    return above.code.casefold() if above else None


def _assess(parsed: Parsed, asking: Asking) -> Work:
    rows = _Reading(parsed, asking).run()
    changes = actions.unit_changes(rows, book())
    names = {"type_code": "type"}
    return Work(
        new=[f"{row.code} {row.name}" for row in changes.new],
        changed=[
            (f"{c.row.code} {c.row.name}", tuple(names.get(f, f) for f in c.fields)) for c in changes.changed
        ],
        same=changes.same,
        deed=lambda by: actions.take_in_units(changes, by=by),
    )


UNITS = Kind("units", _l("Units"), _l("The tree of the group: companies, plants, workshops, teams."), _plan,
             may_manage_units, _assess)  # fmt: skip

__all__ = ["PLAN", "UNITS"]
