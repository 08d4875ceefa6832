"""Officers without a pair are asked, the sheet in the safe is tested, retired pairs are cleared away."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bidding.sealing import queries, suite
from bidding.sealing.models import OfficerKey
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import run_due
from marketplace.core.models import AuditEvent
from marketplace.inbox.models import Todo
from marketplace.people.models import Role, SecrecyLevel
from tests import make
from tests.make import contest as deeds
from tests.make import keys


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A passphrase is stretched only a little."""

    def cheap(self, memory=8, passes=1, lanes=1):
        for name, value in (("memory", memory), ("passes", passes), ("lanes", lanes)):
            object.__setattr__(self, name, value)

    monkeypatch.setattr(suite.holders.Cost, "__init__", cheap)


def asked():
    waits = sa.select(Todo.person_id).where(Todo.kind == "make_opening_key", Todo.settled_at.is_(None))
    return sorted(db.session.scalars(waits))


def test_officers_without_a_pair_are_asked_when_a_trade_secret_is_on_its_way(app):
    department = make.department()
    officers = deeds.officers(department)
    make.submitted_challenge(department, secrecy=SecrecyLevel.ORDINARY, summary="某类铸件质量问题。")
    for _n in range(2):
        run_due()
        db.session.rollback()
    assert asked() == sorted(one.id for one in officers)
    first = make.again(officers[0])
    browser = make.browser(app, first)
    assert "make your opening key" in browser.get("/").text
    sent = browser.get(f"/opening-keys/asked/{first.id}")
    assert sent.headers["Location"].endswith("/opening-keys/new")
    words = {"passphrase": "我家门前有两棵树 abcdefghij", "again": "我家门前有两棵树 abcdefghij"}
    assert browser.post("/opening-keys/new", data=words).status_code == 303
    db.session.rollback()
    assert asked() == [officers[1].id]
    run_due()
    db.session.rollback()
    assert asked() == [officers[1].id]


def test_nobody_is_asked_for_open_challenges(app):
    department = make.department()
    deeds.officers(department)
    make.submitted_challenge(department)
    run_due()
    db.session.rollback()
    assert asked() == []


def test_the_sheet_is_tested_without_opening_or_keeping_anything(app):
    challenge = make.secret_challenge()
    keeper = make.officer(Role.SECRECY_OFFICER, deeds.group_of(challenge.department))
    browser = make.browser(app, keeper)
    letters = suite.on_paper(keys.paper_private())
    wrong = letters[:-1] + ("A" if letters[-1] != "A" else "B")
    page = browser.post("/opening-keys/sheet", data={"letters": wrong})
    assert page.status_code == 422 and "A letter is missing or wrong" in page.text
    assert wrong not in page.text and wrong[:9] not in page.text
    page = browser.post("/opening-keys/sheet", data={"letters": letters.lower()}, follow_redirects=True)
    assert "The sheet can be read; it is paper key" in page.text
    strange = suite.on_paper(suite.new_private())
    page = browser.post("/opening-keys/sheet", data={"letters": strange})
    assert page.status_code == 422 and "of no paper key of this system" in page.text
    db.session.rollback()
    lines = sa.select(AuditEvent.payload).where(AuditEvent.action == "paper_key_tested")
    assert [line["legible"] for line in db.session.scalars(lines)] == [True, False]
    assert make.browser(app, challenge.contact).get("/opening-keys/sheet").status_code == 403


def test_a_retired_pair_is_cleared_after_its_time_and_never_while_something_hangs_on_it(app):
    challenge = make.secret_challenge()
    holder = keys.holders_of(make.again(challenge))[0]
    old = queries.key_of(make.again(holder))
    key_id = old.id

    def retire():
        db.session.get_one(OfficerKey, key_id).retired_at = clock.now()

    make.done(retire)
    clock.freeze(clock.now() + timedelta(days=366))
    run_due()
    db.session.rollback()
    assert db.session.get_one(OfficerKey, key_id).wrapped != b"", "a challenge still waits for it"
    why = "工艺已改。"
    make.done(
        lambda: make.challenges.actions.withdraw(
            make.again(challenge), by=make.again(make.again(challenge).contact), why=why
        )
    )
    run_due()
    db.session.rollback()
    assert db.session.get_one(OfficerKey, key_id).wrapped == b""
    line = sa.select(AuditEvent.about).where(AuditEvent.action == "officer_key_cleared")
    assert db.session.scalars(line).all() == [f"officer_key/{key_id}"]
