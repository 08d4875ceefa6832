"""Behind the counter: the trail, put-off work, letters, the calendar, the demo's clock, readiness."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from marketplace import frame, pages
from marketplace.challenges.models import Challenge
from marketplace.core import audit, calendar, clock, jobs, mail, migrations, outbox
from marketplace.core.db import db, transaction
from marketplace.core.models import AuditEvent, AuditHead, CalendarDay, ClockOffset, LongJob, Outbox
from marketplace.home.queries import system
from marketplace.inbox import actions as inbox
from marketplace.inbox import words
from marketplace.people.models import Person, Role
from tests import make
from tests.count import statements

ROOT = Path(__file__).parents[3]


def _group_officer(role: Role) -> Person:
    return make.officer(role, make.company().parent)


# --- who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/administration", "/administration/audit", "/administration/queue",
                                  "/administration/calendar", "/clock"])  # fmt: skip
def test_strangers_do_not_come_behind_the_counter(app, path):
    assert make.browser(app, make.person(make.unit())).get(path).status_code in (403, 409)


def test_a_company_auditor_does_not_read_the_trail_of_the_group(app):
    browser = make.browser(app, make.officer(Role.AUDITOR, make.company()))
    assert browser.get("/administration/audit").status_code == 403


# --- the trail -----------------------------------------------------------------------------------


def test_the_trail_is_filtered_by_person_thing_deed_and_day(app):
    challenge = make.submitted_challenge()
    auditor = make.browser(app, _group_officer(Role.AUDITOR))
    name, about = challenge.contact.name, audit.ref(challenge)

    def lines(**filters: str) -> int:
        return auditor.get("/administration/audit", query_string=filters).text.count("<tr><td>")

    assert lines(about=about) == lines(about="challenge") == lines(q=name) == 2
    assert lines(action="move") == 1
    assert lines(q="nobody") == lines(since="2031-01-01") == lines(until="2029-01-01") == 0
    assert lines(since="2030-03-05", until="2030-03-05") == 2


def test_a_whole_trail_is_said_to_be_whole(app):
    make.open_challenge()
    browser = make.browser(app, _group_officer(Role.AUDITOR))
    page = browser.post("/administration/audit/check").location
    assert "waiting for its turn" in browser.get(page).text
    _run("home.check_trail")
    assert "All lines are whole." in browser.get(page).text


def test_the_first_bad_line_is_named(app):
    make.open_challenge()
    browser = make.browser(app, _group_officer(Role.AUDITOR))
    page = browser.post("/administration/audit/check").location
    _tamper(2)
    _run("home.check_trail")
    assert "The first bad line is line 2: it was changed." in browser.get(page).text


def test_the_command_names_the_bad_line_too(app):
    make.open_challenge()
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).output.endswith("lines, whole\n")
    _tamper(2)
    told = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (told.exit_code, told.output.splitlines()[0]) == (1, "line 2: edit")


def _tamper(seq: int) -> None:
    db.session.remove()
    with db.engine.connect().execution_options(writes=True) as connection:
        sqlite = connection.dialect.name == "sqlite"
        off = "DROP TRIGGER frozen_audit_event_update" + ("" if sqlite else " ON audit_event")
        connection.exec_driver_sql(off)
        connection.execute(
            sa.update(AuditEvent).where(AuditEvent.seq == seq).values(reason="changed afterwards")
        )
        connection.commit()


def _run(topic: str) -> None:
    for row_id in db.session.scalars(sa.select(Outbox.id).where(Outbox.topic == topic)).all():
        jobs.run_outbox(row_id)


def test_another_job_is_not_shown_as_a_check(app):
    browser = make.browser(app, _group_officer(Role.AUDITOR))
    with transaction():
        other = jobs.begin_long("import", 1).id
    assert browser.get(f"/administration/audit/check/{other}").status_code == 404
    assert db.session.get(LongJob, other) is not None


def test_every_deed_has_its_words(app):
    unknown = set()
    for house in ("marketplace", "bidding"):
        for path in (ROOT / house).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call) or len(node.args) < 2:
                    continue
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                first = node.args[0]
                if called == "record" and isinstance(first, ast.Constant) and first.value not in words.DEEDS:
                    unknown.add(f"{path.relative_to(ROOT)}: {first.value}")
    assert sorted(unknown) == []


# --- put-off work ----------------------------------------------------------------------------------


def test_work_that_was_given_up_is_tried_again(app):
    browser = make.browser(app, make.officer(Role.SYSTEM_ADMIN, make.company()))
    with transaction():
        outbox.put_off("inbox.mail_notice", key="lost", notice_id=1)
        db.session.execute(
            sa.update(Outbox).values(attempts=outbox.MOST_ATTEMPTS, last_error="Error: no server")
        )
    row = db.session.scalars(sa.select(Outbox)).one()
    assert "lost" not in browser.get("/administration/queue").text
    text = browser.get("/administration/queue?show=dead").text
    assert "lost" in text
    assert "Error: no server" in text
    assert browser.post(f"/administration/queue/{row.id}/again").status_code == 303
    assert (outbox.waiting(), outbox.waiting(dead=True)) == (1, 0)


def test_pages_behind_the_counter_cost_at_most_eight_statements(app):
    admin = make.officer(Role.SYSTEM_ADMIN, make.company())
    make.grant(admin, Role.SUPERVISOR, make.company().parent)
    browser = make.browser(app, admin)
    for path in (
        "/administration",
        "/administration/audit",
        "/administration/queue",
        "/administration/calendar",
        "/mail",
    ):
        assert statements(browser, path) <= 8, path


# --- letters ---------------------------------------------------------------------------------------


def test_everybody_reads_their_own_letters_only(app):
    for place in mail.folder().glob("*.eml"):
        place.unlink()
    home = make.unit()
    reader, other, studio = make.person(home), make.person(home), make.studio(home)
    with transaction():
        inbox.tell([reader], "studio_joined", studio)
    _run("inbox.mail_notice")
    assert studio.name in make.browser(app, reader).get("/mail").text
    assert studio.name not in make.browser(app, other).get("/mail").text
    assert studio.name in make.browser(app, make.officer(Role.SYSTEM_ADMIN, home)).get("/mail").text


# --- calendar --------------------------------------------------------------------------------------


def test_a_day_set_here_moves_deadlines_and_can_be_given_back(app):
    browser = make.browser(app, make.officer(Role.SYSTEM_ADMIN, make.company()))
    before = calendar.after_workdays(clock.now(), 1)
    sent = {"day": "2030-03-06", "note": "厂休"}
    assert browser.post("/administration/calendar", data=sent).status_code == 303
    assert calendar.after_workdays(clock.now(), 1) == before + timedelta(days=1)
    assert "厂休" in browser.get("/administration/calendar").text
    browser.post("/administration/calendar/2030-03-06/forget")
    assert calendar.after_workdays(clock.now(), 1) == before
    assert db.session.get(CalendarDay, date(2030, 3, 6)) is None
    assert browser.post("/administration/calendar/gestern/forget").status_code == 404


def test_a_day_that_is_no_day_is_refused_at_its_field(app):
    browser = make.browser(app, make.officer(Role.SYSTEM_ADMIN, make.company()))
    answer = browser.post("/administration/calendar", data={"day": "31.02.", "note": "kept"})
    assert answer.status_code == 422
    assert "kept" in answer.text


# --- the demo's clock ------------------------------------------------------------------------------


@pytest.fixture
def running_clock(app):
    """The database's own clock: a frozen one cannot be moved."""
    clock.freeze(None)
    return app


def test_the_chair_moves_the_clock_and_what_is_due_is_done(running_clock):
    challenge = make.open_challenge()
    chair = make.browser(running_clock, _group_officer(Role.CHAIR))
    answer = chair.post("/clock", data={"days": "30"})
    assert answer.status_code == 303
    db.session.rollback()
    assert db.session.scalars(sa.select(ClockOffset.seconds)).one() == 30 * 86400
    assert clock.now() - clock.real() > timedelta(days=29)
    assert "Demonstration: the clock stands at" in chair.get("/clock").text
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEvent.action == "clock_moved")) == 1
    assert db.session.get_one(Challenge, challenge.id).extended == 1, "no bid came, so bidding was open again"


def test_the_clock_never_goes_back_and_not_too_far(running_clock):
    chair = make.browser(running_clock, _group_officer(Role.CHAIR))
    for sent in (
        {"days": "0"},
        {"days": "401"},
        {"to": "2020-01-01"},
        {"days": "2", "to": "2099-01-01"},
        {"to": "9999-12-31"},
    ):
        assert chair.post("/clock", data=sent).status_code == 422, sent
    assert db.session.scalar(sa.select(ClockOffset.seconds)) is None


def test_nobody_moves_the_clock_of_a_real_installation(app):
    chair = make.browser(app, _group_officer(Role.CHAIR))
    app.config["DEMO"] = False
    try:
        assert chair.get("/clock").status_code == 409
        assert chair.post("/clock", data={"days": "3"}).status_code == 409
    finally:
        app.config["DEMO"] = True


# --- readiness -------------------------------------------------------------------------------------


def _up_to_date() -> None:
    with db.engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"
        )
        for head in migrations.heads():
            connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{head}')")
        connection.commit()


def test_without_a_queue_it_is_degraded_and_strangers_learn_no_more(app, client):
    _up_to_date()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "degraded\n")
    admin = make.browser(app, make.officer(Role.SYSTEM_ADMIN, make.company()))
    assert admin.get("/readyz").json["checks"] == {
        "database takes a line": True, "migrations are up to date": True, "disk has room": True,
        "audit head is the last line": True, "clock has not gone back": True, "queue answers": False,
    }  # fmt: skip


def test_a_cut_trail_is_not_ready(app, client):
    _up_to_date()
    make.open_challenge()
    db.session.remove()
    with db.engine.connect().execution_options(writes=True) as connection:
        connection.execute(sa.update(AuditHead).values(seq=AuditHead.seq + 1))
        connection.commit()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")
    assert [check.name for check in system.readiness() if not check.good and not check.soft] == [
        "audit head is the last line"
    ]


# --- the navigation --------------------------------------------------------------------------------


def test_every_address_of_the_navigation_exists(app):
    named = {item.endpoint for item in pages.NAVIGATION} | {
        item.endpoint for item, _what in pages.ADMINISTRATION
    }
    named |= {endpoint for endpoint, _argument in pages.RECORDS.values()}
    named |= {tab.endpoint for tabs in pages.TABS.values() for tab in tabs}
    assert sorted(named - set(app.view_functions)) == []


def test_every_record_page_takes_the_argument_that_is_named(app):
    for endpoint, argument in pages.RECORDS.values():
        assert any(argument in rule.arguments for rule in app.url_map.iter_rules(endpoint)), endpoint


def test_no_two_pages_share_an_address(app):
    asked: dict[tuple[str, str], list[str]] = {}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            asked.setdefault((method, str(rule)), []).append(rule.endpoint)
    assert {key: endpoints for key, endpoints in asked.items() if len(endpoints) > 1} == {}


def test_a_counter_stands_only_where_something_waits(app):
    home = make.unit()
    reader, studio = make.person(home), make.studio(home)
    with transaction():
        inbox.ask(reader, "accept_project", studio)
        inbox.ask(reader, "do_task", studio)
    with app.test_request_context("/"):
        counted = {
            item["url"]: item["count"]
            for item in frame.navigation(reader, {"accept_project": 1, "do_task": 1}).links
        }
    assert (counted["/"], counted["/projects/"], counted["/studios"]) == (2, 2, 0)
