"""The catalogue of skills as a list."""

from __future__ import annotations

from typing import Any

from marketplace.core.i18n import _l
from marketplace.core.messages import say
from marketplace.core.sheets import Column, Parsed, Plan, Row
from marketplace.core.sheets import Kind as Cells
from marketplace.home.imports.kinds.base import Asking, Kind, Work, both, build
from marketplace.people import actions
from marketplace.people.queries.catalogue import skill_book
from marketplace.people.rules import may_keep_catalogue
from marketplace.people.terms import SkillRow

PLAN = Plan(
    "skills",
    (
        Column("code", "技能编码", "Skill code", required=True, max_length=32, example="WELD-MIG",
               synonyms=("技能编号", "编码", "代码", "编号", "code")),
        Column("parent", "所属类别", "Family", Cells.REFERENCE, max_length=64, example="WELD",
               synonyms=("类别", "上级", "上级编码", "技能类别", "大类", "parent", "family"),
               hint=say("Code or name of the family; a family itself has none.")),
        Column("name_zh", "技能名称", "Chinese name", required=True, max_length=64, example="熔化极气体保护焊",
               synonyms=("名称", "中文名称", "技能", "name_zh")),
        Column("name_en", "英文名称", "English name", max_length=64, example="Gas-metal arc welding",
               synonyms=("英文名", "name_en")),
        Column("aliases", "别名", "Also called", Cells.LIST, max_length=64, example="MIG焊；二保焊", synonyms=("又名", "俗称")),
    ),
    key=("code",), zh="技能目录", en="Skills",
)  # fmt: skip


def catalogue_changes(parsed: Parsed) -> actions.Changes[SkillRow]:
    """A list of skills against the catalogue."""
    known = skill_book()
    rows = both(parsed)
    own = {str(r.values["code"]).casefold(): r for r in rows if "code" in r.values}
    whole = {id(row) for row in parsed.rows}
    found = [_row(parsed, row, known, own) for row in rows if id(row) in whole]
    return actions.skill_changes([row for row in found if row is not None])


def _assess(parsed: Parsed, asking: Asking) -> Work:
    changes = catalogue_changes(parsed)
    return Work(
        new=[f"{row.code} {row.name_zh}" for row in changes.new],
        changed=[(f"{c.row.code} {c.row.name_zh}", c.fields) for c in changes.changed],
        same=changes.same,
        deed=lambda by: actions.take_in_skills(changes, by=by),
    )


def _row(parsed: Parsed, row: Row, known: Any, own: dict[str, Row]) -> SkillRow | None:
    said = row.values.get("parent")
    parent = _family(parsed, row, known, own) if said else None
    there = known.by_code.get(str(row.values.get("code", "")).casefold())
    if there is not None and (there.parent_id is None) is not (said is None):
        parsed.complain(row, "parent", say("A family stays a family and a skill a skill."))
    if said and parent is None:
        return None
    aliases = row.values.get("aliases")
    return build(
        parsed, row, SkillRow, {"parent_code": "parent"}, code=there.code if there else row.values["code"],
        parent_code=parent, name_zh=row.values["name_zh"], name_en=row.values.get("name_en"),
        aliases=";".join(aliases) if aliases else None,
    )  # fmt: skip


def _family(parsed: Parsed, row: Row, known: Any, own: dict[str, Row]) -> str | None:
    """The code of the family: of this file, else of the catalogue."""
    said = str(row.values["parent"]).casefold()
    inside = own.get(said) or next(
        (r for r in own.values() if str(r.values.get("name_zh", "")).casefold() == said), None
    )
    if inside is not None and "parent" not in inside.values:
        return str(inside.values["code"])
    if inside is not None:
        parsed.complain(row, "parent", say("This is a skill, not a family: the catalogue has two levels."))
        return None
    family = known.find(row.values["parent"], family=True)
    if not hasattr(family, "code"):
        parsed.complain(row, "parent", family)
        return None
    return str(family.code)


SKILLS = Kind("skills", _l("Skill catalogue"), _l("Families and skills, with their codes and names."), lambda: PLAN,
              may_keep_catalogue, _assess)  # fmt: skip
