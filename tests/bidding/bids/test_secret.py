"""What a bid says is nowhere in the clear before the opening, and in no answer to anybody else."""

import io
import logging
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from bidding.bids import queries
from bidding.bids.models import Bid
from bidding.sealing import actions as sealing
from marketplace import due
from marketplace.core import clock, jobs
from marketplace.core.db import db, find, transaction
from marketplace.core.models import AuditEvent, FormUse, Outbox
from marketplace.inbox.models import Notice, Todo
from marketplace.people.models import Role
from marketplace.secondments.models import Hold, Loan
from tests import make
from tests.make import bids as making

CANARY = "金丝雀QZX7741"
FILE_NAME = "冷铁图纸KWV9926"
IN_FILE = "文件正文YHJ3358"
PRICE = 1_234_567
assert due.ALL  # every job is known
WATCHERS = (
    Role.LEADING_GROUP, Role.SUPERVISOR, Role.OPENING_OFFICER, Role.PANEL_MEMBER, Role.SYSTEM_ADMIN,
    Role.AUDITOR, Role.CHAIR,
)  # fmt: skip
MARKS = (CANARY, FILE_NAME, IN_FILE, str(PRICE), "123.4567")


@pytest.fixture
def secret_bid(app, caplog):
    """A bid with a canary in every text and file, written over the pages, sealed, and drafted on."""
    caplog.set_level(logging.DEBUG)
    bid = make.draft_bid(make.open_challenge(budget=3_000_000))
    client = make.browser(app, bid.lead)
    making.write(bid, mark=CANARY, amount=PRICE)
    texts = {"understanding": f"热节处补缩不足，凝固后期收缩受阻，应力集中开裂。{CANARY}",
             "approach": f"改转角冷却条件，配合低氮树脂与随形冷铁，逐炉记录。{CANARY}",
             "novelty": f"随形冷铁。{CANARY}"}  # fmt: skip
    assert client.post(f"/bids/{bid.id}/autosave/idea", data={**texts, "version": 1}).status_code == 204
    money = {
        "budget-0-kind": "material",
        "budget-0-what": CANARY,
        "budget-0-amount": "123.4567",
        "support": CANARY,
    }
    assert client.post(f"/bids/{bid.id}/edit/money", data={**money, "version": 1}).status_code == 303
    sent = {"files": (io.BytesIO(f"列,值\n{IN_FILE},1\n".encode()), f"{FILE_NAME}.csv")}
    assert client.post(f"/bids/{bid.id}/files", data=sent).status_code == 303
    making.core(bid)
    making.support(bid)
    assert client.post(f"/bids/{bid.id}/seal", data={"form_key": "k1"}).status_code == 303
    later = {**texts, "novelty": f"密封之后又写的。{CANARY}", "version": 2}
    assert client.post(f"/bids/{bid.id}/autosave/idea", data=later).status_code == 204
    return find(Bid, bid.id)


def test_the_control_finds_what_the_search_looks_for(app, secret_bid):
    client = make.browser(app, secret_bid.lead)
    text = client.get(f"/bids/{secret_bid.id}/content").get_data(as_text=True)
    assert [mark for mark in (CANARY, FILE_NAME, "123.5") if mark not in text] == []
    assert IN_FILE in client.get(f"/bids/{secret_bid.id}/files/1").get_data(as_text=True)
    read_back = client.get(f"/bids/{secret_bid.id}/sealed/1").get_data(as_text=True)
    assert CANARY in read_back and "密封之后又写的" not in read_back


def test_nothing_of_it_lies_anywhere_in_the_data_folder(app, secret_bid, caplog):
    for row in db.session.scalars(sa.select(Outbox.id)).all():
        jobs.run_outbox(row)
    assert list(Path(app.config["DATA"]).rglob("mail/*")) != []
    found = [
        (str(path.name), mark)
        for path in Path(app.config["DATA"]).rglob("*")
        if path.is_file()
        for mark in MARKS
        for spelled in _spellings(mark)
        if spelled in path.read_bytes()
    ]
    assert found == []
    assert [mark for mark in MARKS if mark in caplog.text] == []


def _spellings(mark):
    yield from (mark.encode(), mark.encode("utf-16-le"), mark.encode("unicode_escape"))


def test_nothing_of_it_lies_in_any_table(app, secret_bid):
    found = []
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            text = repr(tuple(row)).encode("unicode_escape") + repr(tuple(row)).encode()
            found += [(table.name, mark) for mark in MARKS if any(s in text for s in _spellings(mark))]
    assert found == []
    assert (
        db.session.scalars(sa.select(FormUse.request_hash)).all() != []
    )  # the seal's own, which has no content


def test_no_page_of_anybody_else_tells_of_it(app, secret_bid):
    challenge, supporter = secret_bid.challenge, next(m for m in secret_bid.team if m.loan)
    readers = [
        challenge.contact, make.who(Role.UNIT_MANAGER, challenge.department), make.bidder().lead,
        *(make.officer(role, challenge.department) for role in WATCHERS),
        supporter.person, making.manager(supporter.loan),
    ]  # fmt: skip
    told = []
    for reader in readers:
        client = make.browser(app, reader, "zh_Hans")
        for url in _pages(app, secret_bid):
            text = _read(client.get(url).get_data())
            told += [
                (reader.id, url, mark)
                for mark in (*MARKS, f"/bids/{secret_bid.id}")
                if mark in text and mark not in url
            ]
    assert told == []


def _read(data):
    """The text of an answer; of a workbook, that of all its sheets."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b"".join(book.read(name) for name in book.namelist())
    return data.decode(errors="replace")


def _pages(app, bid):
    """Every page without an argument, and every page of this bid and its challenge."""
    known = {"bid_id": bid.id, "challenge_id": bid.challenge_id, "version": 1, "number": 1, "step": "idea",
             "studio_id": bid.studio_id,
             "loan_id": next(m.loan_id for m in bid.team if m.loan_id)}  # fmt: skip
    skipped = {"people.demo", "static"}
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.arguments <= known.keys() and rule.endpoint not in skipped:
            yield rule.build({name: known[name] for name in rule.arguments}, append_unknown=False)[1]


def test_notices_of_a_bid_reach_its_core_team_alone(app, secret_bid):
    core = {m.person_id for m in secret_bid.team if m.loan is None}
    about = f"bid/{secret_bid.id}"
    assert set(db.session.scalars(sa.select(Notice.to_id).where(Notice.about == about))) <= core
    assert db.session.scalars(sa.select(Todo.id).where(Todo.about == about)).all() == []


def test_after_the_opening_the_department_reads_it_and_its_files(app, secret_bid):
    challenge = secret_bid.challenge
    clock.freeze(challenge.closes_at)
    with transaction():
        found = find(type(challenge), challenge.id, lock=True)
        live = queries.live_versions_on(found)
        sealing.close_box(found, live)
        opened = sealing.open_versions(found, live)[0]
        from_bids = find(Bid, secret_bid.id)
        making.actions.mark_opened(from_bids, opened.content, "A")
    department = make.browser(app, challenge.contact)
    text = department.get(f"/bids/{secret_bid.id}/content").get_data(as_text=True)
    assert CANARY in text and FILE_NAME in text and "密封之后又写的" not in text
    assert IN_FILE in department.get(f"/bids/{secret_bid.id}/files/1").get_data(as_text=True)
    assert department.get(f"/bids/{secret_bid.id}/sealed/1").status_code == 403
    assert make.browser(app, make.bidder().lead).get(f"/bids/{secret_bid.id}/content").status_code == 404


def test_every_look_at_ones_own_sealed_bid_is_in_the_log(app, secret_bid):
    client = make.browser(app, secret_bid.lead)
    client.get(f"/bids/{secret_bid.id}/sealed/1")
    client.get(f"/bids/{secret_bid.id}/receipt/1/file")
    looks = sa.select(AuditEvent.action).where(
        AuditEvent.about == f"bid/{secret_bid.id}", AuditEvent.action.in_(["own_view", "receipt_taken"])
    )
    assert list(db.session.scalars(looks)) == ["own_view", "own_view", "receipt_taken"]


def test_holds_and_loans_say_days_and_not_what_for(app, secret_bid):
    assert {row.about for row in db.session.scalars(sa.select(Hold))} == {f"bid/{secret_bid.id}"}
    assert CANARY not in "".join(loan.purpose for loan in db.session.scalars(sa.select(Loan)))
    assert [row.payload for row in db.session.scalars(sa.select(Outbox)) if "title" in row.payload] == []
