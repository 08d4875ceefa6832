"""The way of a file: preview, deed, and what happens between them."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.jobs import run_due
from marketplace.core.models import LongJob
from marketplace.home.imports.models import Intake, IntakeState
from marketplace.people.models import (
    Person,
    Role,
    Skill,
)
from tests import count, make
from tests.marketplace.home.imports.tables import (
    ROSTER,
    bring,
    confirm,
    counted,
    faults,
    numbers,
    work_off,
    workbook,
)


def test_a_double_click_takes_in_once(staffed):
    _group, _admin, browser, *_rest = staffed
    location, _page = bring(browser, "people", workbook(*ROSTER))
    before = counted(Person)
    answers = [browser.post(f"{location}/confirm", data={"form_key": "one-key"}) for _click in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(303, location)] * 2
    assert counted(Person) == before + 3


def test_what_changed_since_the_preview_is_looked_at_again(staffed):
    _group, _admin, browser, _plant, sand, _sim = staffed
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
    _group, _admin, browser, *_rest = staffed
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


@pytest.mark.parametrize("kind", ["units", "skills", "people", "studios", "problems", "outcomes"])
def test_the_template_filled_in_by_nobody_is_understood(world, kind):
    _group, _admin, browser = world
    for language in ("zh_Hans", "en"):
        made = browser.get(f"/imports/{kind}/template?language={language}").data
        _location, page = bring(browser, kind, made, "模板.xlsx")
        assert "There are no rows under the header." in page
        assert "example of the template" in page
    assert browser.get(f"/imports/{kind}").status_code == 200


@pytest.mark.parametrize("step", ["preview", "deed"])
def test_a_roster_costs_the_same_statements_however_long_it_is(staffed, step):
    _group, _admin, browser, *_rest = staffed
    found = []
    for first, rows in ((100, 1), (200, 30)):
        people = [[f"8000{first + n}", "何新", "铸钢分厂", "技能", "CAST-SAND:3"] for n in range(rows)]
        data = workbook(["工号", "姓名", "单位", "类别", "技能"], *people)
        with count.counted() as before:
            location, _page = bring(browser, "people", data)
        with count.counted() as after:
            confirm(browser, location)
        assert numbers(location)["new"] == rows
        found.append(len(before if step == "preview" else after))
    assert found[0] == found[1]
