"""Keys of officers, the paper key and keys of challenges: made by whom, when, and what the log keeps."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from bidding.sealing import actions, queries, suite
from bidding.sealing.models import DraftDocument, KeyPair, OfficerKey
from bidding.sealing.terms import ShareTerms
from marketplace.challenges import actions as challenges
from marketplace.challenges.models import ChallengeState
from marketplace.core import audit
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.core.models import AuditEvent
from marketplace.people.models import Role, SecrecyLevel
from tests import make
from tests.bidding.sealing.test_shares import offline
from tests.make import contest, keys

SECRET = {"secrecy": SecrecyLevel.ORDINARY, "summary": "某类铸件质量问题。"}


def again(thing):
    return db.session.get_one(type(thing), thing.id)


def release(challenge):
    with transaction():
        fresh = again(challenge)
        challenges.release(fresh, make.as_it_is(fresh), by=make.who(Role.SECRECY_OFFICER, fresh.department))


def test_a_trade_secret_does_not_open_for_bids_without_its_key(app):
    challenge = make.approved_challenge(**SECRET)
    with pytest.raises(WrongMoment, match="key has not been made"):
        release(challenge)
    keys.with_key(challenge)
    release(challenge)
    assert again(challenge).state is ChallengeState.OPEN
    assert queries.is_quorum(challenge.id)


def test_an_ordinary_challenge_may_have_holders_too(app):
    challenge = keys.with_key(make.approved_challenge())
    release(challenge)
    bid = make.sealed_bid(again(challenge))
    assert queries.version_of(bid.id, 1).own_view_key is None


def test_three_units_three_officers_and_a_paper(app):
    challenge = make.approved_challenge(**SECRET)
    with transaction():
        held = keys.key_holders(again(challenge).department)
        same = make.grant(make.person(held[0].person.unit), Role.OPENING_OFFICER, again(challenge).department)
        twin = keys.pair_for(same)
    for chosen in (held[:2], [*held[:2], twin], [held[0], held[0], held[1]]):
        with pytest.raises(WrongMoment, match="three different units"), transaction():
            actions.make_key(again(challenge), [again(key) for key in chosen], by=again(challenge).contact)
    with pytest.raises(NotAllowed), transaction():
        actions.make_key(again(challenge), [again(key) for key in held], by=again(held[0]).person)


def test_a_key_is_not_exchanged_once_bidding_has_begun(app):
    challenge = make.secret_challenge()
    with pytest.raises(WrongMoment, match="Bidding has begun"):
        keys.with_key(challenge)


def test_a_lost_passphrase_means_a_new_pair_and_the_old_shares_stay_with_the_old_one(app):
    challenge = make.secret_challenge()
    who = keys.holders_of(challenge)[0]
    old = queries.key_of(who)
    assert queries.hanging_on(f"officer/{old.id}") == 1
    with transaction():
        new = actions.make_pair(queries.new_pair(who.id, "ganz andere Worte 77"), by=again(who))
    assert (again(old).retired_at is None, queries.key_of(who).id) == (False, new.id)
    # the old passphrase still opens the old share, the new one does not
    assert queries.at_the_table(challenge.id, again(who), ShareTerms(passphrase=keys.passphrase(who)))
    with pytest.raises(Invalid, match="not your opening passphrase"):
        queries.at_the_table(challenge.id, again(who), ShareTerms(passphrase="ganz andere Worte 77"))


def test_a_changed_passphrase_keeps_the_pair(app):
    challenge = make.secret_challenge()
    who = keys.holders_of(challenge)[0]
    made = queries.rewrapped(queries.key_of(who), keys.passphrase(who), "neue Worte fuer 2030")
    with transaction():
        actions.change_passphrase(made, by=again(who))
    assert queries.at_the_table(challenge.id, again(who), ShareTerms(passphrase="neue Worte fuer 2030"))
    with pytest.raises(Invalid):
        queries.rewrapped(queries.key_of(again(who)), "falsch", "neue Worte fuer 2031")


def test_no_private_key_lies_anywhere(app):
    """Neither the officers' nor the challenge's: two shares give a key whose bytes are in no row and file."""
    challenge = make.secret_challenge()
    first, second = keys.holders_of(challenge)[:2]
    held = keys.held(challenge, first)
    given = queries.hand_on(challenge.id, held)
    shares = queries.both_shares(challenge.id, keys.held(challenge, again(second)), given)
    key = queries.stored_key(db.session.get_one(KeyPair, challenge.id))
    private = suite.unlock(key, suite.Quorum(shares=shares))
    secrets = [private, held.private, *(share.values for share in shares)]
    rows = [
        bytes(v) for row in db.session.execute(sa.select(OfficerKey.wrapped, OfficerKey.public)) for v in row
    ]
    found = b"".join([*rows, key.wrapped, given])
    for secret in secrets:
        assert secret not in found
        assert secret.hex().encode() not in found


def test_sealing_leaves_nothing_that_the_server_can_read(app):
    challenge = keys.with_key(make.approved_challenge())
    release(challenge)
    bid = make.ready_bid(again(challenge), mark="QQ77")
    with transaction():
        actions.keep_file(make.bids.actions.content.queries.place(again(bid)), b"%PDF-1.4 QQ77")
    make.done(lambda: make.bids.actions.seal(again(bid), by=again(bid).lead))
    assert db.session.get(DraftDocument, bid.id) is None
    with pytest.raises(WrongMoment, match="nobody reads it back"), transaction():
        actions.own_view(queries.version_of(bid.id, 1), by=again(bid).lead)
    place = make.bids.actions.content.queries.place(again(bid))
    assert queries.read_draft(place) == {}
    with pytest.raises(Exception, match="does not exist"):
        queries.read_file(place, 1)


def test_the_secret_of_the_receipt_goes_to_the_bidder_once_and_the_opening_proves_the_content(app):
    challenge = keys.with_key(make.approved_challenge())
    release(challenge)
    ready = [make.ready_bid(again(challenge)) for _n in range(3)]
    browser = make.browser(app, ready[0].lead)
    content = json.loads(browser.get(f"/bids/{ready[0].id}/keep").data)
    page = browser.post(f"/bids/{ready[0].id}/seal", data={"form_key": "k1"})
    assert page.status_code == 200
    text = html.unescape(re.search(r'name="file" value="([^"]*)"', page.text)[1])
    kept = browser.post(f"/bids/{ready[0].id}/receipt/1/handed", data={"file": text})
    receipt = json.loads(kept.data)
    assert suite.is_committed(content, bytes.fromhex(receipt["r"]), receipt["receipt"]["commit"])
    forged = text.replace(receipt["receipt"]["digest"], "0" * 64)
    assert browser.post(f"/bids/{ready[0].id}/receipt/1/handed", data={"file": forged}).status_code == 422
    # what the server has itself holds no secret, until the opening
    assert "r" not in json.loads(browser.get(f"/bids/{ready[0].id}/receipt/1/file").data)
    assert "locked until the opening" in browser.get(f"/bids/{ready[0].id}").text
    for bid in ready[1:]:
        make.done(lambda bid=bid: make.bids.actions.seal(again(bid), by=again(bid).lead))
    contest.past_close(challenge)
    contest.open_bids(again(challenge))
    again_read = json.loads(browser.get(f"/bids/{ready[0].id}/receipt/1/file").data)
    assert again_read["r"] == receipt["r"]


def test_a_key_made_offline_is_taken_in(app):
    challenge = make.approved_challenge(**SECRET)
    with transaction():
        held = [again(key) for key in keys.key_holders(again(challenge).department)]
        order = queries.order(again(challenge), held, queries.paper_key())
    module, _place = offline()
    data = module.canonical(module.make(json.loads(order)))
    made = queries.read_offline(data, challenge.id)
    with transaction():
        actions.take_offline_key(again(challenge), made, by=again(challenge).contact)
    with pytest.raises(Invalid, match="another challenge"):
        queries.read_offline(data, challenge.id + 1)
    for bad in (b"", b"{}", b"[1]", data[:-20], data.replace(b'"x":1', b'"x":9')):
        with pytest.raises(Invalid), transaction():
            actions.take_offline_key(
                again(challenge), queries.read_offline(bad, challenge.id), by=again(challenge).contact
            )
    release(challenge)
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "key_made")).one()
    assert (event.payload["offline"], event.payload["public"]) == (True, made.public.hex())


def test_the_log_stays_whole(app):
    make.secret_challenge()
    assert audit.faults()[1] == []


def test_programs_without_the_server_are_handed_out_as_they_are(app):
    client = make.browser(app, make.person(make.unit()))
    for name in ("make_key.py", "verify_receipt.py"):
        place = Path(__file__).parents[3] / "docs" / "offline" / name
        assert client.get(f"/offline/{name}").data == place.read_bytes()
    assert client.get("/offline/keys.json").status_code == 404
