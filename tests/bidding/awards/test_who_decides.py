"""Cases that would have no end: overdue, nobody of the group free to decide, an award that was lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bidding.awards import actions, rules
from bidding.awards.models import AwardState, Complaint, ComplaintState, Objection, ObjectionState
from bidding.awards.terms import AnswerTerms, ComplaintTerms, NameTerms, ObjectionTerms
from bidding.bids.actions import bar
from bidding.bids.models import Bid, BidState
from bidding.panels.queries import latest
from marketplace.challenges.models import ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.core.jobs import run_due
from marketplace.inbox.models import Todo
from marketplace.people.models import Role
from tests import make
from tests.make import contest as deeds

ABOUT = ObjectionTerms(about="评审组成员与中选方存在合作关系", remedy="请求重新评审")
GRIEF = ComplaintTerms(about="答复没有核查合作合同，仅凭口头说明。")
SAID = "经核查，情况说明如下，处理意见已记录。"
POINTS = {"A": "8", "B": "7", "C": "6.5"}


def again(thing):
    return db.session.get_one(type(thing), thing.id)


def bid_of(label):
    return db.session.scalars(sa.select(Bid).where(Bid.blind_label == label)).one()


def objecting(award):
    with transaction():
        key = actions.object_to(again(award), ABOUT, by=bid_of("B").lead).id
    return db.session.get_one(Objection, key)


def answer(objection, outcome, by):
    with transaction():
        actions.answer(again(objection), AnswerTerms(outcome=outcome, answer=SAID), by=again(by))


def complaining(objection, by):
    with transaction():
        key = actions.complain(again(objection), GRIEF, by=again(by)).id
    return db.session.get_one(Complaint, key)


def decide(complaint, outcome, by):
    with transaction():
        actions.decide(again(complaint), AnswerTerms(outcome=outcome, answer=SAID), by=again(by))


def named(case, who, by):
    terms = NameTerms(employee_no=who.employee_no, reason="领导小组成员均须回避。")
    with transaction():
        actions.name(again(case), terms, by=again(by))


def office(award, role):
    return make.officer(role, deeds.group_of(again(award).challenge.department))


def waits():
    return sorted(db.session.scalars(sa.select(Todo.kind).where(Todo.settled_at.is_(None))))


def test_if_everybody_is_a_party_the_supervisor_names_who_answers_and_it_ends(app):
    award = deeds.award(points=POINTS)
    chair = deeds.leading(award.challenge.department)
    supervisor, judge = office(award, Role.SUPERVISOR), make.person(make.unit(make.company()))
    with transaction():
        bar(bid_of("C"), again(chair), "declared")
    objection = objecting(award)
    assert waits() == ["name_decider"]
    assert not rules.may_answer(again(chair), again(objection))
    page = make.browser(app, supervisor).get(f"/objections/{objection.id}").text
    assert "Name who decides" in page
    typed = {"employee_no": bid_of("C").lead.employee_no, "reason": "领导小组成员均须回避。"}
    refused = make.browser(app, supervisor).post(f"/objections/{objection.id}/name", data=typed)
    assert refused.status_code == 422 and "has a part in this contest" in refused.text
    typed["employee_no"] = judge.employee_no
    assert make.browser(app, chair).post(f"/objections/{objection.id}/name", data=typed).status_code == 403
    assert (
        make.browser(app, supervisor).post(f"/objections/{objection.id}/name", data=typed).status_code == 303
    )
    db.session.rollback()
    assert waits() == ["answer_objection"]
    assert make.browser(app, judge).get(f"/objections/{objection.id}").status_code == 200
    db.session.rollback()
    answer(objection, "rejected", judge)
    assert again(objection).state is ObjectionState.REJECTED
    assert again(award).state is AwardState.ON_NOTICE
    assert waits() == []


def test_an_overdue_complaint_calls_other_seats_and_the_supervisor(app):
    award = deeds.award(points=POINTS)
    chair, seat = deeds.leading(award.challenge.department), office(award, Role.LEADING_GROUP)
    supervisor = office(award, Role.SUPERVISOR)
    objection = objecting(award)
    answer(objection, "rejected", chair)
    complaint = complaining(objection, again(objection).by)
    with pytest.raises(WrongMoment, match="when the day has passed"):
        named(complaint, make.person(make.unit()), supervisor)
    clock.freeze(again(complaint).due_at + timedelta(minutes=1))
    for _n in range(2):
        run_due()
        db.session.rollback()
    assert waits() == ["complaint_late", "decide_complaint", "name_decider"]
    judge = make.person(make.unit(make.company()))
    with pytest.raises(Invalid, match="Nobody has this employee number"), transaction():
        actions.name(
            again(complaint), NameTerms(employee_no="0", reason="逾期未裁定。"), by=again(supervisor)
        )
    named(complaint, judge, supervisor)
    decide(complaint, "rejected", judge)
    assert again(complaint).state is ComplaintState.REJECTED
    assert waits() == []
    assert seat.id != judge.id


def annulled(outcome="next"):
    award = deeds.award(points=POINTS, reviewers=12)
    objection = objecting(award)
    answer(objection, outcome, deeds.leading(award.challenge.department))
    return award, objection


def test_a_bid_that_lost_its_award_complains_and_comes_back_into_the_contest(app):
    award, objection = annulled()
    assert (again(award).state, bid_of("A").state) == (AwardState.ANNULLED, BidState.REJECTED)
    seat, lead = office(award, Role.LEADING_GROUP), bid_of("A").lead
    page = make.browser(app, lead).get(f"/objections/{objection.id}").text
    assert "Complain to the leading group" in page and bid_of("B").lead.name not in page
    db.session.rollback()
    with pytest.raises(NotAllowed, match="Only the bid that lost"):
        complaining(objection, bid_of("C").lead)
    second = deeds.next_award(award)
    complaint = complaining(objection, lead)
    assert again(second).state is AwardState.CONTESTED, "nothing is final meanwhile"
    clock.freeze(again(second).notice_ends_at + timedelta(days=1))
    run_due()
    db.session.rollback()
    assert again(second).state is AwardState.CONTESTED
    with pytest.raises(Invalid, match="judged anew with the others"):
        decide(complaint, "next", seat)
    decide(complaint, "rereview", seat)
    assert again(second).state is AwardState.ANNULLED
    assert {bid_of(label).state for label in "ABC"} == {BidState.REVIEW}
    run_due()
    db.session.rollback()
    assert latest(again(award).challenge).round == 2


def test_its_complaint_rejected_lets_the_next_candidate_go_on(app):
    award, objection = annulled()
    seat = office(award, Role.LEADING_GROUP)
    complaint = complaining(objection, bid_of("A").lead)
    with pytest.raises(WrongMoment, match="A complaint is open"):
        deeds.next_award(award)
    decide(complaint, "rejected", seat)
    second = deeds.next_award(award)
    assert second.state is AwardState.ON_NOTICE
    clock.freeze(second.notice_ends_at)
    run_due()
    db.session.rollback()
    assert again(second).state is AwardState.FINAL
    with pytest.raises(WrongMoment, match="already"):
        complaining(objection, bid_of("A").lead)


def test_reviewed_anew_there_is_nothing_to_complain_of(app):
    award, objection = annulled("rereview")
    assert again(award).challenge.state is ChallengeState.REVIEW
    with pytest.raises(WrongMoment, match="nothing to complain of yet"):
        complaining(objection, bid_of("A").lead)
