"""Notice, objections, conclusion, letter; what must not happen is tried."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bidding.awards import actions
from bidding.awards.models import Award, AwardState, CommitmentLetter, LetterState, Objection, ObjectionState
from bidding.awards.queries import live_award, report_of, why_not
from bidding.awards.terms import AnswerTerms, ObjectionTerms
from bidding.bids.models import Bid, BidState
from bidding.panels.models import PanelState
from bidding.panels.queries import latest
from marketplace.challenges.models import ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import NotAllowed, WrongMoment
from marketplace.core.jobs import run_due
from marketplace.inbox.models import Notice, Todo
from marketplace.people.models import Person
from marketplace.projects.models import Project
from marketplace.secondments.models import Hold, Loan, LoanState
from tests import make
from tests.make import contest as deeds

ABOUT = ObjectionTerms(about="评审组成员与中选方存在合作关系", remedy="请求重新评审")
POINTS = {"A": "8", "B": "7", "C": "6"}


def again(thing):
    return db.session.get_one(type(thing), thing.id)


def states():
    return {bid.blind_label: bid.state for bid in db.session.scalars(sa.select(Bid))}


def propose(challenge, by):
    with transaction():
        actions.propose(again(challenge), by=again(by))


def objecting(award, who=None):
    who = who or db.session.scalars(sa.select(Bid).where(Bid.blind_label == "B")).one().lead
    with transaction():
        made = actions.object_to(again(award), ABOUT, by=again(who))
        key = made.id
    return db.session.get_one(Objection, key)


def answer(objection, outcome):
    chair = deeds.leading(again(objection).award.challenge.department)
    with transaction():
        terms = AnswerTerms(outcome=outcome, answer="经核查，情况说明如下，处理意见已记录。")
        actions.answer(again(objection), terms, by=again(chair))


def test_the_result_goes_on_notice_and_all_bidders_are_told_at_the_same_moment(app):
    award = deeds.award(points=POINTS)
    assert (award.state, award.place, award.bid.blind_label) == (AwardState.ON_NOTICE, 1, "A")
    assert award.challenge.state is ChallengeState.NOTICE
    told = db.session.execute(
        sa.select(Notice.to_id, Notice.kind, Notice.created_at).where(
            Notice.kind.in_(["award_winner", "award_other"])
        )
    ).all()
    leads = {bid.lead_id: bid.blind_label for bid in db.session.scalars(sa.select(Bid))}
    assert {leads[to]: kind for to, kind, _at in told} == {
        "A": "award_winner",
        "B": "award_other",
        "C": "award_other",
    }
    assert len({at for _to, _kind, at in told}) == 1


def test_the_notice_runs_three_working_days(app):
    award = deeds.award()
    # announced on Monday 25 March 2030 (20 days after Tuesday 5 March): until Thursday 24:00
    assert award.announced_at.astimezone(clock.HERE).date().isoformat() == "2030-03-25"
    assert award.notice_ends_at.astimezone(clock.HERE).isoformat() == "2030-03-29T00:00:00+08:00"


def test_only_head_or_chair_announce_and_only_once(app):
    panel = deeds.signed_panel()
    with pytest.raises(NotAllowed):
        propose(panel.challenge, again(panel).challenge.contact)
    propose(panel.challenge, deeds.head_of(again(panel).challenge))
    with pytest.raises(WrongMoment):
        propose(panel.challenge, deeds.leading(again(panel).challenge.department))


def test_nothing_more_is_announced_while_an_award_stands_whatever_the_state_says(app):
    made = deeds.final_award()
    make.done(lambda: setattr(again(made).challenge, "state", ChallengeState.REVIEW))
    with pytest.raises(WrongMoment):
        propose(made.challenge, deeds.head_of(made.challenge))
    assert db.session.scalar(sa.select(sa.func.count(Award.id))) == 1


def test_without_a_signed_report_nothing_is_announced(app):
    panel = deeds.discussing_panel()
    with pytest.raises(WrongMoment, match="not signed"):
        propose(panel.challenge, deeds.head_of(again(panel).challenge))


def test_a_report_without_candidates_ends_without_a_suitable_bid(app):
    challenge = deeds.signed_panel(candidates=0).challenge
    head = deeds.head_of(again(challenge))
    with pytest.raises(WrongMoment, match="no candidate"):
        propose(challenge, head)
    with transaction():
        actions.close_without(again(challenge), "各方案均不能满足指标要求，建议改写", by=again(head))
    assert again(challenge).state is ChallengeState.NO_BID
    assert set(states().values()) == {BidState.LOST}
    assert db.session.scalars(sa.select(Hold)).all() == []


def test_after_the_notice_the_award_is_final_others_are_reserve_or_lost_and_free(app):
    award = deeds.final_award(points=POINTS)
    assert award.state is AwardState.FINAL
    assert award.challenge.state is ChallengeState.AWARDED
    assert states() == {"A": BidState.WON, "B": BidState.RESERVE, "C": BidState.LOST}
    held = set(db.session.scalars(sa.select(Hold.about)))
    labels = {f"bid/{bid.id}": bid.blind_label for bid in db.session.scalars(sa.select(Bid))}
    assert {labels[about] for about in held} == {"A", "B"}
    letter = deeds.letter(award)
    assert letter.due_at == award.final_at + timedelta(days=30)
    signers = set(db.session.scalars(sa.select(Todo.person_id).where(Todo.kind == "sign_commitment")))
    assert signers == {award.bid.lead_id, deeds.head_of(award.challenge).id}


def test_one_second_before_the_end_nothing_is_concluded(app):
    award = deeds.award()
    clock.freeze(award.notice_ends_at - timedelta(seconds=1))
    run_due()
    assert again(award).state is AwardState.ON_NOTICE


def test_an_objection_stops_the_clock_and_a_rejected_one_lengthens_the_notice(app):
    award = deeds.award(points=POINTS)
    ends = award.notice_ends_at
    clock.freeze(clock.now() + timedelta(hours=10))
    objection = objecting(award)
    assert again(award).state is AwardState.CONTESTED
    clock.freeze(ends + timedelta(hours=1))
    run_due()
    assert again(award).state is AwardState.CONTESTED
    answer(objection, "rejected")
    stood = clock.now() - again(objection).raised_at
    assert again(award).notice_ends_at == ends + stood
    assert again(award).state is AwardState.ON_NOTICE
    clock.freeze(ends + stood)
    run_due()
    assert again(award).state is AwardState.FINAL


def test_with_two_objections_the_notice_runs_on_only_when_both_are_answered(app):
    award = deeds.award(points=POINTS)
    first = objecting(award)
    second = objecting(award, make.person(award.challenge.department))
    answer(first, "rejected")
    assert again(award).state is AwardState.CONTESTED
    with transaction():
        actions.withdraw(again(second), by=again(second).by)
    assert again(award).state is AwardState.ON_NOTICE
    assert again(second).state is ObjectionState.WITHDRAWN


def test_upheld_with_a_new_review_draws_a_new_panel_of_new_people(app):
    award = deeds.award(points=POINTS, reviewers=10)
    old = latest(award.challenge)
    old_id, sat = old.id, {seat.person_id for seat in old.seats}
    answer(objecting(award), "rereview")
    assert again(award).state is AwardState.ANNULLED
    assert again(award).challenge.state is ChallengeState.REVIEW
    run_due()
    panel = latest(again(award).challenge)
    assert (panel.round, panel.state) == (2, PanelState.DECLARING)
    assert sat & {seat.person_id for seat in panel.seats} == set()
    assert db.session.get_one(type(panel), old_id).state is PanelState.VOID


def test_upheld_against_the_winner_puts_the_next_candidate_on_notice(app):
    award = deeds.award(points=POINTS)
    answer(objecting(award), "next")
    assert live_award(again(award).challenge) is None, "nobody is told before an officer has read it"
    waits = sa.select(Todo.person_id).where(Todo.kind == "award_propose", Todo.settled_at.is_(None))
    assert db.session.scalars(waits).all() == [deeds.head_of(again(award).challenge).id]
    following = deeds.next_award(award)
    assert (following.bid.blind_label, following.place, following.state) == ("B", 1, AwardState.ON_NOTICE)
    assert states()["A"] is BidState.REJECTED


def test_upheld_with_nobody_left_ends_the_challenge(app):
    award = deeds.award(points=POINTS, candidates=1)
    answer(objecting(award), "next")
    assert again(award).challenge.state is ChallengeState.NO_BID


def test_the_winner_cannot_object_nor_anybody_after_the_notice(app):
    award = deeds.award(points=POINTS)
    with pytest.raises(NotAllowed):
        objecting(award, award.bid.lead)
    clock.freeze(award.notice_ends_at)
    with pytest.raises(WrongMoment, match="over"):
        objecting(award)


def test_only_the_chair_answers_and_never_their_own(app):
    award = deeds.award(points=POINTS)
    objection = objecting(award)
    terms = AnswerTerms(outcome="rejected", answer="经核查，情况说明如下。")
    with pytest.raises(NotAllowed), transaction():
        actions.answer(again(objection), terms, by=deeds.head_of(again(award).challenge))
    chair = deeds.leading(again(award).challenge.department)
    own = objecting(award, chair)
    with pytest.raises(NotAllowed, match="their own"), transaction():
        actions.answer(again(own), terms, by=again(chair))


def test_both_signatures_begin_one_project_with_what_was_promised(app):
    project = deeds.begun_project(points=POINTS)
    bid = db.session.scalars(sa.select(Bid).where(Bid.blind_label == "A")).one()
    award = live_award(bid.challenge)
    assert (project.source, project.studio_id, project.lead_id) == (
        f"award/{award.id}",
        bid.studio_id,
        bid.lead_id,
    )
    assert {m.person_id for m in project.members} == {m.person_id for m in bid.team}
    assert [m.payment for m in project.milestones] == [30, 70]
    assert project.targets[0].promised == project.targets[0].wanted
    assert {bid.blind_label: bid.state for bid in db.session.scalars(sa.select(Bid))}["B"] is BidState.LOST
    assert set(db.session.scalars(sa.select(Hold.about))) == {f"project/{project.id}"}
    winner = {member.loan_id for member in bid.team if member.loan_id}
    assert {loan.state for loan in db.session.scalars(sa.select(Loan)) if loan.id in winner} == {
        LoanState.ACTIVE
    }


def test_one_signature_begins_nothing_and_nobody_signs_twice_or_for_another(app):
    award = deeds.final_award(points=POINTS)
    key, lead = deeds.letter(award).id, award.bid.lead_id

    def sign(person_id):
        with transaction():
            actions.sign(db.session.get_one(CommitmentLetter, key), by=db.session.get_one(Person, person_id))

    with pytest.raises(NotAllowed):
        sign(again(award).challenge.contact_id)
    sign(lead)
    with pytest.raises(WrongMoment, match="You have signed"):
        sign(lead)
    assert db.session.scalars(sa.select(Project)).all() == []


def test_a_letter_not_signed_in_time_lapses_and_the_reserve_follows(app):
    award = deeds.final_award(points=POINTS)
    letter = deeds.letter(award)
    clock.freeze(letter.due_at)
    run_due()
    assert again(letter).state is LetterState.LAPSED
    assert again(award).state is AwardState.ANNULLED
    following = deeds.next_award(award)
    assert (following.bid.blind_label, again(award).challenge.state) == ("B", ChallengeState.NOTICE)
    assert states() == {"A": BidState.LOST, "B": BidState.RESERVE, "C": BidState.LOST}
    clock.freeze(following.notice_ends_at)
    run_due()
    assert states()["B"] is BidState.WON


def test_a_letter_lapsed_without_a_reserve_asks_the_department_to_decide(app):
    award = deeds.final_award(points=POINTS, candidates=1)
    clock.freeze(deeds.letter(award).due_at)
    run_due()
    assert again(award).challenge.state is ChallengeState.NO_BID
    asked = set(db.session.scalars(sa.select(Todo.person_id).where(Todo.kind == "repost")))
    assert asked == {award.challenge.contact_id, deeds.head_of(award.challenge).id}


def test_a_place_is_never_awarded_twice_even_by_sql(app):
    award = deeds.award()
    other = db.session.scalars(sa.select(Bid).where(Bid.id != award.bid_id)).first()
    kept = ("challenge_id", "place", "panel_id", "announced_at", "notice_ends_at", "state")
    values = {"final_score": 1, "version": 1, **{name: getattr(award, name) for name in kept}}
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.insert(Award).values(bid_id=other.id, **values))
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.insert(Award).values(**{**values, "bid_id": award.bid_id, "place": 2}))


def test_what_would_have_changed_it_really_would_have(app):
    award = deeds.award(points=POINTS)
    report = report_of(award.challenge)
    weights = {
        "feasibility": 30,
        "response": 15,
        "novelty": 10,
        "team": 15,
        "value": 15,
        "milestones": 10,
        "risk": 5,
    }
    mine = report.ranking[1]
    why = why_not(report.ranking, mine["bid"], weights, 30)
    assert why.gap == report.ranking[0]["final"] - mine["final"]
    assert why_not(report.ranking, report.ranking[0]["bid"], weights, 30) is None
    for step in why.enough:
        gained = step.marks * weights[step.criterion] * 70 / 1000
        assert gained >= why.gap > gained - weights[step.criterion] * 70 / 1000
