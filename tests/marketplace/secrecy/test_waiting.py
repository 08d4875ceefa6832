"""What somebody did with a word that needs a look waits for the secrecy officer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bidding.bids.models import BidState
from marketplace.challenges import actions as challenges
from marketplace.challenges import queries
from marketplace.challenges.models import ChallengeState, Question
from marketplace.challenges.terms import AmendTerms, ObjectionTerms
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.core.jobs import run_due
from marketplace.home.actions import decide_hit
from marketplace.inbox.models import Notice, Todo
from marketplace.people.models import Role
from marketplace.secrecy.models import Finding, HeldDeed, HeldState, ScreeningHit
from marketplace.secrecy.terms import DecisionTerms
from marketplace.suggestions.models import Suggestion, SuggestionState
from tests import make
from tests.make import contest as deeds
from tests.visitor import Visitor


def amended(challenge, **more):
    known = queries.terms_of(make.again(challenge)).model_dump()
    terms = AmendTerms.model_validate({**known, "why": "图纸更正。", **more})
    contact = make.again(challenge).contact
    return make.done(lambda: challenges.amend(make.again(challenge), terms, by=make.again(contact)))


def objected(challenge, who, text="机密图与公开图不一致。"):
    terms = ObjectionTerms(text=text, remedy="统一口径。")
    return make.done(lambda: challenges.object_to(make.again(challenge), terms, by=make.again(who)))


def decided(finding, where, reason="核对过，无涉密内容"):
    officer = make.who(Role.SECRECY_OFFICER, where)
    for key in db.session.scalars(sa.select(ScreeningHit.id).where(ScreeningHit.state == Finding.OPEN)).all():
        terms = DecisionTerms(finding=finding, reason=reason)
        db.session.rollback()
        if db.session.get(ScreeningHit, key).state is not Finding.OPEN:
            continue  # it ended with another one
        make.done(
            lambda key=key, terms=terms: decide_hit(db.session.get(ScreeningHit, key), terms, by=officer)
        )


def waits():
    return sorted(db.session.scalars(sa.select(Todo.kind).where(Todo.settled_at.is_(None))))


def told(who):
    return db.session.scalars(sa.select(Notice.kind).where(Notice.to_id == who.id).order_by(Notice.id)).all()


def test_an_amendment_waits_holds_the_close_and_takes_effect_when_it_is_let_through(app):
    challenge = make.open_challenge()
    poster, contact = Visitor(app, challenge.contact), challenge.contact
    clock.freeze(challenge.closes_at - timedelta(hours=3))
    assert amended(challenge, tried="见机密图三。") is None
    assert make.again(challenge).terms_version == 1
    assert waits() == ["review_hit"]
    poster.open(f"/challenges/{challenge.id}/changes")
    poster.sees("An amendment waits for the secrecy officer since")
    poster.open(f"/challenges/{challenge.id}/amend", status=409)
    with pytest.raises(WrongMoment, match="waits for the secrecy officer"):
        amended(challenge, budget=300_000)
    clock.freeze(make.again(challenge).closes_at + timedelta(minutes=1))
    run_due()
    db.session.rollback()
    held = make.again(challenge)
    assert held.state is ChallengeState.OPEN, "the close waits for the look"
    assert "review_overdue" in told(contact)
    decided("cleared", challenge.department)
    now = make.again(challenge)
    assert (now.terms_version, now.tried) == (2, "见机密图三。")
    assert now.closes_at == clock.now() + timedelta(days=15), "the floor of time counts from the release"
    assert "deed_let_through" in told(contact)
    assert waits() == []
    # what was let through once is not asked again
    assert amended(challenge, tried="见机密图三和图四。") is not None


def test_a_refused_amendment_changes_nothing_and_another_may_follow(app):
    challenge = make.open_challenge()
    amended(challenge, tried="见机密图三。")
    decided("refused", challenge.department, "不得引用")
    assert make.again(challenge).terms_version == 1
    assert told(challenge.contact)[-1] == "deed_refused"
    assert amended(challenge, tried="见图三。") is not None


def test_an_amendment_that_waits_is_taken_back_by_its_author_only(app):
    challenge = make.open_challenge()
    amended(challenge, tried="见机密图三。", background="绝密。")
    assert waits() == ["review_hit", "review_hit"]
    deed = db.session.scalars(sa.select(HeldDeed)).one()
    officer = Visitor(app, make.who(Role.SECRECY_OFFICER, challenge.department))
    officer.open(f"/challenges/held/{deed.id}")
    officer.sees("见机密图三。", "It waits for the secrecy officer since")
    assert officer.client.post(f"/challenges/held/{deed.id}/take-back").status_code == 403
    assert make.browser(app, make.bidder().lead).get(f"/challenges/held/{deed.id}").status_code == 403
    poster = Visitor(app, challenge.contact)
    poster.open(f"/challenges/held/{deed.id}")
    poster.press("Take it back")
    db.session.rollback()
    assert make.again(deed).state is HeldState.ENDED
    assert waits() == []
    assert poster.client.post(f"/challenges/held/{deed.id}/take-back").status_code == 409


def test_a_stop_word_in_an_amendment_is_refused_at_once(app):
    with pytest.raises(Invalid, match="机密★"):
        amended(make.open_challenge(), tried="封面“机密★10年”。")


def test_an_objection_stops_the_clock_while_the_officer_looks_and_the_department_gets_its_time(app):
    challenge = make.open_challenge()
    closes, lead = challenge.closes_at, make.bidder().lead
    question = objected(challenge, lead)
    assert make.again(challenge).paused_at == clock.now()
    assert waits() == ["review_hit"]
    page = make.browser(app, challenge.contact).get(f"/challenges/{challenge.id}/questions").text
    assert "机密图" not in page
    clock.freeze(clock.now() + timedelta(days=1))
    decided("cleared", challenge.department)
    assert waits() == ["decide_objection"]
    assert make.again(question).due_at > clock.now() + timedelta(days=2)
    assert make.again(challenge).closes_at > closes + timedelta(days=1)


def test_a_refused_objection_lets_the_clock_go_on(app):
    challenge = make.open_challenge()
    closes, lead = challenge.closes_at, make.bidder().lead
    objected(challenge, lead)
    clock.freeze(clock.now() + timedelta(days=1))
    decided("refused", challenge.department)
    now = make.again(challenge)
    assert (now.paused_at, now.closes_at) == (None, closes + timedelta(days=1))
    assert "objection_refused" in told(lead)
    assert waits() == []


def test_an_answer_waits_and_a_refused_one_is_asked_for_anew(app):
    challenge = make.open_challenge()
    lead = make.bidder().lead
    asked = make.browser(app, lead).post(f"/challenges/{challenge.id}/questions", data={"text": "能否看图？"})
    assert asked.status_code == 303
    poster = Visitor(app, challenge.contact)
    key = db.session.scalars(sa.select(Question.id)).one()
    answer = f"/challenges/questions/{key}/answer"
    assert poster.client.post(answer, data={"text": "机密图不外借。"}).status_code == 303
    poster.open(f"/challenges/{challenge.id}/questions")
    poster.sees("An answer waits for the secrecy officer")
    assert "机密图" not in make.browser(app, lead).get(f"/challenges/{challenge.id}/questions").text
    assert poster.client.post(answer, data={"text": "另一份。"}).status_code == 409
    db.session.rollback()
    decided("refused", challenge.department)
    assert waits() == ["answer_question"]
    assert poster.client.post(answer, data={"text": "机密图已脱密。"}).status_code == 303
    db.session.rollback()
    decided("cleared", challenge.department)
    assert "机密图已脱密" in make.browser(app, lead).get(f"/challenges/{challenge.id}/questions").text
    assert waits() == []


def test_the_answer_to_an_objection_waits_and_then_the_clock_goes_on(app):
    challenge = make.open_challenge()
    objected(challenge, make.bidder().lead, text="口径不一致。")
    key = db.session.scalars(sa.select(Question.id)).one()
    poster = make.browser(app, challenge.contact)
    sent = {"upheld": "no", "text": "见机密附表。"}
    assert poster.post(f"/challenges/questions/{key}/decide", data=sent).status_code == 303
    db.session.rollback()
    assert make.again(challenge).paused_at is not None
    decided("cleared", challenge.department)
    assert make.again(challenge).paused_at is None
    assert db.session.get(Question, key).answer == "见机密附表。"


def test_a_withdrawal_ends_what_waits(app):
    challenge = make.open_challenge()
    amended(challenge, tried="见机密图三。")
    why = "工艺已改。"
    make.done(lambda: challenges.withdraw(make.again(challenge), by=make.again(challenge.contact), why=why))
    assert waits() == []
    assert db.session.scalars(sa.select(HeldDeed.state)).all() == [HeldState.ENDED]


@pytest.mark.parametrize(("finding", "state"), [("cleared", "raised"), ("refused", "declined")])
def test_a_suggestion_is_hidden_from_the_department_until_it_is_looked_at(app, finding, state):
    where = make.open_challenge().department
    worker = Visitor(app, make.person(make.unit(make.company())))
    poster = make.who(Role.POSTER, where)
    sent = {
        "title": "机密件打磨",
        "text": "打磨时粉尘很大，戴口罩也难受。",
        "place": "",
        "department_id": str(where.id),
    }
    assert worker.client.post("/suggestions/new", data=sent).status_code == 303
    made = db.session.scalars(sa.select(Suggestion)).one()
    worker.open(f"/suggestions/{made.id}")
    worker.sees("It waits for the secrecy officer since")
    assert make.browser(app, poster).get(f"/suggestions/{made.id}").status_code == 404
    db.session.rollback()
    decided(finding, where)
    assert make.again(made).state is SuggestionState(state)
    seen = make.browser(app, poster).get(f"/suggestions/{made.id}").status_code
    assert seen == (200 if finding == "cleared" else 404)
    assert waits() == (["answer_suggestion"] if finding == "cleared" else [])


def bids_of_three(word):
    challenge = make.open_challenge()
    where = make.again(challenge).department
    deeds.officers(where)
    bids = [make.sealed_bid(challenge, make.bidder(), mark=mark) for mark in (word, "", "")]
    deeds.pool(where, make.again(challenge).needs[0].skill)
    deeds.leading(where)
    deeds.past_close(make.again(challenge))
    return deeds.open_bids(make.again(challenge)), bids


def test_a_word_in_a_bid_is_looked_at_after_the_opening_and_before_the_panel(app):
    challenge, bids = bids_of_three("（机密）")
    assert "bid_looked_at" in told(make.again(bids[0]).lead)
    head = make.browser(app, make.who(Role.UNIT_MANAGER, challenge.department))
    run_due()
    db.session.rollback()
    assert make.again(challenge).state is ChallengeState.OPENED, "no panel while the officer looks"
    assert head.get(f"/bids/{bids[0].id}/content").status_code in (404, 409)
    lead = make.browser(app, make.again(bids[0]).lead)
    assert lead.get(f"/bids/{bids[0].id}/content").status_code == 200
    officer = make.browser(app, make.who(Role.SECRECY_OFFICER, challenge.department))
    hit = db.session.scalars(sa.select(ScreeningHit).where(ScreeningHit.state == Finding.OPEN)).first()
    assert "（机密）" in officer.get(f"/secrecy/hits/{hit.id}").text
    db.session.rollback()
    decided("cleared", challenge.department)
    run_due()
    db.session.rollback()
    assert make.again(challenge).state is ChallengeState.REVIEW


def test_a_bid_with_what_must_not_stand_there_is_out_and_the_others_go_on(app):
    challenge, bids = bids_of_three("（机密）")
    decided("refused", challenge.department, "引用了涉密图号")
    out = make.again(bids[0])
    assert (out.state, out.decision) == (BidState.REJECTED, "引用了涉密图号")
    assert "bid_words_refused" in told(out.lead)
    run_due()
    db.session.rollback()
    assert make.again(challenge).state is ChallengeState.REVIEW
