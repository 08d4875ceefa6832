"""`flask seal verify` and the program of its own: whole things are whole, and what was done is named."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from bidding.bids.models import Bid, BidContent
from bidding.openings.models import Opening
from bidding.sealing import queries, suite
from bidding.sealing.models import SealedVersion
from marketplace.core.canonical import canonical
from marketplace.core.db import db, transaction
from tests import make
from tests.make import contest

PROGRAM = Path(__file__).parents[3] / "docs" / "offline" / "verify_receipt.py"


def verifier():
    spec = importlib.util.spec_from_file_location("verify_receipt", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(app, *words):
    return app.test_cli_runner().invoke(args=list(words))


def test_what_nobody_touched_is_whole(app):
    contest.opened_challenge(bids=3)
    answer = run(app, "seal", "verify")
    assert answer.exit_code == 0, answer.output
    assert "3 sealed versions, 0 files, 1 box seals, 1 keys" in answer.output


def test_a_record_that_was_changed_is_named(app):
    key = contest.opened_challenge(bids=3).id
    with transaction():
        db.session.execute(sa.update(Opening).values(minutes="{"))
    answer = run(app, "seal", "verify")
    assert (answer.exit_code, f"challenge {key}: the opening record" in answer.output) == (1, True)


def test_a_file_changed_on_the_disk_is_named(app):
    bid = make.ready_bid()
    place = make.bids.actions.content.queries.place(db.session.get_one(Bid, bid.id))
    with transaction():
        make.bids.actions.sealing.sealing.keep_file(place, b"%PDF-1.4 drawing")
    make.done(lambda: make.bids.actions.seal(db.session.get_one(Bid, bid.id), by=bid.lead))
    assert queries.verify().findings == []
    stored = db.session.scalars(sa.select(queries.boxes.DraftFile)).one()
    (queries.boxes.files.folder() / stored.place).write_bytes(b"other")
    (found,) = queries.verify().findings
    assert (found.row, found.what) == (f"bid/{bid.id}", "file 1 of version 1 was changed or is gone")


@pytest.fixture
def closed(app):
    """A closed box with three bids, their kept receipts with the secret, and the public record."""
    challenge = contest.closed_challenge(bids=3)
    kept = []
    for row in db.session.scalars(sa.select(SealedVersion)).all():
        opened = suite.unseal_with(
            queries.sealed_bid(row), queries.binding_of(row), queries.readable_key(row)
        )
        kept.append({**json.loads(row.receipt), "r": opened.r.hex()})
    box = queries.box_seal_of(challenge.id)
    return challenge, kept, json.loads(queries.box_record(challenge, box))


def test_the_program_agrees_on_every_receipt_box_and_content(closed, tmp_path):
    challenge, kept, record = closed
    contest.open_bids(challenge)
    program = verifier()
    for one in kept:
        body = db.session.get_one(BidContent, one["receipt"]["bid"]).body
        lines = program.check(one, record, body, record["key"])
        assert all(holds for holds, _text in lines), lines
        assert len(lines) == 8
        changed = {**body, "support": "anders"}
        assert not all(holds for holds, _text in program.check(one, record, changed))


def test_the_program_runs_by_itself(closed, tmp_path):
    _challenge, kept, record = closed
    receipt, box = tmp_path / "receipt.json", tmp_path / "box.json"
    receipt.write_bytes(canonical(kept[0]))
    box.write_bytes(canonical(record))
    command = [sys.executable, "-I", str(PROGRAM), str(receipt), "--box", str(box)]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (answer.returncode, answer.stdout.count("holds")) == (0, 7), answer.stdout
    record["facts"]["entries"].pop()
    box.write_bytes(canonical(record))
    answer = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert answer.returncode == 1
    assert "BROKEN" in answer.stdout
    receipt.write_bytes(b"no json")
    assert subprocess.run(command, capture_output=True, cwd=tmp_path, check=False).returncode == 2
    text = PROGRAM.read_text()
    assert "import marketplace" not in text
    assert "bidding" not in text


@pytest.mark.parametrize("change", ["digest", "commit", "submitted_at", "receipt_no", "signature", "key"])
def test_the_program_sees_a_changed_receipt(closed, change):
    _challenge, kept, record = closed
    one = json.loads(json.dumps(kept[0]))
    if change == "key":
        one["key"] = "00" * 32
    elif change == "signature":
        one["signature"] = kept[1]["signature"]
    else:
        one["receipt"][change] = kept[1]["receipt"][change]
        if change == "submitted_at":  # all sealed at the same standing hour
            one["receipt"][change] = "2030-03-05T04:00:01.000000Z"
    assert not all(holds for holds, _text in verifier().check(one, record))


def test_the_public_record_is_public_only_from_the_close_on(app):
    challenge = contest.contest(bids=3)
    reader = make.browser(app, make.person(make.unit()))
    address = f"/challenges/{challenge.id}/opening/box.json"
    assert reader.get(address).status_code == 409
    contest.past_close(challenge)
    record = json.loads(reader.get(address).data)
    assert record["facts"]["count"] == 3
    assert sorted(record["facts"]) == ["at", "challenge", "closing", "count", "entries", "number", "seal"]
    assert {tuple(sorted(one)) for one in record["facts"]["entries"]} == {("digest", "receipt")}


def test_a_box_with_too_few_bids_tells_no_number(app):
    challenge = contest.past_close(contest.contest(bids=1))
    reader = make.browser(app, make.person(make.unit()))
    assert reader.get(f"/challenges/{challenge.id}/opening/box.json").status_code == 409
    challenge = contest.past_close(challenge)  # a second time too few
    assert reader.get(f"/challenges/{challenge.id}/opening/box.json").status_code == 409


def test_the_record_is_a_paper(app):
    challenge = contest.opened_challenge(bids=3)
    head = make.browser(app, contest.head_of(challenge))
    assert head.get(f"/challenges/{challenge.id}/opening/record.pdf").data.startswith(b"%PDF-")
    stranger = make.browser(app, make.person(make.unit()))
    assert stranger.get(f"/challenges/{challenge.id}/opening/record.pdf").status_code == 403
