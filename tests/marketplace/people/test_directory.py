"""Pages of people, units, skills and roles."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.sheets import read_tables
from marketplace.people import actions
from marketplace.people.models import (
    LoginSession,
    Person,
    PersonSkill,
    Role,
    RoleGrant,
    SecrecyLevel,
    Skill,
    Unit,
    UnitLevel,
)
from tests import count, make


@pytest.fixture
def place(app):
    """A group with two companies, a plant, and its administrators."""
    group = make.unit(name="北岭集团")
    with transaction():
        actions.put_in_unit_types()
    left = make.unit(group, level=UnitLevel.COMPANY, name="铸造分公司")
    right = make.unit(group, level=UnitLevel.COMPANY, name="锻造分公司")
    plant = make.unit(left, name="铸钢车间", level=UnitLevel.WORKSHOP)
    return group, left, right, plant, make.officer(Role.SYSTEM_ADMIN, group, name="管理员")


def statements(call):
    """How many statements a page takes."""
    with count.counted() as seen:
        answer = call()
        assert (answer.status_code, len(answer.data) > 0) == (200, True)
    return len(seen)


LISTS = (
    "/people",
    "/people?q=zg&skill=1&level=2&unit=1",
    "/units",
    "/units?q=单位",
    "/skills",
    "/roles",
    "/imports",
)
EXPORTS = (
    "/people/export",
    "/people/export?as=csv",
    "/people/skills/export?as=csv",
    "/units/export",
    "/skills/export",
    "/roles/export?as=csv",
)


def test_lists_cost_the_same_with_one_row_and_with_thirty(app, place):
    _group, left, _right, plant, admin = place
    family = make.skill()
    one = make.skill(family=family)
    make.person(plant, skills={one: 3})
    browser = make.browser(app, admin)
    before = {url: statements(lambda url=url: browser.get(url)) for url in (*LISTS, *EXPORTS)}
    for _n in range(30):
        new = make.unit(plant, level=UnitLevel.TEAM)
        make.grant(make.person(new, skills={one: 3, make.skill(family=family): 2}), Role.POSTER, left)
    after = {url: statements(lambda url=url: browser.get(url)) for url in (*LISTS, *EXPORTS)}
    assert after == before
    assert {url: n for url, n in after.items() if n > 8} == {}
    assert {url: n for url in EXPORTS if (n := after[url]) > 5} == {}


def test_somebody_is_found_by_name_pinyin_initials_number_and_skill(app, place):
    _group, left, right, plant, admin = place
    family = make.skill()
    weld = make.skill(family=family)
    wang = make.person(plant, name="王建国", skills={weld: 4})
    make.person(right, name="李娜")
    with transaction():
        from_record = db.session.get_one(Person, wang.id)
        from_record.haystack = "王建国 " + wang.employee_no + " wangjianguo wjg"
    browser = make.browser(app, admin)
    for q in ("王建", "wangjian", "wjg", wang.employee_no):
        page = browser.get(f"/people?q={q}").text
        assert ("王建国" in page, "李娜" in page) == (True, False)
    assert "王建国" in browser.get(f"/people?skill={weld.id}&level=4").text
    assert "王建国" not in browser.get(f"/people?skill={weld.id}&level=5").text
    assert "李娜" not in browser.get(f"/people?unit={left.id}").text
    assert (
        browser.get("/people?unit=99999999999&skill=999999999999&page=abc&sort=nonsense").status_code == 200
    )


def test_the_unit_manager_confirms_skills_of_the_unit_and_nobody_their_own(app, place):
    _group, left, right, plant, _admin = place
    weld = make.skill(family=make.skill())
    boss, worker = make.officer(Role.UNIT_MANAGER, left), make.person(plant)
    send = {"skill_id": weld.id, "level": 4, "confirmed_on": "2030-03-01"}
    answer = make.browser(app, boss).post(f"/people/{worker.id}/skills", data=send)
    assert answer.status_code == 303
    held = db.session.scalars(sa.select(PersonSkill)).one()
    assert (held.person_id, held.level, held.confirmed_by_id, held.confirmed_on) == (
        worker.id,
        4,
        boss.id,
        date(2030, 3, 1),
    )
    assert make.browser(app, boss).post(f"/people/{boss.id}/skills", data=send).status_code == 403
    foreign = make.officer(Role.UNIT_MANAGER, right)
    assert make.browser(app, foreign).post(f"/people/{worker.id}/skills", data=send).status_code == 403
    late = make.browser(app, boss).post(
        f"/people/{worker.id}/skills", data={**send, "confirmed_on": "2030-04-01"}
    )
    assert (late.status_code, "The day lies in the future." in late.text) == (422, True)
    assert "by the unit" not in make.browser(app, worker).get(f"/people/{worker.id}").text


def test_a_move_ends_roles_over_the_old_unit_at_once(app, place):
    group, _left, right, plant, admin = place
    mover = make.officer(Role.POSTER, plant)
    kept = make.grant(mover, Role.PANEL_MEMBER, group)
    browser = make.browser(app, admin)
    assert browser.post(f"/people/{mover.id}/move", data={"unit": "没有", "why": ""}).status_code == 422
    assert (
        browser.post(f"/people/{mover.id}/move", data={"unit": "锻造分公司", "why": "调动"}).status_code
        == 303
    )
    db.session.expire_all()
    assert db.session.get_one(Person, mover.id).unit_id == right.id
    until = {
        str(g.role): g.until
        for g in db.session.scalars(sa.select(RoleGrant).where(RoleGrant.person_id == kept.id))
    }
    assert until == {"poster": clock.today() - timedelta(days=1), "panel_member": None}


def test_who_leaves_is_logged_out_and_can_come_back_without_the_old_roles(app, place):
    _group, _left, _right, plant, admin = place
    leaver = make.officer(Role.POSTER, plant)
    theirs = make.browser(app, leaver)
    browser = make.browser(app, admin)
    assert browser.post(f"/people/{leaver.id}/leave", data={"left_on": "2030-03-05"}).status_code == 303
    assert theirs.get("/account").status_code == 303
    assert db.session.scalars(sa.select(LoginSession).where(LoginSession.person_id == leaver.id)).all() == []
    assert browser.post(f"/people/{leaver.id}/return").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Person, leaver.id).left_on is None
    assert (
        db.session.scalars(sa.select(RoleGrant.until).where(RoleGrant.person_id == leaver.id)).one()
        < clock.today()
    )


def test_the_clearance_is_set_by_the_secrecy_officer_and_seen_by_few(app, place):
    group, _left, _right, plant, admin = place
    officer, worker, colleague = (
        make.officer(Role.SECRECY_OFFICER, group),
        make.person(plant),
        make.person(plant),
    )
    browser = make.browser(app, officer)
    send = {"clearance": "core", "clearance_until": ""}
    assert browser.post(f"/people/{worker.id}/clearance", data=send).status_code == 422
    assert (
        browser.post(
            f"/people/{worker.id}/clearance", data={**send, "clearance_until": "2031-01-01"}
        ).status_code
        == 303
    )
    db.session.expire_all()
    row = db.session.get_one(Person, worker.id)
    assert (row.clearance, row.clearance_until) == (SecrecyLevel.CORE, date(2031, 1, 1))
    assert browser.post(f"/people/{officer.id}/clearance", data=send).status_code == 403
    assert make.browser(app, admin).post(f"/people/{worker.id}/clearance", data=send).status_code == 403
    seen = [
        ("Core trade secret" in make.browser(app, who).get(f"/people/{worker.id}").text)
        for who in (officer, worker, colleague, admin)
    ]
    assert seen == [True, True, False, False]


def test_roles_are_given_after_the_password_was_typed_and_the_three_administrators_stay_apart(app, place):
    group, _left, _right, plant, admin = place
    worker = make.person(plant)
    browser = make.browser(app, admin)
    send = {
        "employee_no": worker.employee_no,
        "role": "auditor",
        "unit": group.code,
        "since": "2030-06-01",
        "until": "",
    }
    assert browser.post("/roles/grant", data=send).status_code == 303
    apart = browser.post("/roles/grant", data={**send, "role": "system_admin", "since": "2030-03-05"})
    assert (apart.status_code, "three different people" in apart.text) == (403, True)
    assert browser.post("/roles/grant", data={**send, "employee_no": admin.employee_no}).status_code == 403
    assert browser.post("/roles/grant", data={**send, "until": "2030-05-01"}).status_code == 422
    given = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.person_id == worker.id)).one()
    assert browser.post(f"/roles/{given.id}/end").status_code == 303
    with transaction():
        db.session.execute(sa.update(LoginSession).values(confirmed_at=clock.real() - timedelta(hours=1)))
    assert browser.get("/roles/grant").location.startswith("/confirm?next=")
    assert browser.post("/roles/grant", data=send).status_code == 422
    assert browser.post(f"/roles/{given.id}/end").location.startswith("/confirm?next=")
    assert make.browser(app, worker).get("/roles").status_code == 403


def test_units_are_made_hung_elsewhere_and_closed(app, place):
    _group, left, right, plant, admin = place
    browser = make.browser(app, admin)
    send = {
        "code": "NEW-1",
        "name": "新班组",
        "name_en": "",
        "level": "team",
        "type_code": "production",
        "parent": "铸造分公司/铸钢车间",
    }
    assert browser.post("/units/new", data=send).status_code == 303
    made = db.session.scalars(sa.select(Unit).where(Unit.code == "NEW-1")).one()
    assert (made.path, made.company_id) == (f"{plant.path}{made.id}/", left.id)
    hang = {
        "code": plant.code,
        "name": plant.name,
        "level": "workshop",
        "type_code": "production",
        "parent": right.code,
    }
    assert browser.post(f"/units/{plant.id}/edit", data=hang).status_code == 303
    db.session.expire_all()
    assert (made.path, made.company_id) == (f"{right.path}{plant.id}/{made.id}/", right.id)
    assert browser.post(f"/units/{plant.id}/edit", data={**hang, "parent": "NEW-1"}).status_code == 422
    assert browser.post(f"/units/{right.id}/close").status_code == 422
    assert browser.post(f"/units/{made.id}/close").status_code == 303
    assert make.browser(app, make.person(left)).post("/units/new", data=send).status_code == 403
    assert (
        browser.post(
            "/units/types", data={"code": "rail", "name_zh": "铁路", "name_en": "Railway"}
        ).status_code
        == 303
    )
    assert "铁路" in browser.get("/units/types").text


def test_every_page_opens_for_everybody_who_may(app, place):
    _group, left, _right, plant, admin = place
    one = make.skill(family=make.skill())
    worker = make.person(plant, skills={one: 2})
    make.studio(left, lead=worker)
    browser = make.browser(app, admin, locale="zh_Hans")
    pages = (
        f"/people/{worker.id}",
        f"/people/{worker.id}/work",
        f"/people/{worker.id}/history",
        f"/people/{worker.id}/edit",
        f"/people/{worker.id}/move",
        f"/people/{worker.id}/leave",
        "/people/new",
        f"/units/{plant.id}",
        f"/units/{plant.id}/history",
        f"/units/{plant.id}/edit",
        "/units/new?above=1",
        "/units/types",
        "/skills/new",
        f"/skills/{one.id}/edit",
        f"/skills?unit={left.id}",
        "/roles",
        "/roles/grant",
        "/people?gone=1",
        "/imports",
    )
    assert {url: browser.get(url).status_code for url in pages} == dict.fromkeys(pages, 200)
    assert browser.get("/people/999999").status_code == 404
    stranger = make.browser(app, make.person(left))
    assert stranger.get(f"/people/{worker.id}/history").status_code == 403
    # who keeps no records is told so, before anything typed is looked at
    assert [stranger.get("/people/new").status_code, stranger.post("/people/new").status_code] == [403, 403]
    assert stranger.post("/units/types", data={"code": "?"}).status_code == 403
    assert {
        u: stranger.get(u).status_code for u in ("/people", "/units", "/skills", f"/people/{worker.id}")
    } == dict.fromkeys(("/people", "/units", "/skills", f"/people/{worker.id}"), 200)
    counts = {url: statements(lambda url=url: browser.get(url)) for url in pages}
    assert {url: n for url, n in counts.items() if n > 12} == {}


def test_exports_keep_formulas_asleep_and_follow_the_filters(app, place):
    _group, left, right, plant, admin = place
    make.person(plant, name="=1+1")
    make.person(right, name="锻工")
    browser = make.browser(app, admin)
    text = browser.get(f"/people/export?as=csv&unit={left.id}").text
    assert ("'=1+1" in text, "锻工" in text) == (True, False)
    book = read_tables("a.xlsx", browser.get(f"/people/export?unit={left.id}").data)
    assert [row[1] for row in book[0].rows[1:]] == ["=1+1"]
    assert io.BytesIO(browser.get("/units/export").data).getbuffer().nbytes > 1000


def test_a_skill_joins_the_catalogue_and_keeps_its_place(app, place):
    _group, left, _right, _plant, admin = place
    family = make.skill("CAST")
    browser = make.browser(app, admin)
    send = {
        "code": "CAST-NEW",
        "parent_id": family.id,
        "name_zh": "消失模铸造",
        "name_en": "Lost-foam casting",
        "aliases": "",
    }
    assert browser.post("/skills/new", data=send).status_code == 303
    made = db.session.scalars(sa.select(Skill).where(Skill.code == "CAST-NEW")).one()
    assert browser.post(f"/skills/{made.id}/edit", data={**send, "parent_id": ""}).status_code == 422
    assert browser.post("/skills/new", data=send).status_code == 422
    assert make.browser(app, make.person(left)).get("/skills/new").status_code == 403
