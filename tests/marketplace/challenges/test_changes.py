"""Amendments, objections to the documents, posting again."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from marketplace.challenges import actions, queries, rules
from marketplace.challenges.models import Amendment, ChallengeState, Question
from marketplace.challenges.terms import AmendTerms, AnswerTerms, DecisionTerms, ObjectionTerms, QuestionTerms
from marketplace.core import clock, files
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.core.files import kept_with
from marketplace.core.jobs import run_due
from marketplace.home.actions import decide_hit
from marketplace.inbox.models import Notice, Todo
from marketplace.people.models import Role
from marketplace.secrecy.models import Finding, ScreeningHit
from marketplace.secrecy.terms import DecisionTerms as Ruled
from tests import make
from tests.count import statements
from tests.visitor import Visitor


def amended(challenge, *, by=None, **more):
    """An amendment of these fields by the contact."""
    known = queries.terms_of(make.again(challenge)).model_dump()
    terms = AmendTerms.model_validate({**known, "why": "图纸更正。", **more})
    who = by or make.again(challenge).contact
    return make.done(lambda: actions.amend(make.again(challenge), terms, by=make.again(who)))


def objected(challenge, who, text="指标口径前后不一致。"):
    terms = ObjectionTerms(text=text, remedy="统一口径。")
    return make.done(lambda: actions.object_to(make.again(challenge), terms, by=make.again(who)))


def decided(question, *, upheld=False):
    terms = DecisionTerms(upheld=upheld, text="已核对图纸与统计表。")
    contact = make.again(question).challenge.contact
    make.done(lambda: actions.decide(make.again(question), terms, by=make.again(contact)))


def told(kind):
    return db.session.scalars(sa.select(Notice.to_id).where(Notice.kind == kind).order_by(Notice.to_id)).all()


def test_an_amendment_shows_what_changed_and_raises_the_version(app):
    challenge = make.open_challenge()
    made = amended(challenge, budget=300_000, deliverables="验证记录")
    now = make.again(challenge)
    assert (now.terms_version, now.budget, now.state) == (2, 300_000, ChallengeState.OPEN)
    assert made.changes == [["deliverables", "", "验证记录"], ["budget", "280000", "300000"]]
    assert made.closes_before == made.closes_after == now.closes_at
    with pytest.raises(DatabaseError, match="frozen"):
        db.session.execute(sa.update(Amendment).values(why="不留痕"))
    db.session.rollback()


def test_what_was_frozen_at_the_posting_stays(app):
    challenge = make.open_challenge()
    amended(challenge, budget=300_000, preset="race", scope="unit", secrecy="core")
    now = make.again(challenge)
    assert (now.preset, now.scope, now.secrecy) == ("standard", "group", "internal")


def test_late_amendments_leave_the_floor_of_time(app):
    challenge = make.open_challenge()
    clock.freeze(challenge.closes_at - timedelta(days=2))
    amended(challenge, budget=300_000)
    now = make.again(challenge)
    assert now.closes_at == clock.now() + timedelta(days=15)
    assert now.questions_until == now.closes_at - timedelta(days=10)


def test_a_bid_sealed_before_does_not_count_until_it_is_sealed_anew(app):
    bid = make.sealed_bid()
    lead = bid.lead_id
    amended(bid.challenge, budget=300_000)
    assert make.again(bid).is_invalid
    assert lead in told("challenge_amended")
    make.done(lambda: make.bids.actions.seal(make.again(bid), by=make.again(bid).lead))
    assert not make.again(bid).is_invalid


@pytest.mark.parametrize(
    ("more", "refusal"),
    [({}, "Nothing differs"), ({"acceptance": ""}, "Still missing: how it will be accepted")],
)
def test_an_amendment_changes_something_and_leaves_nothing_out(app, more, refusal):
    challenge = make.open_challenge()
    with pytest.raises((Invalid, WrongMoment), match=refusal):
        amended(challenge, **more)
    assert make.again(challenge).terms_version == 1


def test_only_the_department_amends_and_only_until_the_close(app):
    challenge = make.open_challenge()
    with pytest.raises(NotAllowed):
        amended(challenge, by=make.person(make.unit()), budget=300_000)
    clock.freeze(challenge.closes_at)
    with pytest.raises(WrongMoment, match="closed"):
        amended(challenge, budget=300_000)


def test_an_objection_stops_the_clock_for_exactly_as_long_as_the_answer_takes(app):
    challenge = make.open_challenge()
    lead = make.bidder().lead
    closes, asks = challenge.closes_at, challenge.questions_until
    clock.freeze(challenge.opened_at + timedelta(days=4))
    question = objected(challenge, lead)
    held = make.again(challenge)
    assert held.paused_at == clock.now()
    assert held.closes_at == after_workdays(clock.now(), 3) + timedelta(days=16)
    clock.freeze(clock.now() + timedelta(days=1, hours=5))
    decided(question, upheld=True)
    now = make.again(challenge)
    assert now.closes_at == closes + timedelta(days=1, hours=5)
    assert now.questions_until == asks + timedelta(days=1, hours=5)
    assert (now.paused_at, now.put_off_from) == (None, None)
    assert lead.id in told("documents_upheld")
    assert make.again(question).upheld is True


def test_two_objections_at_once_stop_it_once(app):
    challenge = make.open_challenge()
    closes = challenge.closes_at
    first = objected(challenge, make.bidder().lead)
    clock.freeze(clock.now() + timedelta(days=1))
    second = objected(challenge, make.bidder().lead)
    decided(first)
    assert make.again(challenge).paused_at is not None
    clock.freeze(clock.now() + timedelta(days=1))
    decided(second)
    assert make.again(challenge).closes_at == closes + timedelta(days=2)


def test_the_close_waits_for_an_answer_that_is_late(app):
    challenge = make.open_challenge()
    question = objected(challenge, make.bidder().lead)
    for _n in range(2):
        clock.freeze(make.again(challenge).closes_at + timedelta(minutes=1))
        run_due()
        db.session.rollback()
        held = make.again(challenge)
        assert held.state is ChallengeState.OPEN
        assert held.closes_at > clock.now()
        assert rules.takes_bids(held)
    assert challenge.contact_id in told("objection_overdue")
    decided(question)
    assert make.again(challenge).closes_at == clock.now() + timedelta(days=20)


def test_an_objection_is_raised_before_the_close_and_never_by_the_department(app):
    challenge = make.open_challenge()
    with pytest.raises(NotAllowed, match="Your department"):
        objected(challenge, challenge.contact)
    clock.freeze(challenge.closes_at)
    with pytest.raises(WrongMoment, match="closed"):
        objected(challenge, make.bidder().lead)


def test_who_objects_keeps_the_letter_of_their_questions(app):
    challenge = make.open_challenge()
    lead = make.bidder().lead
    text = QuestionTerms(text="能否到现场看一看？")
    asked = make.done(lambda: actions.ask(make.again(challenge), text, by=make.again(lead)))
    raised = objected(challenge, lead)
    other = objected(challenge, make.bidder().lead)
    assert (asked.pseudonym, raised.pseudonym, other.pseudonym) == ("A", "A", "B")
    with pytest.raises(WrongMoment, match="its own page"), transaction():
        actions.answer(make.again(raised), AnswerTerms(text="好的。"), by=make.again(challenge).contact)


def test_a_withdrawal_leaves_no_question_to_answer(app):
    challenge = make.open_challenge()
    objected(challenge, make.bidder().lead)
    make.done(
        lambda: actions.withdraw(make.again(challenge), by=make.again(challenge.contact), why="工艺已改。")
    )
    assert db.session.scalars(sa.select(Todo).where(Todo.settled_at.is_(None))).all() == []


def test_what_ended_without_an_award_is_posted_again_and_names_the_old(app):
    challenge = make.open_challenge()
    poster = challenge.contact
    with pytest.raises(WrongMoment, match="ended without an award"), transaction():
        actions.post_again(make.again(challenge), by=make.again(poster))
    make.done(lambda: actions.withdraw(make.again(challenge), by=make.again(poster), why="工艺已改。"))
    made = make.done(lambda: actions.post_again(make.again(challenge), by=make.again(poster)))
    assert (made.reposts_id, made.title, made.state) == (challenge.id, challenge.title, ChallengeState.DRAFT)
    assert [t.metric for t in made.targets] == [t.metric for t in make.again(challenge).targets]


def test_the_pages_show_the_difference_before_it_holds(app):
    challenge = make.open_challenge()
    poster, lead = Visitor(app, challenge.contact), Visitor(app, make.bidder().lead)
    poster.open(f"/challenges/{challenge.id}/amend")
    poster.press("Show the difference", budget="33", why="预算核增。")
    poster.sees("What will change", "28.0 万元", "33.0 万元")
    assert make.again(challenge).budget == 280_000, "nothing holds before the difference was seen"
    poster.press("Amend it", budget="34")
    poster.sees("34.0 万元", "What will change")
    assert make.again(challenge).budget == 280_000, "what was typed after the look is shown first, too"
    poster.press("Amend it")
    poster.sees("Amended; followers and bidders have been told.", "预算核增。")
    db.session.rollback()
    assert make.again(challenge).budget == 340_000
    lead.open(f"/challenges/{challenge.id}/changes")
    lead.sees("预算核增。", "28.0 万元", "34.0 万元")
    lead.open(f"/challenges/{challenge.id}/amend", status=403)


def test_an_objection_has_its_pages(app):
    challenge = make.open_challenge()
    poster, lead = make.browser(app, challenge.contact), make.browser(app, make.bidder().lead)
    typed = {"text": "指标口径前后不一致。", "remedy": "统一口径。"}
    page = f"/challenges/{challenge.id}/object"
    assert "Until then the clock stands" in lead.get(page).text
    assert lead.post(page, data={"text": "", "remedy": "统一口径。"}).status_code == 422
    assert lead.post(page, data=typed).status_code == 303
    assert poster.get(page).status_code == 403
    key = db.session.scalars(sa.select(Question.id)).one()
    sent = poster.get(f"/challenges/questions/{key}")
    assert sent.headers["Location"].endswith(f"/challenges/questions/{key}/decide")
    assert lead.get(f"/challenges/questions/{key}/decide").status_code == 403
    answer = {"upheld": "no", "text": "口径见附表。"}
    assert poster.post(f"/challenges/questions/{key}/decide", data=answer).status_code == 303
    shown = lead.get(f"/challenges/{challenge.id}/questions").text
    for text in ("Objection to the documents", "rejected", "口径见附表。"):
        assert text in shown


def test_the_pages_cost_little(app):
    challenge = make.open_challenge()
    amended(challenge, budget=300_000)
    question = objected(challenge, make.bidder().lead)
    poster, lead = make.browser(app, challenge.contact), make.browser(app, make.bidder().lead)
    named = make.invited_challenge(*[make.bidder() for _n in range(3)])
    inviter = make.browser(app, named.contact)
    make.done(lambda: actions.withdraw(make.again(named), by=make.again(named).contact, why="工艺已改。"))
    again = make.done(lambda: actions.post_again(make.again(named), by=make.again(named).contact))
    paths = [
        (poster, f"/challenges/{challenge.id}"),
        (lead, f"/challenges/{challenge.id}"),
        (lead, f"/challenges/{challenge.id}/changes"),
        (lead, f"/challenges/{challenge.id}/questions"),
        (lead, f"/challenges/{challenge.id}/rules"),
        (lead, f"/challenges/{challenge.id}/object"),
        (poster, f"/challenges/questions/{question.id}/decide"),
        (inviter, f"/challenges/{named.id}"),
        (inviter, f"/challenges/{again.id}"),
        (inviter, f"/challenges/{again.id}/invite"),
        (lead, "/market/similar?title=铸钢侧架热裂纹"),
        (lead, "/suggestions/new"),
        (lead, "/key-tasks"),
        (lead, "/market?preset=standard"),
    ]
    cost = {path: statements(who, path) for who, path in paths}
    assert {path: n for path, n in cost.items() if n > 8} == {}
    forms = {
        path: statements(poster, path) for path in (f"/challenges/{challenge.id}/amend", "/challenges/new")
    }
    assert {path: n for path, n in forms.items() if n > 12} == {}


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def test_files_are_added_replaced_and_removed_by_an_amendment(app):
    bid = make.sealed_bid()
    challenge, poster = make.again(bid.challenge), make.browser(app, bid.challenge.contact)
    page = f"/challenges/{challenge.id}/amend/files"
    first = {"why": "补充图纸。", "files": [(BytesIO(PDF), "甲.pdf"), (BytesIO(PDF + b"2"), "乙.pdf")]}
    assert poster.post(page, data=first).status_code == 303
    db.session.rollback()
    assert make.again(challenge).terms_version == 2
    assert make.again(bid).is_invalid
    old = next(one for one in kept_with(make.again(challenge)) if one.name == "甲.pdf")
    second = {"why": "换成新版。", "remove": str(old.id), "files": [(BytesIO(PDF + b"3"), "甲（新）.pdf")]}
    assert poster.post(page, data=second).status_code == 303
    db.session.rollback()
    assert sorted(one.name for one in kept_with(make.again(challenge))) == ["乙.pdf", "甲（新）.pdf"]
    shown = make.browser(app, make.again(bid).lead).get(f"/challenges/{challenge.id}/changes").text
    for text in ("甲.pdf", "甲（新）.pdf", "换成新版。"):
        assert text in shown
    assert poster.get(f"/challenges/{challenge.id}/files/{old.id}").status_code == 404
    db.session.rollback()
    assert (files.folder() / make.again(old).place).exists(), "what bids were sealed for is kept"
    assert poster.post(page, data={"why": "什么也没有。"}).status_code == 422
    bad = {"why": "坏文件。", "files": [(BytesIO(b"MZ"), "x.exe")]}
    assert poster.post(page, data=bad).status_code == 422
    assert make.browser(app, make.again(bid).lead).get(page).status_code == 403


def test_files_with_a_name_that_needs_a_look_wait_and_are_thrown_away_if_refused(app):
    challenge = make.open_challenge()
    poster = make.browser(app, challenge.contact)
    page = f"/challenges/{challenge.id}/amend/files"
    officer = make.who(Role.SECRECY_OFFICER, challenge.department)
    for finding, there in (("refused", []), ("cleared", ["机密图.pdf"])):
        sent = {"why": "补充图纸。", "files": [(BytesIO(PDF), "机密图.pdf")]}
        assert poster.post(page, data=sent).status_code == 303
        db.session.rollback()
        assert kept_with(make.again(challenge)) == []
        assert poster.get(page).status_code == 409
        db.session.rollback()
        hit = sa.select(ScreeningHit).where(ScreeningHit.state == Finding.OPEN)
        terms = Ruled(finding=finding, reason="核对过")
        make.done(lambda hit=hit, terms=terms: decide_hit(db.session.scalars(hit).one(), terms, by=officer))
        assert [one.name for one in kept_with(make.again(challenge))] == there
    assert make.again(challenge).terms_version == 2
