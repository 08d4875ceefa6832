"""Urgent: final at once. Complaints: judged once more by somebody else. Messages: held, edited, released."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bidding.awards import actions, rules
from bidding.awards.models import (
    AwardState,
    Complaint,
    ComplaintState,
    DecisionMessage,
    LetterState,
    Objection,
)
from bidding.awards.queries import prepared, report_of
from bidding.awards.terms import AnswerTerms, ComplaintTerms, MessageTerms, ObjectionTerms
from bidding.bids.actions import bar
from bidding.bids.models import Bid, BidState
from bidding.panels.models import PanelState
from bidding.panels.queries import latest
from marketplace.challenges.models import ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import NotAllowed, WrongMoment
from marketplace.core.jobs import run_due
from marketplace.inbox.models import Notice, Todo
from marketplace.people.models import Role
from marketplace.projects.models import ProjectState
from tests import make
from tests.make import contest as deeds

ABOUT = ObjectionTerms(about="评审组成员与中选方存在合作关系", remedy="请求重新评审")
GRIEF = ComplaintTerms(about="答复没有核查合作合同，仅凭口头说明。")
POINTS = {"A": "8", "B": "7", "C": "6.5"}


def again(thing):
    return db.session.get_one(type(thing), thing.id)


def bid_of(label):
    return db.session.scalars(sa.select(Bid).where(Bid.blind_label == label)).one()


def states():
    return {bid.blind_label: bid.state for bid in db.session.scalars(sa.select(Bid))}


def objecting(award, who=None):
    who = who or bid_of("B").lead
    with transaction():
        key = actions.object_to(again(award), ABOUT, by=again(who)).id
    return db.session.get_one(Objection, key)


def answer(objection, outcome, by=None):
    by = by or deeds.leading(again(objection).award.challenge.department)
    with transaction():
        terms = AnswerTerms(outcome=outcome, answer="经核查，情况说明如下，处理意见已记录。")
        actions.answer(again(objection), terms, by=again(by))


def seat_of_the_group(award):
    return make.officer(Role.LEADING_GROUP, deeds.group_of(again(award).challenge.department))


def complaining(award):
    objection = objecting(award)
    answer(objection, "rejected")
    with transaction():
        key = actions.complain(again(objection), GRIEF, by=again(objection).by).id
    return db.session.get_one(Complaint, key)


def decide(complaint, outcome, by):
    with transaction():
        terms = AnswerTerms(outcome=outcome, answer="领导小组复核合同与签到记录后决定如下。")
        actions.decide(again(complaint), terms, by=again(by))


# --- urgent ------------------------------------------------------------------------------------


def urgent(**more):
    return deeds.award(points=POINTS, preset="urgent", **more)


def test_an_urgent_result_is_final_at_once_and_the_project_may_begin(app):
    award = urgent()
    assert (award.state, award.challenge.state) == (AwardState.FINAL, ChallengeState.AWARDED)
    assert award.final_at == award.announced_at
    assert award.notice_ends_at > clock.now()
    assert award.final_score == report_of(award.challenge).ranking[0]["panel"], "no objective part"
    project = deeds.sign_letter(award)
    assert project.state is ProjectState.RUNNING
    assert states() == {"A": BidState.WON, "B": BidState.REVIEW, "C": BidState.REVIEW}
    clock.freeze(award.notice_ends_at)
    run_due()
    assert states() == {"A": BidState.WON, "B": BidState.LOST, "C": BidState.LOST}


def test_the_others_of_an_urgent_challenge_wait_in_reserve_until_the_letter_is_signed(app):
    award = urgent()
    clock.freeze(award.notice_ends_at)
    run_due()
    assert states() == {"A": BidState.WON, "B": BidState.RESERVE, "C": BidState.LOST}
    deeds.sign_letter(award)
    assert states()["B"] is BidState.LOST


def test_an_upheld_objection_annuls_an_urgent_award_and_stops_its_work(app):
    award = urgent()
    project = deeds.sign_letter(award)
    objection = objecting(award)
    assert again(award).state is AwardState.FINAL
    assert (again(objection).due_at - clock.now()).days <= 3, "one working day to answer"
    clock.freeze(award.notice_ends_at + timedelta(hours=1))
    run_due()
    assert states()["B"] is BidState.REVIEW, "nobody is sent home while an objection is open"
    answer(objection, "next")
    assert again(award).state is AwardState.ANNULLED
    assert again(project).state is ProjectState.TERMINATED
    following = deeds.next_award(award)
    assert (following.bid.blind_label, following.state) == ("B", AwardState.FINAL)


def test_an_urgent_award_is_reviewed_anew_with_every_bid(app):
    award = urgent(reviewers=10)
    answer(objecting(award), "rereview")
    assert states() == dict.fromkeys("ABC", BidState.REVIEW)
    assert again(award).challenge.state is ChallengeState.REVIEW
    assert deeds.letter(again(award)).state is LetterState.LAPSED
    run_due()
    panel = latest(again(award).challenge)
    assert (panel.round, panel.state) == (2, PanelState.DECLARING)


# --- who answers -------------------------------------------------------------------------------


def test_if_the_only_chair_objects_another_seat_of_the_group_answers(app):
    award = deeds.award(points=POINTS)
    chair, seat = deeds.leading(award.challenge.department), seat_of_the_group(award)
    objection = objecting(award, chair)
    asked = db.session.scalars(sa.select(Todo.person_id).where(Todo.kind == "answer_objection")).all()
    assert asked == [seat.id]
    with pytest.raises(NotAllowed, match="their own"):
        answer(objection, "rejected", chair)
    answer(objection, "rejected", seat)
    assert again(award).state is AwardState.ON_NOTICE


def test_a_late_chair_is_stood_in_for(app):
    award = deeds.award(points=POINTS)
    seat, objection = seat_of_the_group(award), objecting(award)
    assert not rules.may_answer(again(seat), objection)
    clock.freeze(objection.due_at + timedelta(minutes=1))
    run_due()
    run_due()
    late = db.session.scalars(sa.select(Todo.person_id).where(Todo.kind == "answer_late")).all()
    assert sorted(late) == sorted([seat.id, deeds.leading(award.challenge.department).id])
    answer(again(objection), "rejected", again(seat))
    open_ones = sa.select(Todo).where(Todo.kind == "answer_late", Todo.settled_at.is_(None))
    assert db.session.scalars(open_ones).all() == []


# --- complaints --------------------------------------------------------------------------------


def test_a_complaint_stops_the_notice_and_is_decided_by_somebody_else(app):
    award = deeds.award(points=POINTS)
    seat = seat_of_the_group(award)
    complaint = complaining(award)
    assert again(award).state is AwardState.CONTESTED
    chair = deeds.leading(award.challenge.department)
    assert not rules.may_decide(chair, complaint), "the chair has answered the objection"
    ends = again(award).notice_ends_at
    clock.freeze(ends + timedelta(days=5))
    run_due()
    assert again(award).state is AwardState.CONTESTED
    decide(complaint, "rejected", seat)
    assert again(complaint).state is ComplaintState.REJECTED
    assert again(award).state is AwardState.ON_NOTICE
    assert again(award).notice_ends_at > clock.now()


def test_an_upheld_complaint_has_the_bids_reviewed_anew(app):
    award = deeds.award(points=POINTS, reviewers=12)
    seat = seat_of_the_group(award)
    decide(complaining(award), "rereview", seat)
    assert again(award).state is AwardState.ANNULLED
    assert states() == dict.fromkeys("ABC", BidState.REVIEW)
    run_due()
    assert latest(again(award).challenge).round == 2


def test_a_complaint_has_ten_days_and_one_chance(app):
    award = deeds.award(points=POINTS)
    objection = objecting(award)
    complain = GRIEF

    def turn(who):
        with transaction():
            actions.complain(again(objection), complain, by=again(who))

    with pytest.raises(WrongMoment, match="follows an objection"):
        turn(objection.by)
    answer(objection, "rejected")
    with pytest.raises(NotAllowed):
        turn(bid_of("C").lead)
    answered = again(objection).answered_at
    clock.freeze(answered + timedelta(days=10))
    with pytest.raises(WrongMoment, match="10 calendar days"):
        turn(again(objection).by)
    clock.freeze(answered + timedelta(days=9))
    turn(again(objection).by)
    with pytest.raises(WrongMoment, match="already"):
        turn(again(objection).by)


def test_while_a_complaint_is_open_the_letter_waits_and_gets_its_time_back(app):
    award = deeds.award(points=POINTS)
    seat, objection = seat_of_the_group(award), objecting(award)
    answer(objection, "rejected")
    clock.freeze(again(award).notice_ends_at)
    run_due()
    letter = deeds.letter(again(award))
    due = letter.due_at
    with transaction():
        complaint = actions.complain(again(objection), GRIEF, by=again(objection).by)
        key = complaint.id
    assert not rules.may_sign(again(award).bid.lead, again(letter))
    clock.freeze(due + timedelta(days=1))
    run_due()
    assert again(letter).state is LetterState.OPEN
    begun = again(db.session.get_one(Complaint, key)).raised_at
    decide(db.session.get_one(Complaint, key), "rejected", seat)
    assert again(letter).due_at == due + (clock.now() - begun)
    assert rules.may_sign(again(award).bid.lead, again(letter))


def test_an_upheld_complaint_after_the_letter_stops_the_work_and_brings_the_next(app):
    award = deeds.award(points=POINTS)
    seat, objection = seat_of_the_group(award), objecting(award)
    answer(objection, "rejected")
    clock.freeze(again(award).notice_ends_at)
    run_due()
    with transaction():
        key = actions.complain(again(objection), GRIEF, by=again(objection).by).id
    decide(db.session.get_one(Complaint, key), "next", seat)
    assert again(award).state is AwardState.ANNULLED
    assert states()["A"] is BidState.LOST
    assert deeds.next_award(award).bid.blind_label == "B"


# --- messages and reminders --------------------------------------------------------------------


def test_messages_are_held_edited_and_released_together(app):
    challenge = deeds.signed_panel(points=POINTS).challenge
    head, report = deeds.head_of(challenge), report_of(challenge)
    rows = {row.label: row for row in prepared(challenge, report)}
    assert [row.wins for row in rows.values()] == [True, False, False]
    assert "place 2 of 3" in rows["B"].words
    with pytest.raises(NotAllowed), transaction():
        terms = MessageTerms(words="检测方案很扎实，请留意二期榜单。")
        actions.write_message(report_of(again(challenge)), bid_of("B"), terms, by=again(challenge).contact)
    with transaction():
        actions.write_message(report_of(again(challenge)), bid_of("B"), terms, by=again(head))
    said = Notice.kind.in_(["award_winner", "award_other", "award_other_words"])
    assert db.session.scalars(sa.select(Notice).where(said)).all() == []
    with transaction():
        actions.propose(again(challenge), by=again(head))
    told = db.session.scalars(sa.select(Notice).where(said)).all()
    assert {one.to_id: (one.kind, one.detail.get("words")) for one in told} == {
        bid_of("A").lead_id: ("award_winner", None),
        bid_of("B").lead_id: ("award_other_words", terms.words),
        bid_of("C").lead_id: ("award_other", None),
    }
    assert len({one.created_at for one in told}) == 1
    released = db.session.scalars(sa.select(DecisionMessage.released_at)).all()
    assert len(released) == 3
    assert len(set(released)) == 1
    with pytest.raises(WrongMoment), transaction():
        actions.write_message(report_of(again(challenge)), bid_of("B"), terms, by=again(head))


def test_another_candidate_may_be_put_first_where_challenges_are_decided_together(app):
    challenge = deeds.signed_panel(points=POINTS).challenge
    with transaction():
        award = actions.propose(again(challenge), by=deeds.head_of(again(challenge)), bid_id=bid_of("B").id)
        assert award.bid.blind_label == "B"


def test_who_has_not_signed_the_letter_is_reminded_twice(app):
    award = deeds.final_award(points=POINTS)
    letter, lead = deeds.letter(award), award.bid.lead
    with transaction():
        actions.sign(again(letter), by=again(lead))
    for days in (11, 10, 9, 3, 2):
        clock.freeze(letter.due_at - timedelta(days=days))
        run_due()
    told = db.session.scalars(sa.select(Notice.to_id).where(Notice.kind == "sign_reminder")).all()
    assert told == [deeds.head_of(again(award).challenge).id] * 2


# --- who may know ------------------------------------------------------------------------------


def test_an_invited_result_stays_inside_the_circle(app):
    award = deeds.award(points=POINTS)
    with transaction():
        again(award).challenge.preset = rules.INVITED
    studio, page = again(award).bid.studio.name, f"/challenges/{award.challenge_id}/award"
    stranger = make.person(make.unit(make.company()))
    for who, sees in (
        (bid_of("C").lead, True),
        (deeds.head_of(again(award).challenge), True),
        (stranger, False),
    ):
        text = make.browser(app, who).get(page).text
        assert (studio in text) is sees, who.name
        assert bool(rules.may_object(who, again(award))) is sees
    assert make.browser(app, stranger).get(page + ".pdf").status_code == 403


def test_whoever_has_a_conflict_announces_nothing(app):
    challenge = deeds.signed_panel(points=POINTS).challenge
    head = deeds.head_of(challenge)
    assert rules.may_propose(head, challenge)
    with transaction():
        bar(bid_of("C"), again(head), "relative")
    assert not rules.may_propose(again(head), again(challenge))
