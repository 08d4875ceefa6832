"""Tables as offices keep them, brought over the web: bad ones list every fault, good ones are taken in once."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
import xlsxwriter

from marketplace.challenges.models import Challenge, ChallengeState, Target
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.jobs import run_due, run_outbox
from marketplace.core.models import AuditEvent, LongJob, Outbox
from marketplace.home.imports.models import Intake, IntakeState
from marketplace.outcomes.models import Outcome
from marketplace.people import actions as people_actions
from marketplace.people.models import LoginSession, Person, PersonSkill, Role, RoleGrant, Skill, Unit, UnitLevel
from marketplace.studios.models import MemberRole, Membership, Studio
from tests import make

DEMO = Path(__file__).parents[3] / "marketplace" / "demo"


def workbook(*rows, title="表") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.fixture
def world(app):
    """A group with its administrator, who is logged in."""
    group = make.unit(name="北岭集团")
    with transaction():
        people_actions.put_in_unit_types()
    admin = make.officer(Role.SYSTEM_ADMIN, group, name="管理员")
    return group, admin, make.browser(app, admin)


def bring(browser, kind, data, name="名单.xlsx"):
    """Send a file and open its preview."""
    answer = browser.post(f"/imports/{kind}", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 303, answer.text
    return answer.location, browser.get(answer.location).text


def faults(browser, location):
    """What the list of faults says: row, column letter, value, rule."""
    page = browser.get(location).text
    body = re.search(r"<caption[^>]*>Faults</caption>.*?<tbody>(.*?)</tbody>", page, re.S)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.S) if body else []
    cells = [[re.sub(r"<[^>]+>", "", c).strip() for c in re.findall(r"<td[^>]*>(.*?)</td>", r, re.S)] for r in rows]
    return [(row[1], row[2].split(" ")[0], row[3], row[4]) for row in cells]


def confirm(browser, location):
    return browser.post(f"{location}/confirm")


def counted(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def numbers(location):
    db.session.rollback()
    intake = db.session.get_one(Intake, int(location.rpartition("/")[2]))
    return {k: intake.counts[k] for k in ("problems", "new", "changed", "same")}


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
        f"{group.path}{company.id}/", f"{company.path}{plant.id}/", f"{plant.path}{shop.id}/"
    )  # fmt: skip
    assert (plant.company_id, shop.type_code, shop.level) == (company.id, "energy", UnitLevel.WORKSHOP)

    again, page = bring(browser, "units", workbook(*UNITS))
    assert numbers(again) == {"problems": 0, "new": 0, "changed": 0, "same": 3}
    confirm(browser, again)
    assert counted(Unit) == 4


def test_every_fault_of_a_list_of_units_is_named_with_its_cell_and_nothing_changes(world):
    _group, _admin, browser = world
    location, page = bring(browser, "units", workbook(
        ["单位编码", "单位名称", "层级", "类型", "上级单位"],
        ["A", "甲公司", "公司", "炼金", "没有的单位"],
        ["B", "", "楼层", "生产", "A"],
        ["C", "丙车间", "车间", "生产", "D"],
        ["D", "丁车间", "车间", "生产", "C"],
        ["E", "戊分厂", "分厂", "生产", "C"],
        ["A", "己公司", "公司", "生产", ""],
        ["F", "庚车间", "车间", "生产", ""],
    ))  # fmt: skip
    assert sorted(faults(browser, location)) == sorted([
        ("2", "D", "炼金", "There is no unit type “炼金”."),
        ("2", "E", "没有的单位", "There is no unit with this number or name."),
        ("3", "B", "", "Must be filled in."),
        ("3", "C", "楼层", "Must be one of: Group, Company, Plant or department, Workshop, Team."),
        ("4", "E", "D", "A unit cannot lie below itself."),
        ("5", "E", "C", "A unit cannot lie below itself."),
        ("6", "C", "分厂", "The unit above must not stand lower in rank."),
        ("7", "A", "A", "Occurs twice: already in sheet “表”, row 2."),
        ("8", "E", "", "Only the group has no unit above it."),
    ])  # fmt: skip
    assert "Correct the faults in your table first" in page
    assert confirm(browser, location).status_code == 409
    assert counted(Unit) == 1


@pytest.fixture
def staffed(world):
    """Units, two families of skills and twenty people whose numbers have six digits."""
    group, admin, browser = world
    plant = make.unit(group, name="铸钢分厂", level=UnitLevel.COMPANY)
    make.unit(plant, name="清理班", level=UnitLevel.TEAM)
    other = make.unit(group, name="锻造分公司", level=UnitLevel.COMPANY)
    make.unit(other, name="清理班", level=UnitLevel.TEAM)
    family = make.skill("CAST")
    sand, sim = make.skill("CAST-SAND", family), make.skill("CAST-SIM", family)
    for _n in range(20):
        make.person(plant)
    return group, admin, browser, plant, sand, sim


ROSTER = (
    ["铸钢分厂 2030 年职工花名册"],
    ["序号", "职工\n编号", "姓　名", "所在单位", "人员类别", "职称", "参加工作时间", "技能", "离职日期", "荣誉"],
    [1, 900001, "李　工", "铸钢分厂", "技术类", "工程师", "2015年7月", "CAST-SAND:4；CAST-SIM 3级", "", "劳模、标兵"],
    [2, "９００００２", "王建国", "铸钢分厂/清理班", "工人", "高级技师", "1998.3.1", "", "", ""],
    [3, "900003", "赵敏", "铸钢分厂", "技能", "", "", "", "2029-12-31", ""],
    ["合计", "", "3人"],
)


def test_a_messy_roster_comes_in_whole_and_twice_is_once(staffed):
    _group, admin, browser, plant, sand, sim = staffed
    before = counted(Person)
    location, _page = bring(browser, "people", workbook(*ROSTER), "花名册.xlsx")
    assert numbers(location) == {"problems": 0, "new": 3, "changed": 0, "same": 0}
    assert counted(Person) == before
    confirm(browser, location)
    li, wang, zhao = db.session.scalars(sa.select(Person).where(Person.employee_no >= "900001").order_by(Person.employee_no))
    assert (li.name, li.category, li.ladder, li.field_since, li.honours) == ("李工", "engineering", "工程师", date(2015, 7, 1), "劳模；标兵")
    assert (wang.unit.name, wang.unit.parent_id, zhao.left_on) == ("清理班", plant.id, date(2029, 12, 31))
    held = {s.skill_id: (s.level, s.confirmed_on) for s in db.session.scalars(sa.select(PersonSkill).where(PersonSkill.person_id == li.id))}
    assert held == {sand.id: (4, clock.today()), sim.id: (3, clock.today())}

    again, _page = bring(browser, "people", workbook(*ROSTER), "花名册.xlsx")
    assert numbers(again) == {"problems": 0, "new": 0, "changed": 0, "same": 3}
    confirm(browser, again)
    assert counted(Person) == before + 3
    line = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.about.like("intake/%")).order_by(AuditEvent.seq)).all()[1]
    assert (line.actor_id, line.payload["to"], line.payload["new"], line.payload["file"]) == (admin.id, "done", 3, "花名册.xlsx")
    assert len(line.payload["sha256"]) == 64


def test_every_fault_of_a_roster_is_listed_also_those_only_the_books_know(staffed):
    _group, _admin, browser, _plant, _sand, _sim = staffed
    before = counted(Person)
    location, _page = bring(browser, "people", workbook(
        ["工号", "姓名", "单位", "类别", "技能", "邮箱", "入职日期"],
        ["900001", "甲", "没有的厂", "领导", "CAST-SAND:4；锻铁:2", "", "2030-02-30"],
        ["900002", "", "清理班", "技能", "CAST-SAND:9", "不是邮箱", ""],
        ["900001", "乙", "铸钢分厂", "技能", "CAST:3", "", ""],
    ))  # fmt: skip
    assert sorted(faults(browser, location)) == sorted([
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
    ])  # fmt: skip
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
    location, _page = bring(browser, "people", workbook(
        ["工号", "姓名", "单位", "类别", "离职日期"],
        [mover.employee_no, mover.name, "锻造分公司", "技能", ""],
        [leaver.employee_no, leaver.name, "铸钢分厂", "技能", "2030-03-01"],
    ))  # fmt: skip
    assert numbers(location) == {"problems": 0, "new": 0, "changed": 2, "same": 0}
    confirm(browser, location)
    ended = {(g.person_id, str(g.role)): g.until for g in db.session.scalars(sa.select(RoleGrant))}
    assert ended[mover.id, "unit_manager"] == ended[leaver.id, "poster"] == date(2030, 3, 4)
    assert ended[seated.id, "panel_member"] is None
    assert db.session.scalars(sa.select(LoginSession).where(LoginSession.person_id == leaver.id)).all() == []


def test_a_double_click_takes_in_once(staffed):
    _group, _admin, browser, *_rest = staffed
    location, _page = bring(browser, "people", workbook(*ROSTER))
    before = counted(Person)
    answers = [browser.post(f"{location}/confirm", data={"form_key": "one-key"}) for _click in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(303, location)] * 2
    assert counted(Person) == before + 3


def test_what_changed_since_the_preview_is_looked_at_again(staffed):
    _group, _admin, browser, plant, sand, _sim = staffed
    location, _page = bring(browser, "people", workbook(*ROSTER))
    with transaction():
        db.session.execute(sa.update(Skill).where(Skill.id == sand.id).values(code="CAST-X", name_zh="别的"))
    assert confirm(browser, location).status_code == 303
    assert faults(browser, location) == [
        ("3", "H", "CAST-SAND:4；CAST-SIM 3级", "The catalogue has no skill “CAST-SAND”.")
    ]
    assert db.session.scalars(sa.select(Person).where(Person.employee_no == "900001")).all() == []


def test_a_preview_is_its_bringers_only_and_old_ones_are_forgotten(app, staffed):
    group, _admin, browser, *_rest = staffed
    location, _page = bring(browser, "people", workbook(*ROSTER))
    stranger = make.browser(app, make.officer(Role.SYSTEM_ADMIN, group))
    assert [stranger.get(location).status_code, confirm(stranger, location).status_code] == [404, 404]
    with transaction():
        db.session.execute(sa.update(Intake).values(expires_at=clock.real()))
    run_due()
    db.session.rollback()
    intake = db.session.scalars(sa.select(Intake)).one()
    assert (intake.state, intake.place) == (IntakeState.DROPPED, "")
    assert confirm(browser, location).status_code == 409


def test_files_that_are_no_tables_are_refused_with_a_sentence(staffed):
    _group, _admin, browser, *_rest = staffed
    sent = {"a.xlsx": b"PK\x03\x04 broken", "b.exe": b"MZ\x90\x00", "c.json": b"{", "": b""}
    answers = [browser.post("/imports/people", data={"file": (io.BytesIO(d), n)}) for n, d in sent.items()]
    assert [a.status_code for a in answers] == [422] * 4
    assert browser.post("/imports/people").status_code == 422
    assert counted(Intake) == 0


def test_who_may_not_import_is_told_so(app, staffed):
    _group, _admin, _browser, plant, *_rest = staffed
    worker = make.browser(app, make.person(plant))
    answer = worker.post("/imports/people", data={"file": (io.BytesIO(workbook(*ROSTER)), "a.xlsx")})
    assert answer.status_code == 403
    assert worker.get("/imports").status_code == 200


def test_a_large_roster_is_read_and_taken_in_by_the_worker(staffed):
    _group, admin, browser, *_rest = staffed
    rows = [f"{n},职工{n},铸钢分厂,技能" for n in range(700_000, 705_500)]
    data = ("工号,姓名,单位,类别\n" + "\n".join(rows)).encode("gb18030")
    location, page = bring(browser, "people", data, "大名单.csv")
    assert ("hx-get" in page, counted(LongJob)) == (True, 1)
    work_off()
    assert numbers(location) == {"problems": 0, "new": 5500, "changed": 0, "same": 0}
    before = counted(Person)
    confirm(browser, location)
    assert counted(Person) == before
    work_off()
    assert (counted(Person), numbers(location)["new"]) == (before + 5500, 5500)
    assert "Taken in: 5500 new" in browser.get(location).text
    assert db.session.scalars(sa.select(LongJob.state)).all() == ["done", "done"]


def work_off():
    """What the worker would do with what was put off."""
    for row_id in db.session.scalars(sa.select(Outbox.id).where(Outbox.done_at.is_(None)).order_by(Outbox.id)).all():
        run_outbox(row_id)
        db.session.rollback()


def test_the_catalogue_comes_with_its_families(world):
    _group, _admin, browser = world
    location, _page = bring(browser, "skills", (DEMO / "skills.csv").read_bytes(), "skills.csv")
    assert numbers(location) == {"problems": 0, "new": 142, "changed": 0, "same": 0}
    confirm(browser, location)
    families = db.session.scalars(sa.select(Skill).where(Skill.parent_id.is_(None))).all()
    assert (len(families), counted(Skill)) == (17, 142)
    again, _page = bring(browser, "skills", (DEMO / "skills.csv").read_bytes(), "skills.csv")
    assert numbers(again)["same"] == 142


def test_studios_come_a_row_each_or_a_row_for_each_member(staffed):
    _group, _admin, browser, plant, *_rest = staffed
    who = db.session.scalars(sa.select(Person.employee_no).where(Person.unit_id == plant.id).order_by(Person.id)).all()
    location, _page = bring(browser, "studios", workbook(
        ["工作室编号", "工作室名称", "级别", "专业方向", "所属单位", "工号", "角色", "命名日期", "领衔人工号", "成员工号"],
        ["GZS900", "焊接创新工作室", "公司级", "焊接", "铸钢分厂", who[0], "领衔人", "2024-05-01", "", ""],
        *([["GZS900", "", "", "", "", number, "成员", "", "", ""] for number in who[1:5]]),
        ["GZS901", "铸造创新工作室", "集团级", "铸造", "铸钢分厂", "", "", "2025-01-01", who[5], f"{who[6]}；张三({who[7]})；{who[8]}；{who[9]}"],
    ))  # fmt: skip
    assert numbers(location) == {"problems": 0, "new": 2, "changed": 0, "same": 0}
    confirm(browser, location)
    found = {s.code: s for s in db.session.scalars(sa.select(Studio)).unique()}
    assert (found["GZS900"].lead.employee_no, found["GZS901"].lead.employee_no) == (who[0], who[5])
    roles = db.session.execute(sa.select(Membership.role, sa.func.count()).group_by(Membership.role)).all()
    assert dict(map(tuple, roles)) == {MemberRole.LEAD: 2, MemberRole.CORE: 8}
    again, _page = bring(browser, "studios", workbook(
        ["工作室编号", "工作室名称", "领衔人工号"], ["GZS900", "焊接创新工作室", who[0]], ["GZS901", "铸锻创新工作室", ""],
    ))  # fmt: skip
    assert numbers(again) == {"problems": 0, "new": 0, "changed": 1, "same": 1}
    confirm(browser, again)
    assert counted(Membership) == 10


def test_two_leads_and_unknown_members_are_named(staffed):
    _group, _admin, browser, plant, *_rest = staffed
    who = db.session.scalars(sa.select(Person.employee_no).where(Person.unit_id == plant.id).order_by(Person.id)).all()
    location, _page = bring(browser, "studios", workbook(
        ["工作室编号", "工作室名称", "级别", "专业方向", "所属单位", "工号", "角色", "命名日期"],
        ["G1", "甲工作室", "公司级", "焊接", "铸钢分厂", who[0], "领衔人", "2024-05-01"],
        ["G1", "", "", "", "", who[1], "领衔人", ""],
        ["G1", "", "", "", "", "999999", "成员", ""],
        ["G1", "乙工作室", "", "", "", who[2], "成员", ""],
    ))  # fmt: skip
    assert faults(browser, location) == [
        ("2", "Employee", "", "A studio needs at least 5 people."),
        ("3", "F", who[1], f"This studio has two leads: {who[0]}、{who[1]}."),
        ("4", "F", "999999", "Nobody has the employee number 999999."),
        ("5", "B", "乙工作室", "Row 2 says something else."),
    ]
    assert counted(Studio) == 0


@pytest.fixture
def listed(world):
    """The catalogue is in; nothing else."""
    group, admin, browser = world
    location, _page = bring(browser, "skills", (DEMO / "skills.csv").read_bytes(), "skills.csv")
    confirm(browser, location)
    return group, admin, browser


def test_the_problems_come_whole_with_the_units_they_name(listed):
    _group, admin, browser = listed
    data = (DEMO / "problems.json").read_bytes()
    location, page = bring(browser, "problems", data, "problems.json")
    assert (numbers(location)["problems"], "Make the 63 units named here" in page) == (40, True)
    assert browser.post(f"{location}/units", data={"make": "1"}).status_code == 303
    assert numbers(location) == {"problems": 0, "new": 40, "changed": 0, "same": 0}
    confirm(browser, location)
    drafts = {c.source_code: c for c in db.session.scalars(sa.select(Challenge)).unique()}
    assert (len(drafts), {c.state for c in drafts.values()}, counted(Target)) == (40, {ChallengeState.DRAFT}, 93)
    assert [kept(drafts[one["code"]]) for one in json.loads(data)] == [asked(one) for one in json.loads(data)]

    again, _page = bring(browser, "problems", data, "problems.json")
    assert numbers(again) == {"problems": 0, "new": 0, "changed": 0, "same": 40}
    confirm(browser, again)
    assert counted(Target) == 93


def kept(challenge):
    """A challenge as the list would say it."""
    return (
        challenge.title, challenge.title_en, challenge.department.parent.name, challenge.department.name,
        challenge.department.type_code, challenge.background, challenge.tried, challenge.loss, challenge.loss_basis,
        [(t.metric, t.now if t.now is None else float(t.now), str(t.operator), float(t.wanted), t.unit) for t in challenge.targets],
        sorted(n.skill.code for n in challenge.needs), challenge.budget, challenge.reward, challenge.work_days,
        challenge.difficulty, str(challenge.nature), str(challenge.secrecy), str(challenge.scope),
        challenge.deliverables.split("\n"),
    )  # fmt: skip


NATURES = {"急难险重": "urgent", "疑难杂症": "stubborn", "重大技术难题": "major"}
LEVELS = {"公开": "open", "内部": "internal", "普通商密": "ordinary", "核心商密": "core"}


def asked(one):
    """The same of the file."""
    return (
        one["title_zh"], one["title_en"], one["posting_unit_zh"], one["department_zh"], one["department_type"],
        one["background_zh"], one["tried_zh"], round(one["current_loss"]["amount_wan_per_year"] * 10_000),
        one["current_loss"]["basis_zh"],
        [(t["metric_zh"], t["baseline"], t["op"], t["target"], t["unit"]) for t in one["technical_targets"]],
        sorted(one["required_skills"]), one["budget_wan"] * 10_000, one["reward_wan"] * 10_000, one["deadline_days"],
        one["difficulty"], NATURES[one["nature_zh"]], LEVELS[one["secrecy_zh"]], one["scope"], one["deliverables_zh"],
    )  # fmt: skip


def test_a_poster_brings_problems_of_the_own_department_only_from_excel(app, listed):
    group, _admin, _browser = listed
    ours, theirs = make.unit(group, name="铸钢车间"), make.unit(group, name="锻钢车间")
    browser = make.browser(app, make.officer(Role.POSTER, ours))
    sheet = [
        ["难题编号", "难题名称", "发榜单位", "背景", "技术指标", "所需技能", "预算（元）", "难度"],
        ["X1", "热裂纹控制难题", "铸钢车间", "裂纹", "裂纹率|6.8|≤|2|%\n工时||<=|1|h", "CAST-SAND；CAST-SIM:4", 280000, "特难"],
    ]
    location, _page = bring(browser, "problems", workbook(*sheet))
    confirm(browser, location)
    made = db.session.scalars(sa.select(Challenge)).unique().one()
    assert (made.department_id, made.budget, made.difficulty) == (ours.id, 280_000, 4)
    assert {n.skill.code: n.level for n in made.needs} == {"CAST-SAND": 3, "CAST-SIM": 4}
    assert [(t.metric, str(t.now), t.wanted) for t in made.targets] == [("裂纹率", "6.8", 2), ("工时", "None", 1)]
    sheet[1][0], sheet[1][2] = "X2", theirs.name
    location, _page = bring(browser, "problems", workbook(*sheet))
    assert faults(browser, location) == [("2", "C", "锻钢车间", "You may not post problems for this unit.")]
    assert browser.post(f"{location}/units").status_code == 403


def test_outcomes_of_earlier_years_come_with_their_certified_benefit(staffed):
    _group, _admin, browser, plant, *_rest = staffed
    studio = make.studio(plant)
    lead = studio.lead.employee_no
    rows = [
        ["成果编号", "成果名称", "类型", "工作室", "专业", "验收日期", "认定效益", "认定日期", "完成人"],
        ["CG1", "热裂纹控制工艺", "五小", studio.code, "CAST", "2028/6/30", 48.6, "2028-12-20", f"{lead}:100"],
    ]
    location, _page = bring(browser, "outcomes", workbook(*rows))
    assert numbers(location) == {"problems": 0, "new": 1, "changed": 0, "same": 0}
    confirm(browser, location)
    made = db.session.scalars(sa.select(Outcome)).one()
    assert (made.certified, made.certified_on, made.family.code, made.unit_id) == (486_000, date(2028, 12, 20), "CAST", plant.id)
    assert [(c.person.employee_no, c.percent) for c in made.contributors] == [(lead, 100)]
    rows[1][6] = 50
    location, _page = bring(browser, "outcomes", workbook(*rows))
    assert numbers(location) == {"problems": 0, "new": 0, "changed": 1, "same": 0}
    confirm(browser, location)
    db.session.expire_all()
    assert db.session.scalars(sa.select(Outcome.certified)).all() == [500_000]


@pytest.mark.parametrize("kind", ["units", "skills", "people", "studios", "problems", "outcomes"])
def test_the_template_filled_in_by_nobody_is_understood(world, kind):
    _group, _admin, browser = world
    for language in ("zh_Hans", "en"):
        made = browser.get(f"/imports/{kind}/template?language={language}").data
        location, page = bring(browser, kind, made, "模板.xlsx")
        assert "There are no rows under the header." in page
        assert "example of the template" in page
    assert browser.get(f"/imports/{kind}").status_code == 200
