"""Skills, studios, problems and outcomes."""

from __future__ import annotations

import json
from datetime import date

import sqlalchemy as sa

from marketplace.challenges.models import Challenge, ChallengeState, Target
from marketplace.core.db import db
from marketplace.outcomes.models import Outcome
from marketplace.people.models import (
    Person,
    Role,
    Skill,
)
from marketplace.studios.models import MemberRole, Membership, Studio
from tests import make
from tests.marketplace.home.imports.tables import (
    DEMO,
    bring,
    confirm,
    counted,
    faults,
    numbers,
    workbook,
)


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
    who = db.session.scalars(
        sa.select(Person.employee_no).where(Person.unit_id == plant.id).order_by(Person.id)
    ).all()
    location, _page = bring(
        browser,
        "studios",
        workbook(
            [
                "工作室编号",
                "工作室名称",
                "级别",
                "专业方向",
                "所属单位",
                "工号",
                "角色",
                "命名日期",
                "领衔人工号",
                "成员工号",
            ],
            [
                "GZS900",
                "焊接创新工作室",
                "公司级",
                "焊接",
                "铸钢分厂",
                who[0],
                "领衔人",
                "2024-05-01",
                "",
                "",
            ],
            *([["GZS900", "", "", "", "", number, "成员", "", "", ""] for number in who[1:5]]),
            [
                "GZS901",
                "铸造创新工作室",
                "集团级",
                "铸造",
                "铸钢分厂",
                "",
                "",
                "2025-01-01",
                who[5],
                f"{who[6]}；张三({who[7]})；{who[8]}；{who[9]}",
            ],
        ),
    )
    assert numbers(location) == {"problems": 0, "new": 2, "changed": 0, "same": 0}
    confirm(browser, location)
    found = {s.code: s for s in db.session.scalars(sa.select(Studio)).unique()}
    assert (found["GZS900"].lead.employee_no, found["GZS901"].lead.employee_no) == (who[0], who[5])
    roles = db.session.execute(sa.select(Membership.role, sa.func.count()).group_by(Membership.role)).all()
    assert dict(map(tuple, roles)) == {MemberRole.LEAD: 2, MemberRole.CORE: 8}
    again, _page = bring(
        browser,
        "studios",
        workbook(
            ["工作室编号", "工作室名称", "领衔人工号"],
            ["GZS900", "焊接创新工作室", who[0]],
            ["GZS901", "铸锻创新工作室", ""],
        ),
    )
    assert numbers(again) == {"problems": 0, "new": 0, "changed": 1, "same": 1}
    confirm(browser, again)
    assert counted(Membership) == 10


def test_two_leads_and_unknown_members_are_named(staffed):
    _group, _admin, browser, plant, *_rest = staffed
    who = db.session.scalars(
        sa.select(Person.employee_no).where(Person.unit_id == plant.id).order_by(Person.id)
    ).all()
    location, _page = bring(
        browser,
        "studios",
        workbook(
            ["工作室编号", "工作室名称", "级别", "专业方向", "所属单位", "工号", "角色", "命名日期"],
            ["G1", "甲工作室", "公司级", "焊接", "铸钢分厂", who[0], "领衔人", "2024-05-01"],
            ["G1", "", "", "", "", who[1], "领衔人", ""],
            ["G1", "", "", "", "", "999999", "成员", ""],
            ["G1", "乙工作室", "", "", "", who[2], "成员", ""],
        ),
    )
    assert faults(browser, location) == [
        ("2", "Employee", "", "A studio needs at least 5 people."),
        ("3", "F", who[1], f"This studio has two leads: {who[0]}、{who[1]}."),
        ("4", "F", "999999", "Nobody has the employee number 999999."),
        ("5", "B", "乙工作室", "Row 2 says something else."),
    ]
    assert counted(Studio) == 0


def test_the_problems_come_whole_with_the_units_they_name(listed):
    _group, _admin, browser = listed
    data = (DEMO / "problems.json").read_bytes()
    location, page = bring(browser, "problems", data, "problems.json")
    assert (numbers(location)["problems"], "Make the 63 units named here" in page) == (40, True)
    assert browser.post(f"{location}/units", data={"make": "1"}).status_code == 303
    assert numbers(location) == {"problems": 0, "new": 40, "changed": 0, "same": 0}
    confirm(browser, location)
    drafts = {c.source_code: c for c in db.session.scalars(sa.select(Challenge)).unique()}
    assert (len(drafts), {c.state for c in drafts.values()}, counted(Target)) == (
        40,
        {ChallengeState.DRAFT},
        93,
    )
    assert [kept(drafts[one["code"]]) for one in json.loads(data)] == [asked(one) for one in json.loads(data)]

    again, _page = bring(browser, "problems", data, "problems.json")
    assert numbers(again) == {"problems": 0, "new": 0, "changed": 0, "same": 40}
    confirm(browser, again)
    assert counted(Target) == 93


def kept(challenge):
    """A challenge as the list would say it."""
    return (
        challenge.title,
        challenge.title_en,
        challenge.department.parent.name,
        challenge.department.name,
        challenge.department.type_code,
        challenge.background,
        challenge.tried,
        challenge.loss,
        challenge.loss_basis,
        [
            (t.metric, t.now if t.now is None else float(t.now), str(t.operator), float(t.wanted), t.unit)
            for t in challenge.targets
        ],
        sorted(n.skill.code for n in challenge.needs),
        challenge.budget,
        challenge.reward,
        challenge.work_days,
        challenge.difficulty,
        str(challenge.nature),
        str(challenge.secrecy),
        str(challenge.scope),
        challenge.deliverables.split("\n"),
    )


NATURES = {"急难险重": "urgent", "疑难杂症": "stubborn", "重大技术难题": "major"}
LEVELS = {"公开": "open", "内部": "internal", "普通商密": "ordinary", "核心商密": "core"}


def asked(one):
    """The same of the file."""
    return (
        one["title_zh"],
        one["title_en"],
        one["posting_unit_zh"],
        one["department_zh"],
        one["department_type"],
        one["background_zh"],
        one["tried_zh"],
        round(one["current_loss"]["amount_wan_per_year"] * 10_000),
        one["current_loss"]["basis_zh"],
        [(t["metric_zh"], t["baseline"], t["op"], t["target"], t["unit"]) for t in one["technical_targets"]],
        sorted(one["required_skills"]),
        one["budget_wan"] * 10_000,
        one["reward_wan"] * 10_000,
        one["deadline_days"],
        one["difficulty"],
        NATURES[one["nature_zh"]],
        LEVELS[one["secrecy_zh"]],
        one["scope"],
        one["deliverables_zh"],
    )


def test_a_poster_brings_problems_of_the_own_department_only_from_excel(app, listed):
    group, _admin, _browser = listed
    ours, theirs = make.unit(group, name="铸钢车间"), make.unit(group, name="锻钢车间")
    browser = make.browser(app, make.officer(Role.POSTER, ours))
    sheet = [
        ["难题编号", "难题名称", "发榜单位", "背景", "技术指标", "所需技能", "预算（元）", "难度"],
        [
            "X1",
            "热裂纹控制难题",
            "铸钢车间",
            "裂纹",
            "裂纹率|6.8|≤|2|%\n工时||<=|1|h",
            "CAST-SAND；CAST-SIM:4",
            280000,
            "特难",
        ],
    ]
    location, _page = bring(browser, "problems", workbook(*sheet))
    confirm(browser, location)
    made = db.session.scalars(sa.select(Challenge)).unique().one()
    assert (made.department_id, made.budget, made.difficulty) == (ours.id, 280_000, 4)
    assert {n.skill.code: n.level for n in made.needs} == {"CAST-SAND": 3, "CAST-SIM": 4}
    assert [(t.metric, str(t.now), t.wanted) for t in made.targets] == [
        ("裂纹率", "6.8", 2),
        ("工时", "None", 1),
    ]
    sheet[1][0], sheet[1][2] = "X2", theirs.name
    location, _page = bring(browser, "problems", workbook(*sheet))
    assert faults(browser, location) == [("2", "C", "锻钢车间", "You may not post problems for this unit.")]
    assert browser.post(f"{location}/units").status_code == 403
    neighbour = make.browser(app, make.officer(Role.POSTER, theirs))
    sheet[1][0] = "X1"
    location, _page = bring(neighbour, "problems", workbook(*sheet))
    rule = "A problem of another department has this number; give it another."
    assert faults(neighbour, location) == [("2", "A", "X1", rule)]
    assert confirm(neighbour, location).status_code == 409
    db.session.rollback()
    assert db.session.scalars(sa.select(Challenge)).unique().one().department_id == ours.id


def test_outcomes_of_earlier_years_come_with_their_certified_benefit(staffed):
    _group, _admin, browser, plant, *_rest = staffed
    studio = make.studio(plant)
    lead = studio.lead.employee_no
    rows = [
        ["成果编号", "成果名称", "类型", "工作室", "专业", "验收日期", "认定效益", "认定日期", "完成人"],
        [
            "CG1",
            "热裂纹控制工艺",
            "五小",
            studio.code,
            "CAST",
            "2028/6/30",
            48.6,
            "2028-12-20",
            f"{lead}:100",
        ],
    ]
    location, _page = bring(browser, "outcomes", workbook(*rows))
    assert numbers(location) == {"problems": 0, "new": 1, "changed": 0, "same": 0}
    confirm(browser, location)
    made = db.session.scalars(sa.select(Outcome)).one()
    assert (made.certified, made.certified_on, made.family.code, made.unit_id) == (
        486_000,
        date(2028, 12, 20),
        "CAST",
        plant.id,
    )
    assert [(c.person.employee_no, c.percent) for c in made.contributors] == [(lead, 100)]
    rows[1][6] = 50
    location, _page = bring(browser, "outcomes", workbook(*rows))
    assert numbers(location) == {"problems": 0, "new": 0, "changed": 1, "same": 0}
    confirm(browser, location)
    db.session.expire_all()
    assert db.session.scalars(sa.select(Outcome.certified)).all() == [500_000]
