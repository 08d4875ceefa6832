"""Posting again: what comes along with the words."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from marketplace.challenges import actions
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.files import kept_with, read
from marketplace.people.models import SecrecyLevel
from marketplace.rulebook.defaults import WEIGHTS
from marketplace.rulebook.terms import OwnWeightsTerms
from tests import make
from tests.journeys.ways import work_off

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def posted_again(old, poster):
    make.done(lambda: actions.withdraw(make.again(old), by=make.again(poster), why="工艺已改。"))
    return make.done(lambda: actions.post_again(make.again(old), by=make.again(poster)))


def test_own_weights_and_files_come_along(app):
    draft = make.draft_challenge()
    own = {**WEIGHTS, "skill": 30, "benefit": 15}
    terms = OwnWeightsTerms(reason="本榜更看重以往效益。", **own)
    make.done(lambda: actions.set_weights(make.again(draft), terms, by=make.again(draft).contact))
    sent = {"files": (BytesIO(PDF), "图纸.pdf"), "no_state_secrets": "yes"}
    poster = make.again(draft).contact
    assert make.browser(app, poster).post(f"/challenges/{draft.id}/files", data=sent).status_code == 303
    db.session.rollback()
    old = make.posted(make.again(draft))
    made = posted_again(old, poster)
    assert (made.own_weights, made.weights_reason) == (own, "本榜更看重以往效益。")
    (was,), (now,) = kept_with(make.again(old)), kept_with(made)
    assert (now.name, now.sha256) == (was.name, was.sha256)
    make.done(lambda: actions.detach(make.again(made), make.again(now), by=make.again(poster)))
    work_off("challenges.erase_file")
    assert read(make.again(was)) == PDF, "the one before keeps its own bytes"


def test_whoever_is_no_longer_cleared_is_not_in_the_circle_of_the_new_draft(app):
    stays, lapsed = (
        make.person(
            make.company(), clearance=SecrecyLevel.CORE, clearance_until=clock.today() + timedelta(days)
        )
        for days in (900, 100)
    )
    challenge = make.secret_challenge(SecrecyLevel.CORE, make.again(stays), make.again(lapsed))
    clock.freeze(clock.now() + timedelta(days=101))
    made = posted_again(challenge, make.again(challenge).contact)
    before = {member.person_id for member in make.again(challenge).circle}
    assert {stays.id, lapsed.id} < before
    assert {member.person_id for member in made.circle} == before - {lapsed.id}
    assert made.secrecy is SecrecyLevel.CORE
