"""Units, skills, people, roles and studios of the invented group, taken in as rosters are."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.demo.names import COMPANIES, STUDIOS, Namer
from marketplace.governance import actions as governance
from marketplace.governance.models import SeatFunction
from marketplace.governance.terms import SeatTerms
from marketplace.people import actions as people
from marketplace.people.actions.comparing import person_changes, skill_changes, unit_changes
from marketplace.people.models import Category, Person, Role, RoleGrant, Skill, Unit, UnitLevel
from marketplace.people.queries import holders
from marketplace.people.terms import ClearanceTerms, PersonRow, SkillRow, UnitRow
from marketplace.studios import actions as studios
from marketplace.studios.models import Tier
from marketplace.studios.terms import StudioRow

HERE = Path(__file__).parent
GROUP = "DY"
TRADES = ("高级工", "技师", "高级技师", "特级技师", "中级工")
ENGINEERS = ("工程师", "高级工程师", "助理工程师", "正高级工程师")
SENIOR = {"高级技师", "特级技师", "高级工程师", "正高级工程师"}
LEVELS = {"中级工": 2, "高级工": 3, "技师": 4, "高级技师": 4, "特级技师": 5, "助理工程师": 2, "工程师": 3,
          "高级工程师": 4, "正高级工程师": 5}  # fmt: skip
PEOPLE_PER_PLANT = 15


@cache
def problems() -> tuple[dict[str, Any], ...]:
    """The 40 problems."""
    return tuple(json.loads((HERE / "problems.json").read_text()))


@dataclass
class Plant:
    """One posting unit with its departments and the skills its problems ask for."""

    code: str
    name: str
    company: str
    departments: dict[str, tuple[str, str]] = field(default_factory=dict)  # name → code, type
    skills: list[str] = field(default_factory=list)


def plants() -> list[Plant]:
    """The posting units of the problem list, in their companies."""
    found: list[Plant] = []
    for company, _zh, _en, names in COMPANIES:
        for n, name in enumerate(names, 1):
            plant = Plant(f"{company}{n:02}", name, company)
            mine = [p for p in problems() if p["posting_unit_zh"] == name]
            for k, one in enumerate(mine, 1):
                plant.departments.setdefault(
                    one["department_zh"], (f"{plant.code}{k:02}", one["department_type"])
                )
            plant.skills = list(dict.fromkeys(code for p in mine for code in p["required_skills"]))
            found.append(plant)
    return found


def take_in_units() -> None:
    """The tree: group, six companies, their plants, the departments."""
    rows = [
        UnitRow(
            code=GROUP,
            name="岱岳装备集团",
            name_en="Daiyue Equipment Group",
            level=UnitLevel.GROUP,
            type_code="other",
        )
    ]
    for code, zh, en, _names in COMPANIES:
        rows.append(
            UnitRow(
                code=code, name=zh, name_en=en, level=UnitLevel.COMPANY, type_code="other", parent_code=GROUP
            )
        )
    for plant in plants():
        rows.append(
            UnitRow(
                code=plant.code,
                name=plant.name,
                level=UnitLevel.PLANT,
                type_code="production",
                parent_code=plant.company,
            )
        )
        for name, (code, kind) in plant.departments.items():
            rows.append(
                UnitRow(
                    code=code, name=name, level=UnitLevel.WORKSHOP, type_code=kind, parent_code=plant.code
                )
            )
    people.put_in_unit_types()
    people.take_in_units(unit_changes(rows), by=None)


def take_in_skills() -> None:
    """The catalogue of 17 families and 125 skills."""
    with (HERE / "skills.csv").open(encoding="utf-8-sig") as source:
        rows = [
            SkillRow(
                code=r["code"], parent_code=r["parent"] or None, name_zh=r["name_zh"], name_en=r["name_en"]
            )
            for r in csv.DictReader(source)
        ]
    people.take_in_skills(skill_changes(rows), by=None)


@dataclass
class Roster:
    """Makes the people, unit by unit."""

    dice: random.Random
    today: date
    rows: list[PersonRow] = field(default_factory=list)
    of_unit: dict[str, list[str]] = field(default_factory=dict)  # unit code → employee numbers

    def __post_init__(self) -> None:
        self.name = Namer(self.dice)
        self.units = dict(db.session.execute(sa.select(Unit.code, Unit.id)).all())
        self.skills = dict(db.session.execute(sa.select(Skill.code, Skill.id)).all())
        self.siblings: dict[str, list[str]] = {}
        for code in self.skills:
            self.siblings.setdefault(code.partition("-")[0], []).append(code)

    def add(self, unit: str, category: Category, ladder: str, skills: list[str]) -> str:
        """One person of a unit."""
        number = f"{100_000 + len(self.rows) * 37:06}"
        years = {"中级工": 6, "助理工程师": 5}.get(ladder, self.dice.randint(9, 28))
        level = LEVELS.get(ladder, 3)
        held = {code: max(1, min(5, level + self.dice.choice((-1, 0, 0, 1)))) for code in skills}
        self.rows.append(
            PersonRow(
                employee_no=number, name=self.name(), unit_id=self.units[unit], category=category,
                ladder=ladder, field_since=date(self.today.year - years, 7, 1),
                days_per_month=self.dice.choice((6, 8, 8, 10)), email=f"{number}@daiyue.example",
                honours=self.dice.choice(HONOURS) if level >= 4 else "",
                skills=tuple((self.skills[c], lv) for c, lv in held.items()),
            )
        )  # fmt: skip
        self.of_unit.setdefault(unit, []).append(number)
        return number

    def some_skills(self, wanted: list[str], n: int) -> list[str]:
        """Skills the unit's problems ask for, and neighbours of the same family."""
        chosen = self.dice.sample(wanted, min(n, len(wanted)))
        family = self.siblings[chosen[0].partition("-")[0]] if chosen else []
        return list(dict.fromkeys([*chosen, *self.dice.sample(family, min(2, len(family)))]))


def take_in_people(dice: random.Random, today: date) -> Roster:
    """About 400 people: the group's and companies' staff, and fifteen of every plant."""
    roster = Roster(dice, today)
    for _n in range(14):
        roster.add(
            GROUP,
            Category.ENGINEERING,
            dice.choice(("高级工程师", "正高级工程师")),
            ["QUAL-STD", "QUAL-COST"],
        )
    for code, _zh, _en, _names in COMPANIES:
        for _n in range(6):
            roster.add(
                code, Category.ENGINEERING, dice.choice(("工程师", "高级工程师")), ["QUAL-SPC", "QUAL-LEAN"]
            )
    for plant in plants():
        places = [plant.code, *(code for code, _type in plant.departments.values())]
        for n, (category, ladder) in enumerate(_mix(dice)):
            place = plant.code if n < 3 else places[n % len(places)]
            roster.add(place, category, ladder, roster.some_skills(plant.skills, 3))
    people.take_in_people(person_changes(roster.rows), by=None)
    return roster


def _mix(dice: random.Random) -> Iterator[tuple[Category, str]]:
    """Fifteen people of a plant: the manager first, then all four categories."""
    yield Category.ENGINEERING, "高级工程师"
    yield Category.PROCESS, "工程师"
    yield Category.PROCESS, "高级工程师"
    yield Category.RESEARCH, dice.choice(("工程师", "高级工程师"))
    yield Category.ENGINEERING, dice.choice(ENGINEERS)
    for ladder in ("特级技师", "高级工", "中级工", "高级技师"):
        yield Category.SKILLED, ladder
    for _n in range(PEOPLE_PER_PLANT - 9):
        yield Category.SKILLED, dice.choice(TRADES)


def person(number: str) -> Person:
    """Somebody by employee number."""
    return db.session.scalars(sa.select(Person).where(Person.employee_no == number)).one()


def unit(code: str) -> Unit:
    """A unit by code."""
    return db.session.scalars(sa.select(Unit).where(Unit.code == code)).one()


def numbers(code: str) -> list[str]:
    """Employee numbers of a unit in roster order."""
    found = sa.select(Person.employee_no).join(Unit, Unit.id == Person.unit_id).where(Unit.code == code)
    return list(db.session.scalars(found.order_by(Person.employee_no)))


HONOURS = ("", "", "", "公司技术能手", "集团劳模", "省级五一劳动奖章")
GROUP_SEATS = (
    Role.CHAIR, Role.LEADING_GROUP, Role.SYSTEM_ADMIN, Role.SECRECY_OFFICER, Role.AUDITOR, Role.SUPERVISOR,
    Role.FINANCE_OFFICER, Role.HR, Role.OPENING_OFFICER, Role.OPENING_OFFICER, Role.OPENING_OFFICER,
    Role.LEADING_GROUP, Role.UNIT_MANAGER, Role.LEADING_GROUP,
)  # fmt: skip
COMPANY_SEATS = (
    Role.CHAIR, Role.SECRECY_OFFICER, Role.LEADING_GROUP, Role.FINANCE_OFFICER, Role.UNIT_MANAGER,
)  # fmt: skip

# two companies lend the group an opening officer each: the shares of a key lie in three units
OFFICERS_OF = ("ZD", "JX")
NEVER_SEATED = (Role.SYSTEM_ADMIN, Role.AUDITOR, Role.OPENING_OFFICER)  # they serve the group, not decide


def give_roles(today: date) -> None:
    """Seats of the group and the companies; in every plant a manager and a poster; the panel pool."""
    for number, role in zip(numbers(GROUP), GROUP_SEATS, strict=True):
        people.grant(person(number), role, unit(GROUP), by=None)
    for code, _zh, _en, _names in COMPANIES:
        for number, role in zip(numbers(code), COMPANY_SEATS, strict=False):
            people.grant(person(number), role, unit(code), by=None)
    for code in OFFICERS_OF:
        people.grant(person(numbers(code)[5]), Role.OPENING_OFFICER, unit(GROUP), by=None)
    secrecy = person(numbers(GROUP)[3])
    for plant in plants():
        manager, poster = numbers(plant.code)[:2]
        people.grant(person(manager), Role.UNIT_MANAGER, unit(plant.code), by=None)
        people.grant(person(poster), Role.POSTER, unit(plant.code), by=None)
        for number in (manager, poster):
            people.clear(
                person(number),
                ClearanceTerms(clearance="core", clearance_until=date(today.year + 2, 12, 31)),
                by=secrecy,
            )
    _fill_pool()


def fill_seats() -> None:
    """The six functions of every leading group; one company still has a gap, as in life."""
    for code in (GROUP, *(company for company, _zh, _en, _names in COMPANIES)):
        top = unit(code)
        kept = GROUP_SEATS if code == GROUP else COMPANY_SEATS
        staff = [n for n, role in zip(numbers(code), kept, strict=False) if role not in NEVER_SEATED]
        chair = holders(Role.CHAIR, top)[0]
        for n, function in enumerate(SeatFunction):
            if code == COMPANIES[-1][0] and function is SeatFunction.SAFETY:
                continue
            names = SeatTerms(owner_no=staff[n % len(staff)], deputy_no=staff[(n + 1) % len(staff)])
            governance.fill(top, function, names, by=chair)


def _fill_pool() -> None:
    """Senior people with eight years and more, from every company; managers and posters are not drawn."""
    busy = sa.select(RoleGrant.person_id)
    found = (
        sa.select(Person)
        .where(Person.ladder.in_(SENIOR), Person.id.not_in(busy))
        .order_by(Person.employee_no)
    )
    for n, one in enumerate(db.session.scalars(found)):
        if n % 2 == 0:
            people.grant(one, Role.PANEL_MEMBER, unit(GROUP), by=None)


def found_studios(year: int) -> list[int]:
    """Twenty studios; most old, some founded on the way; the lead is the plant's outstanding worker."""
    made: list[int] = []
    for n, (name, plant) in enumerate(zip(STUDIOS, plants(), strict=False)):
        people_here = [p for p in crew(plant.code) if p.category is not Category.ENGINEERING or n % 3]
        lead = next(p for p in people_here if p.ladder == "特级技师")
        core = [p.id for p in people_here if p.id != lead.id][:6]
        skill = db.session.scalars(sa.select(Skill).where(Skill.code == plant.skills[0])).one()
        founded = date(year - 2, 9, 10) if n >= 17 else date(year - 4, 3 + n % 6, 12)
        row = StudioRow(
            code=f"GZS{n + 1:03}", name=f"{lead.name}{name}创新工作室", name_en=f"Studio {n + 1:02}",
            tier=_tier(n), field=skill.name_zh, home_unit_id=unit(plant.code).id, lead_id=lead.id,
            core_ids=tuple(core), plaque_no=f"DY-{founded.year}-{n + 1:03}", founded_on=founded,
            hung_on=founded,
            story=f"{plant.name}的一线职工围绕{skill.name_zh}攻关，带徒传技，成果在兄弟单位推广。",
            evidence=f"领衔人{lead.name}，{lead.ladder}，从事{skill.name_zh}多年。",
        )  # fmt: skip
        made.append(studios.take_in(row, by=None).id)
    return made


def _tier(n: int) -> Tier:
    return {0: Tier.GROUP, 5: Tier.COMPANY, 10: Tier.COMPANY}.get(n, Tier.PLANT)


def crew(code: str) -> list[Person]:
    """People of a plant and its departments who hold no office."""
    top = unit(code)
    office = sa.select(RoleGrant.person_id).where(RoleGrant.role != Role.PANEL_MEMBER)
    found = (
        sa.select(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.path.startswith(top.path), Person.id.not_in(office))
        .order_by(Person.employee_no)
    )
    return list(db.session.scalars(found))
