"""The opening: two officers, one record, scores that add up and can be computed again."""

import json
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from bidding.bids import actions as bids
from bidding.bids.models import Bid, BidContent, BidState
from bidding.openings import actions, queries, rules
from bidding.openings.models import BidScore, Opening, OpeningLine
from bidding.sealing.models import DraftFile, SealedVersion, SealWithdrawal
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock, files
from marketplace.core.db import db, transaction
from marketplace.core.errors import NotAllowed, WrongMoment
from marketplace.inbox.models import Notice
from marketplace.people.models import Role
from tests import make
from tests.make import contest as deeds


def again(thing):
    return db.session.get_one(type(thing), thing.id)


def start(challenge, by):
    with transaction():
        actions.start(again(challenge), by=again(by))


def confirm(challenge, by):
    with transaction():
        actions.confirm(again(challenge), by=again(by))


def test_before_the_opening_there_is_no_word_of_any_bid(app):
    challenge = deeds.closed_challenge()
    start(challenge, deeds.officers(challenge.department)[0])
    assert db.session.scalars(sa.select(BidContent.bid_id)).all() == []


def test_two_officers_open_all_bids_and_each_gets_a_letter(app):
    challenge = deeds.opened_challenge()
    bids = db.session.scalars(sa.select(Bid)).all()
    assert challenge.state is ChallengeState.OPENED
    assert {bid.state for bid in bids} == {BidState.OPENED}
    assert sorted(bid.blind_label for bid in bids) == ["A", "B", "C"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BidContent)) == 3


def test_the_same_officer_cannot_confirm(app):
    challenge = deeds.closed_challenge()
    first, _second = deeds.officers(challenge.department)
    start(challenge, first)
    with pytest.raises(NotAllowed, match="another officer"):
        confirm(challenge, first)


def test_after_fifteen_minutes_it_has_to_be_started_again(app):
    challenge = deeds.closed_challenge()
    first, second = deeds.officers(challenge.department)
    start(challenge, first)
    with pytest.raises(WrongMoment, match="second officer"):
        start(challenge, second)
    clock.freeze(clock.now() + timedelta(minutes=15))
    with pytest.raises(WrongMoment, match="15 minutes"):
        confirm(challenge, second)
    start(challenge, second)
    confirm(challenge, first)
    opening = db.session.scalars(sa.select(Opening)).one()
    assert (opening.started_by_id, opening.confirmed_by_id) == (second.id, first.id)


@pytest.mark.parametrize("who", ["nobody", "poster", "bidder"])
def test_poster_bidder_and_people_without_the_office_cannot_open(app, who):
    challenge = deeds.closed_challenge()
    person = make.person(challenge.department)
    if who == "poster":
        person = make.grant(challenge.contact, Role.OPENING_OFFICER, challenge.department)
    if who == "bidder":
        lead = db.session.scalars(sa.select(Bid)).first().lead
        person = make.grant(lead, Role.OPENING_OFFICER, challenge.department)
    with pytest.raises(NotAllowed):
        start(challenge, person)


def test_a_second_opening_is_refused(app):
    challenge = deeds.opened_challenge()
    first, second = deeds.officers(challenge.department)
    for deed, officer in ((start, first), (confirm, second)):
        with pytest.raises(WrongMoment, match="once"):
            deed(challenge, officer)


def broken(challenge):
    """A thief of the database changes one sealed bid (the trigger is away)."""
    version = db.session.scalars(sa.select(SealedVersion).order_by(SealedVersion.receipt_no)).first()
    key, body = version.id, bytes(version.ciphertext)
    with transaction():
        drop = "DROP TRIGGER frozen_sealed_version_update"
        on = " ON sealed_version" if db.engine.dialect.name == "postgresql" else ""
        db.session.execute(sa.text(drop + on))
        changed = body[:-1] + bytes([body[-1] ^ 1])
        db.session.execute(sa.update(SealedVersion).where(SealedVersion.id == key).values(ciphertext=changed))
    return version.bid_id


def test_one_damaged_bid_is_recorded_and_the_others_open(app):
    challenge = deeds.closed_challenge(bids=4)
    bid_id = broken(challenge)
    challenge = deeds.open_bids(challenge)
    lines = db.session.execute(sa.select(OpeningLine.bid_id, OpeningLine.opened, OpeningLine.failure)).all()
    assert [tuple(line) for line in lines if not line.opened] == [(bid_id, False, "digest")]
    assert db.session.get_one(Bid, bid_id).state is BidState.REJECTED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BidContent)) == 3


def test_an_exception_in_the_middle_rolls_everything_back(app, monkeypatch):
    challenge = deeds.closed_challenge()
    first, second = deeds.officers(challenge.department)
    start(challenge, first)
    monkeypatch.setattr("bidding.openings.actions.ceremony.score", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        confirm(challenge, second)
    monkeypatch.undo()
    assert again(challenge).state is ChallengeState.CLOSED
    assert db.session.scalars(sa.select(BidContent.bid_id)).all() == []
    confirm(challenge, second)
    assert again(challenge).state is ChallengeState.OPENED


def test_the_record_is_signed_and_names_no_letter(app):
    challenge = deeds.opened_challenge()
    opening = queries.opening_of(challenge)
    minutes = json.loads(opening.minutes)
    assert queries.record_holds(opening)
    assert opening.seal_holds is True
    assert len(minutes["facts"]["lines"]) == 3
    assert set(minutes["facts"]["lines"][0]) == {"receipt", "opened", "failure"}
    with transaction():
        again(opening).minutes = opening.minutes.replace('"opened":true', '"opened":false', 1)
    assert not queries.record_holds(again(opening))


def test_a_box_changed_after_the_close_is_said_and_supervision_told(app):
    challenge = deeds.closed_challenge(bids=4)
    with transaction():
        make.officer(Role.SUPERVISOR, deeds.group_of(challenge.department))
        version = db.session.scalars(sa.select(SealedVersion)).first()
        db.session.add(SealWithdrawal(bid_id=version.bid_id, version=version.version, at=clock.now()))
    challenge = deeds.open_bids(challenge)
    assert queries.opening_of(challenge).seal_holds is False
    told = db.session.scalar(sa.select(sa.func.count()).where(Notice.kind == "box_broken"))
    assert told == 2
    lost = db.session.scalars(sa.select(OpeningLine).where(OpeningLine.opened.is_(False))).one()
    assert (lost.failure, lost.bid.state) == ("missing", BidState.REJECTED)


def test_parts_add_to_the_total_to_the_last_digit_and_the_snapshot_gives_the_same_again(app):
    deeds.opened_challenge()
    scores = db.session.scalars(sa.select(BidScore)).all()
    assert len(scores) == 3
    for score in scores:
        assert sum(part["points"] for part in score.parts) == score.total
        assert queries.recomputed(score) == (score.total, [part["points"] for part in score.parts])
    assert sorted(score.place for score in scores) == [1, 2, 3]


def test_a_score_that_decided_stays_as_it_was(app):
    deeds.opened_challenge()
    with pytest.raises(Exception, match="frozen"), transaction():
        db.session.execute(sa.update(BidScore).values(total=10_000))


def test_ties_of_the_matcher_go_to_the_lower_budget(app):
    deeds.opened_challenge(amounts=(130_000, 110_000, 120_000))
    rows = db.session.scalars(sa.select(BidScore).order_by(BidScore.place)).all()
    assert len({row.total for row in rows}) == 1
    assert [row.inputs["offer"]["price"] for row in rows] == [110_000, 120_000, 130_000]


def test_the_ranking_names_studios_only_to_those_who_may_know_them(app):
    challenge = deeds.opened_challenge()
    bid = db.session.scalars(sa.select(Bid)).first()
    head, lead = deeds.head_of(challenge), bid.lead
    assert all(row.studio for row in queries.ranking(challenge, seen_by=head))
    shown = {row.bid_id: row.studio for row in queries.ranking(challenge, seen_by=lead)}
    assert {key for key, name in shown.items() if name} == {bid.id}
    assert rules.may_see_ranking(head, challenge)
    assert str(rules.may_see_ranking(lead, challenge)) == (
        "Scores become visible to bidders when the result is announced."
    )


def test_bids_not_renewed_after_an_amendment_do_not_count(app):
    challenge = deeds.contest(bids=4)
    with transaction():
        db.session.execute(sa.update(Challenge).values(terms_version=2))
    challenge = deeds.past_close(challenge)
    assert (again(challenge).state, again(challenge).extended) == (ChallengeState.OPEN, 1)


def test_a_file_that_is_not_as_it_was_sealed_is_named_and_the_bid_opens_with_the_others(app):
    challenge = deeds.contest()
    bid = db.session.scalars(sa.select(Bid).order_by(Bid.id)).first()
    lead = bid.lead

    def put_in():
        fresh = again(bid)
        bids.take_back(fresh, by=again(lead))
        data = FileStorage(BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"), filename="图.pdf")
        bids.add_file(fresh, data, by=again(lead))

    make.done(put_in)
    make.done(lambda: bids.seal(again(bid), by=again(lead)))
    place = db.session.scalars(sa.select(DraftFile.place).where(DraftFile.bid_id == bid.id)).one()
    (files.folder() / place).write_bytes(b"something else")
    deeds.open_bids(deeds.past_close(again(challenge)))
    line = db.session.scalars(sa.select(OpeningLine).where(OpeningLine.bid_id == bid.id)).one()
    assert (line.opened, line.failure) == (True, "file")
    assert {one.state for one in db.session.scalars(sa.select(Bid))} == {BidState.OPENED}
    told = sa.select(Notice.kind).where(Notice.to_id == lead.id, Notice.kind == "bid_files_broken")
    assert db.session.scalars(told).all() == ["bid_files_broken"]


def test_files_that_have_changed_places_are_named_although_each_is_whole(app):
    challenge = deeds.contest()
    bid = db.session.scalars(sa.select(Bid).order_by(Bid.id)).first()
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"

    def put_in():
        fresh = again(bid)
        bids.take_back(fresh, by=fresh.lead)
        for n in (1, 2):
            bids.add_file(fresh, FileStorage(BytesIO(pdf + bytes([n])), filename=f"图{n}.pdf"), by=fresh.lead)
        bids.seal(fresh, by=fresh.lead)

    make.done(put_in)
    one, two = [
        (files.folder() / row.place)
        for row in db.session.scalars(sa.select(DraftFile).where(DraftFile.bid_id == bid.id))
    ]
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    with transaction():  # whoever owns the database writes the digests to fit
        for row in db.session.scalars(sa.select(DraftFile).where(DraftFile.bid_id == bid.id)):
            row.digest = sha256((files.folder() / row.place).read_bytes()).hexdigest()
    deeds.open_bids(deeds.past_close(again(challenge)))
    line = db.session.scalars(sa.select(OpeningLine).where(OpeningLine.bid_id == bid.id)).one()
    assert (line.opened, line.failure) == (True, "file")
