"""Reads of trade secrets: one line each, before anything is sent; chained; for officers and auditors."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from marketplace.core import audit, clock, words
from marketplace.core.db import db, transaction
from marketplace.core.jobs import run_due
from marketplace.core.models import ReadEvent
from marketplace.inbox.models import Notice
from marketplace.people.models import Role, SecrecyLevel
from marketplace.secrecy.models import ReadWeek
from tests import make
from tests.make import contest as deeds


def lines():
    return db.session.execute(sa.select(ReadEvent.actor_id, ReadEvent.about, ReadEvent.action)).all()


def cleared():
    return make.person(make.company(), clearance=SecrecyLevel.CORE)


@pytest.mark.parametrize("level", [SecrecyLevel.ORDINARY, SecrecyLevel.CORE])
def test_each_page_of_a_trade_secret_leaves_one_line_and_carries_the_reader(app, level):
    reader = cleared()
    secret = make.secret_challenge(level, reader)
    browser = make.browser(app, reader)
    for tab in ("", "/questions", "/files", "/history", "/opening"):
        before = len(lines())
        page = browser.get(f"/challenges/{secret.id}{tab}")
        assert page.status_code == 200
        assert [(who, about) for who, about, _page in lines()[before:]] == [
            (reader.id, f"challenge/{secret.id}")
        ]
        assert (
            f"{reader.name} {reader.employee_no} {words.moment(clock.now(), locale='en')}"
            in page.text.split("watermark", 1)[1]
        )
        assert page.text.count('class="watermark"') == 1


def test_what_is_open_or_refused_leaves_none(app):
    plain, secret = make.open_challenge(), make.secret_challenge(SecrecyLevel.CORE, cleared())
    stranger = make.browser(app, make.person(make.company()))
    assert stranger.get(f"/challenges/{plain.id}").status_code == 200
    assert stranger.get(f"/challenges/{secret.id}").status_code == 404
    assert lines() == []


def _break_the_book(request):
    """From now on the database refuses every new line of the read log, as a full disk does."""

    def refuse(_conn, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO read_event"):
            raise OperationalError(statement, None, Exception("database or disk is full"))

    sa.event.listen(db.engine, "before_cursor_execute", refuse)
    request.addfinalizer(lambda: sa.event.remove(db.engine, "before_cursor_execute", refuse))


def test_what_cannot_be_written_down_is_not_shown(app, request):
    reader = cleared()
    secret = make.secret_challenge(background="配比硼砂七成")
    browser = make.browser(app, reader)
    _break_the_book(request)
    page = browser.get(f"/challenges/{secret.id}")
    assert page.status_code == 503 and "硼砂" not in page.text


def test_a_form_sent_back_is_logged_and_its_key_is_not_used_up(app):
    reader = cleared()
    secret = make.secret_challenge()
    browser = make.browser(app, reader)
    sent = {"text": "？", "form_key": "the-same-key"}
    assert browser.post(f"/challenges/{secret.id}/questions", data=sent).status_code == 422
    assert len(lines()) == 1
    sent["text"] = "铸件的壁厚范围是多少？"
    assert browser.post(f"/challenges/{secret.id}/questions", data=sent).status_code == 303


def test_the_chain_of_reads_is_verified_and_names_what_was_changed(app):
    secret, browser = make.secret_challenge(), make.browser(app, cleared())
    for _n in range(3):
        browser.get(f"/challenges/{secret.id}")
    assert audit.faults(book=audit.READS) == (3, [])
    postgres = db.engine.dialect.name == "postgresql"
    trigger = "SET LOCAL session_replication_role = replica"  # triggers sleep for this transaction
    db.session.rollback()
    with db.engine.connect().execution_options(writes=True) as connection:
        connection.execute(sa.text(trigger if postgres else "DROP TRIGGER frozen_read_event_update"))
        connection.execute(sa.update(ReadEvent).where(ReadEvent.seq == 2).values(actor_id=1))
        connection.commit()
    db.session.rollback()
    assert [fault.seq for fault in audit.faults(book=audit.READS)[1]] == [2]
    told = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (told.exit_code, told.output.splitlines()[0]) == (1, "read line 2: edit")


def test_the_log_is_for_secrecy_officers_and_auditors_and_hides_circles_they_are_not_in(app):
    reader = cleared()
    core, plain = make.secret_challenge(SecrecyLevel.CORE, reader), make.secret_challenge()
    for one in (core, plain):
        make.browser(app, reader).get(f"/challenges/{one.id}")
    group = deeds.group_of(core.department)
    auditor = make.officer(Role.AUDITOR, group)
    page = make.browser(app, auditor).get("/secrecy/reads").text
    assert reader.name in page and plain.number in page and core.number not in page
    assert page.count("a challenge of a circle, or not posted yet") == 1
    inside = make.browser(app, make.who(Role.SECRECY_OFFICER, core.department)).get("/secrecy/reads").text
    assert core.number in inside
    for other in (reader, core.contact, make.officer(Role.SYSTEM_ADMIN, group)):
        assert make.browser(app, other).get("/secrecy/reads").status_code == 403


def test_pages_of_a_bid_stand_in_the_log_as_details(app):
    studio = make.bidder()
    with transaction():
        studio.lead.clearance = SecrecyLevel.CORE
    secret = make.secret_challenge()
    bid = make.draft_bid(secret, studio)
    make.browser(app, studio.lead).get(f"/bids/{bid.id}")
    auditor = make.officer(Role.AUDITOR, deeds.group_of(secret.department))
    page = make.browser(app, auditor).get("/secrecy/reads").text
    assert "Details" in page and "Bid" not in page.split("<tbody>", 1)[1].split("</tbody>", 1)[0]


def test_the_week_is_counted_once_and_the_officers_are_told(app):
    secret = make.secret_challenge()
    for _n in range(2):
        make.browser(app, cleared()).get(f"/challenges/{secret.id}")
    clock.freeze(clock.now() + timedelta(days=7))
    run_due()
    run_due()
    weeks = db.session.scalars(sa.select(ReadWeek).order_by(ReadWeek.monday)).all()
    assert [(week.reads, week.things, week.readers) for week in weeks][-1] == (2, 1, 2)
    told = sa.select(Notice.to_id).where(
        Notice.kind == "reads_of_week", Notice.about == f"read_week/{weeks[-1].id}"
    )
    assert make.who(Role.SECRECY_OFFICER, secret.department).id in db.session.scalars(told).all()
