"""A notice becomes one letter, in the reader's language, once."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.core import jobs, mail
from marketplace.core.db import db, transaction
from marketplace.core.models import Outbox
from marketplace.inbox import actions
from marketplace.inbox.models import Notice
from marketplace.people.models import Account, Person, SecrecyLevel
from marketplace.studios.models import Studio
from tests import make


def _told(**more: object) -> tuple[Person, Studio]:
    home = make.unit()
    reader, studio = make.person(home, **more), make.studio(home)
    with transaction():
        actions.tell([db.session.merge(reader)], "studio_left", db.session.merge(studio), reason="调离")
    return reader, studio


def _row_id() -> int:
    return db.session.scalars(sa.select(Outbox.id).where(Outbox.topic == "inbox.mail_notice")).one()


def _clear() -> None:
    for place in mail.folder().glob("*.eml"):
        place.unlink()


def test_a_notice_goes_out_as_one_letter_in_chinese_with_its_address(app):
    _clear()
    reader, studio = _told()
    jobs.run_outbox(_row_id())
    (letter,) = mail.letters()
    assert letter.to == reader.email
    assert studio.name in letter.subject
    assert f"http://127.0.0.1:8000/studios/{studio.id}" in letter.text.splitlines()
    assert "Please" not in letter.text
    assert db.session.scalars(sa.select(Notice)).one().mailed_at is not None


def test_the_same_letter_is_marked_once_however_often_the_job_runs(app):
    _clear()
    _told()
    jobs.run_outbox(_row_id())
    first = db.session.scalars(sa.select(Notice.mailed_at)).one()
    jobs.run_outbox(_row_id())
    with transaction():
        db.session.execute(sa.update(Outbox).values(done_at=None))
    jobs.run_outbox(_row_id())
    assert len(mail.letters()) == 1
    assert db.session.scalars(sa.select(Notice.mailed_at)).one() == first


def test_whoever_chose_english_gets_english_letters(app):
    _clear()
    reader, studio = _told()
    browser = make.browser(app, reader)
    browser.post("/language", data={"locale": "en", "next": "/"})
    assert db.session.scalars(sa.select(Account.locale).where(Account.person_id == reader.id)).one() == "en"
    jobs.run_outbox(_row_id())
    (letter,) = mail.letters()
    assert letter.subject == f"You are no longer a member of “{studio.name}”: 调离"


def test_nobody_without_an_address_gets_a_letter_and_the_job_is_done(app):
    _clear()
    reader, _studio = _told()
    with transaction():
        db.session.execute(sa.update(Person).where(Person.id == reader.id).values(email=""))
    jobs.run_outbox(_row_id())
    assert mail.letters() == []
    assert db.session.scalars(sa.select(Outbox.done_at)).one() is not None
    assert db.session.scalars(sa.select(Notice.mailed_at)).one() is None


def test_a_letter_names_nothing_of_a_trade_secret(app):
    _clear()
    secret, plain = "核心部件成形工艺", "铸件缩松的控制"
    studio = make.bidder()
    with transaction():
        make.again(studio).lead.clearance = SecrecyLevel.CORE
    member = make.again(studio).lead
    core = make.secret_challenge(SecrecyLevel.CORE, member, title=secret)
    make.open_challenge(make.again(core.department), title=plain)
    bid = make.draft_bid(core, make.again(studio))
    with transaction():
        actions.tell([make.again(member)], "bid_dropped", make.again(bid))
    for row in db.session.scalars(sa.select(Outbox.id).where(Outbox.topic == "inbox.mail_notice")).all():
        jobs.run_outbox(row)
    said = [letter.subject + letter.text for letter in mail.letters()]
    assert any(plain in one for one in said)
    assert not any(secret in one for one in said)
    assert any(f"/challenges/{core.id}" in one and "商业秘密" in one for one in said)
    assert any(f"/bids/{bid.id}" in one and "商业秘密" in one for one in said)
    inside = make.browser(app, make.again(core.contact)).get("/inbox")
    assert secret in inside.text, "on the page, after logging in, it is named"
