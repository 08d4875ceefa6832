"""Units and people: bad lists name every fault, good ones come in whole and once."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.models import AuditEvent
from marketplace.people.models import (
    LoginSession,
    Person,
    PersonSkill,
    Role,
    RoleGrant,
    Unit,
    UnitLevel,
)
from tests import make
from tests.marketplace.home.imports.tables import (
    ROSTER,
    bring,
    confirm,
    counted,
    faults,
    numbers,
    workbook,
)

UNITS = (
    ["北岭集团组织机构表", "", "", "", ""],
    ["填报：人力资源部", "", "", "", "2030.3.1"],
    ["单位编码", "单位名称", "层级", "类型", "上级单位"],
    ["ZZ", "铸造分公司", "公司", "生产", ""],
    ["ZZ-02", "熔化工段", "车间", "能源", "铸钢分厂"],
    ["ZZ-01", "铸钢分厂", "分厂", "production", "ZZ"],
    ["合计", "", "3", "", ""],
)


def test_units_come_as_a_tree_and_the_same_file_changes_nothing(world):
    group, _admin, browser = world
    location, page = bring(browser, "units", workbook(*UNITS))
    assert (numbers(location), counted(Unit)) == ({"problems": 0, "new": 3, "changed": 0, "same": 0}, 1)
    assert "Skipped (total row): row 7." in page
    assert confirm(browser, location).status_code == 303
    found = {u.code: u for u in db.session.scalars(sa.select(Unit))}
    company, plant, shop = found["ZZ"], found["ZZ-01"], found["ZZ-02"]
    assert (company.path, plant.path, shop.path) == (
        f"{group.path}{company.id}/",
        f"{company.path}{plant.id}/",
        f"{plant.path}{shop.id}/",
    )
    assert (plant.company_id, shop.type_code, shop.level) == (company.id, "energy", UnitLevel.WORKSHOP)

    again, page = bring(browser, "units", workbook(*UNITS))
    assert numbers(again) == {"problems": 0, "new": 0, "changed": 0, "same": 3}
    confirm(browser, again)
    assert counted(Unit) == 4


def test_every_fault_of_a_list_of_units_is_named_with_its_cell_and_nothing_changes(world):
    _group, _admin, browser = world
    location, page = bring(
        browser,
        "units",
        workbook(
            ["单位编码", "单位名称", "层级", "类型", "上级单位"],
            ["A", "甲公司", "公司", "炼金", "没有的单位"],
            ["B", "", "楼层", "生产", "A"],
            ["C", "丙车间", "车间", "生产", "D"],
            ["D", "丁车间", "车间", "生产", "C"],
            ["E", "戊分厂", "分厂", "生产", "C"],
            ["A", "己公司", "公司", "生产", ""],
            ["F", "庚车间", "车间", "生产", ""],
        ),
    )
    assert sorted(faults(browser, location)) == sorted(
        [
            ("2", "D", "炼金", "There is no unit type “炼金”."),
            ("2", "E", "没有的单位", "There is no unit with this number or name."),
            ("3", "B", "", "Must be filled in."),
            ("3", "C", "楼层", "Must be one of: Group, Company, Plant or department, Workshop, Team."),
            ("4", "E", "D", "A unit cannot lie below itself."),
            ("5", "E", "C", "A unit cannot lie below itself."),
            ("6", "C", "分厂", "The unit above must not stand lower in rank."),
            ("7", "A", "A", "Occurs twice: already in sheet “表”, row 2."),
            ("8", "E", "", "Only the group has no unit above it."),
        ]
    )
    assert "Correct the faults in your table first" in page
    assert confirm(browser, location).status_code == 409
    assert counted(Unit) == 1


def test_a_messy_roster_comes_in_whole_and_twice_is_once(staffed):
    _group, admin, browser, plant, sand, sim = staffed
    before = counted(Person)
    location, _page = bring(browser, "people", workbook(*ROSTER), "花名册.xlsx")
    assert numbers(location) == {"problems": 0, "new": 3, "changed": 0, "same": 0}
    assert counted(Person) == before
    confirm(browser, location)
    li, wang, zhao = db.session.scalars(
        sa.select(Person).where(Person.employee_no >= "900001").order_by(Person.employee_no)
    )
    assert (li.name, li.category, li.ladder, li.field_since, li.honours) == (
        "李工",
        "engineering",
        "工程师",
        date(2015, 7, 1),
        "劳模；标兵",
    )
    assert (wang.unit.name, wang.unit.parent_id, zhao.left_on) == ("清理班", plant.id, date(2029, 12, 31))
    held = {
        s.skill_id: (s.level, s.confirmed_on)
        for s in db.session.scalars(sa.select(PersonSkill).where(PersonSkill.person_id == li.id))
    }
    assert held == {sand.id: (4, clock.today()), sim.id: (3, clock.today())}

    again, _page = bring(browser, "people", workbook(*ROSTER), "花名册.xlsx")
    assert numbers(again) == {"problems": 0, "new": 0, "changed": 0, "same": 3}
    confirm(browser, again)
    assert counted(Person) == before + 3
    line = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.about.like("intake/%")).order_by(AuditEvent.seq)
    ).all()[1]
    assert (line.actor_id, line.payload["to"], line.payload["new"], line.payload["file"]) == (
        admin.id,
        "done",
        3,
        "花名册.xlsx",
    )
    assert len(line.payload["sha256"]) == 64


def test_every_fault_of_a_roster_is_listed_also_those_only_the_books_know(staffed):
    _group, _admin, browser, _plant, _sand, _sim = staffed
    before = counted(Person)
    location, _page = bring(
        browser,
        "people",
        workbook(
            ["工号", "姓名", "单位", "类别", "技能", "邮箱", "入职日期"],
            ["900001", "甲", "没有的厂", "领导", "CAST-SAND:4；锻铁:2", "", "2030-02-30"],
            ["900002", "", "清理班", "技能", "CAST-SAND:9", "不是邮箱", ""],
            ["900001", "乙", "铸钢分厂", "技能", "CAST:3", "", ""],
        ),
    )
    assert sorted(faults(browser, location)) == sorted(
        [
            ("2", "C", "没有的厂", "There is no unit with this number or name."),
            ("2", "D", "领导", "Must be one of: R&amp;D, Process, Engineering, Skilled trade."),
            ("2", "E", "CAST-SAND:4；锻铁:2", "The catalogue has no skill “锻铁”."),
            ("2", "G", "2030-02-30", "There is no such day in the calendar."),
            ("3", "B", "", "Must be filled in."),
            ("3", "C", "清理班", faults_several(browser)),
            ("3", "E", "CAST-SAND:9", "Must be at most 5."),
            ("3", "F", "不是邮箱", "This is no e-mail address."),
            ("4", "A", "900001", "Occurs twice: already in sheet “表”, row 2."),
            ("4", "E", "CAST:3", "The catalogue has no skill “CAST”."),
        ]
    )
    assert confirm(browser, location).status_code == 409
    assert counted(Person) == before
    sheet = browser.get(f"{location}/faults?as=csv").text
    assert sheet.count("\r\n") == 11


def faults_several(_browser):
    codes = db.session.scalars(sa.select(Unit.code).where(Unit.name == "清理班").order_by(Unit.path)).all()
    return f"Several units have this name ({'、'.join(codes)}): write the number, or company/workshop."


def test_whoever_moves_or_leaves_by_a_roster_loses_roles_and_sessions_the_same_day(app, staffed):
    group, _admin, browser, plant, *_skills = staffed
    mover, leaver = make.officer(Role.UNIT_MANAGER, plant), make.officer(Role.POSTER, plant)
    seated = make.grant(mover, Role.PANEL_MEMBER, group)
    make.browser(app, leaver)
    location, _page = bring(
        browser,
        "people",
        workbook(
            ["工号", "姓名", "单位", "类别", "离职日期"],
            [mover.employee_no, mover.name, "锻造分公司", "技能", ""],
            [leaver.employee_no, leaver.name, "铸钢分厂", "技能", "2030-03-01"],
        ),
    )
    assert numbers(location) == {"problems": 0, "new": 0, "changed": 2, "same": 0}
    confirm(browser, location)
    ended = {(g.person_id, str(g.role)): g.until for g in db.session.scalars(sa.select(RoleGrant))}
    assert ended[mover.id, "unit_manager"] == ended[leaver.id, "poster"] == date(2030, 3, 4)
    assert ended[seated.id, "panel_member"] is None
    assert db.session.scalars(sa.select(LoginSession).where(LoginSession.person_id == leaver.id)).all() == []
