"""A race: two or three win, gates keep, cut and merge, every project that ends met counts."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bidding.awards import actions
from bidding.awards.models import AwardState, GateRuling, Objection, Ruling, StageGate
from bidding.awards.queries import report_of, standing
from bidding.awards.terms import (
    AnswerTerms,
    GateTerms,
    MessageTerms,
    ObjectionTerms,
    RuleLine,
    RuleTerms,
)
from bidding.bids.models import Bid, BidState
from bidding.panels import actions as panels
from bidding.panels.queries import board
from bidding.panels.terms import ReportTerms
from marketplace.challenges.models import ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.core.jobs import run_due
from marketplace.inbox.models import Notice
from marketplace.ledger.models import LedgerEntry, Metric
from marketplace.people.models import Role
from marketplace.projects import actions as projects
from marketplace.projects.models import Project, ProjectState
from marketplace.rulebook.actions import put_in_force
from marketplace.rulebook.queries import in_force
from marketplace.rulebook.terms import PresetTerms
from marketplace.secondments.models import Hold
from tests import make
from tests.make import contest as deeds
from tests.visitor import Visitor

POINTS = {"A": "8", "B": "7.5", "C": "7", "D": "6"}
ABOUT = ObjectionTerms(about="第二名的试验数据来源不明", remedy="取消其资格")


def again(thing):
    return db.session.get_one(type(thing), thing.id)


def race_on_notice(bids=4, candidates=3):
    return deeds.award(bids=bids, points=POINTS, candidates=candidates, preset="race", reviewers=10)


def running_race(candidates=3):
    """The letters are signed: the projects race."""
    first = race_on_notice(candidates=candidates)
    clock.freeze(again(first).notice_ends_at + timedelta(minutes=1))
    run_due()
    return [deeds.sign_letter(award) for award in standing(again(first).challenge)]


def labels(challenge):
    return [(award.place, award.bid.blind_label) for award in standing(again(challenge))]


def gate_of(project, by, **more):
    terms = GateTerms(measure="首批试件的裂纹率与工时", held_on=clock.today() + timedelta(days=30), **more)
    with transaction():
        made = actions.set_gate(again(project).challenge, terms, by=again(by))
        key = made.id
    return db.session.get_one(StageGate, key)


def line(project, ruling, into=None, percent=30):
    return RuleLine(
        project_id=project.id, ruling=ruling, into=into.id if into else None, percent=percent,
        reason="首批数据对比后的意见",
    )  # fmt: skip


def rule(gate, by, *lines):
    with transaction():
        actions.rule_gate(again(gate), RuleTerms(lines=list(lines)), by=again(by))


def test_three_win_are_told_at_once_and_each_signs_a_letter_of_their_own(app):
    first = race_on_notice()
    assert labels(first.challenge) == [(1, "A"), (2, "B"), (3, "C")]
    told = db.session.execute(
        sa.select(Notice.kind, Notice.created_at).where(Notice.kind.in_(["award_winner", "award_other"]))
    ).all()
    assert sorted(kind for kind, _at in told) == ["award_other"] + ["award_winner"] * 3
    assert len({at for _kind, at in told}) == 1
    clock.freeze(again(first).notice_ends_at)
    run_due()
    assert {award.state for award in standing(again(first).challenge)} == {AwardState.FINAL}
    begun = [deeds.sign_letter(award) for award in standing(again(first).challenge)]
    assert len({project.studio_id for project in begun}) == 3
    states = {bid.blind_label: bid.state for bid in db.session.scalars(sa.select(Bid))}
    assert states == {"A": BidState.WON, "B": BidState.WON, "C": BidState.WON, "D": BidState.LOST}


def test_the_seven_of_a_race_drop_the_highest_and_the_lowest_total(app):
    panel = deeds.scoring_panel(preset="race", reviewers=10)
    assert len(panel.active) == 7
    for n, seat in enumerate(panel.active):
        deeds.submit_scores(panel, seat, dict.fromkeys("ABC", "9.5" if n == 0 else "6" if n == 1 else "7"))
    assert {one.panel for one in board(again(panel)).standings} == {7000}


def test_one_candidate_is_no_race(app):
    panel = deeds.discussing_panel(points=POINTS, preset="race", reviewers=10)
    chair = next(seat for seat in panel.active if seat.id == panel.chair_seat_id)
    with pytest.raises(Invalid, match="two or three"), transaction():
        terms = ReportTerms(text="评审组逐项比对后形成一致意见，推荐候选。", candidates=1)
        panels.write_report(again(panel), terms, by=again(chair).person)


def test_an_objection_stops_the_clock_for_all_and_whoever_stands_behind_moves_up(app):
    first = race_on_notice()
    second = standing(again(first).challenge)[1]
    loser = db.session.scalars(sa.select(Bid).where(Bid.blind_label == "D")).one().lead
    with transaction():
        objection = actions.object_to(again(second), ABOUT, by=again(loser))
        key = objection.id
    assert {award.state for award in standing(again(first).challenge)} == {AwardState.CONTESTED}
    clock.freeze(again(first).notice_ends_at + timedelta(days=1))
    run_due()
    assert again(first).challenge.state is ChallengeState.NOTICE
    chair = deeds.leading(again(first).challenge.department)
    with transaction():
        terms = AnswerTerms(outcome="next", answer="经核查，数据确无来源，取消其资格。")
        actions.answer(db.session.get_one(type(objection), key), terms, by=again(chair))
    assert labels(first.challenge) == [(1, "A"), (2, "C")]
    assert {award.state for award in standing(again(first).challenge)} == {AwardState.ON_NOTICE}
    clock.freeze(again(first).notice_ends_at)
    run_due()
    assert again(first).challenge.state is ChallengeState.AWARDED, "the two that stand are not held up"


def test_a_lapsed_letter_ends_one_runner_and_not_the_race(app):
    first = race_on_notice(candidates=2)
    clock.freeze(again(first).notice_ends_at)
    run_due()
    deeds.sign_letter(first)
    clock.freeze(clock.now() + timedelta(days=31))
    run_due()
    assert labels(first.challenge) == [(1, "A")]
    assert again(first).challenge.state is ChallengeState.AWARDED
    states = {bid.blind_label: bid.state for bid in db.session.scalars(sa.select(Bid))}
    assert (states["A"], states["B"]) == (BidState.WON, BidState.LOST)


def test_a_gate_keeps_cuts_and_merges(app):
    one, two, three = running_race()
    head = deeds.head_of(again(one).challenge)
    gate = gate_of(one, head)
    with pytest.raises(WrongMoment, match="gate ahead"):
        gate_of(one, head)
    core = {member.person_id for member in two.members if not member.temporary}
    rule(gate, head, line(one, "keep"), line(two, "merge", one, 25), line(three, "cut"))
    states = [again(project).state for project in (one, two, three)]
    assert states == [ProjectState.RUNNING, ProjectState.TERMINATED, ProjectState.TERMINATED]
    kept = again(one)
    assert {share.studio_id: share.percent for share in kept.shares} == {
        one.studio_id: 75,
        two.studio_id: 25,
    }
    assert core <= {member.person_id for member in kept.members}
    held = set(db.session.scalars(sa.select(Hold.about)))
    assert held == {f"project/{one.id}"}
    rulings = db.session.scalars(sa.select(GateRuling.ruling).order_by(GateRuling.id)).all()
    assert rulings == [Ruling.KEEP, Ruling.MERGE, Ruling.CUT]
    with pytest.raises(WrongMoment, match="decided"):
        rule(gate, head, line(one, "keep"))


@pytest.mark.parametrize(
    ("rulings", "why"),
    [
        (("cut", "cut", "cut"), "At least one"),
        (("cut", "merge", "keep"), "goes on"),
        (("keep", "keep"), "changed meanwhile"),
    ],
)
def test_a_gate_needs_every_project_and_one_that_goes_on(app, rulings, why):
    race = running_race()
    head = deeds.head_of(again(race[0]).challenge)
    gate = gate_of(race[0], head)
    lines = [
        line(one, ruling, race[0] if ruling == "merge" else None)
        for one, ruling in zip(race, rulings, strict=False)
    ]
    with pytest.raises(Invalid, match=why):
        rule(gate, head, *lines)
    assert {again(one).state for one in race} == {ProjectState.RUNNING}


def test_the_poster_and_the_racers_hold_no_gate(app):
    one, _two, _three = running_race()
    for who in (again(one).challenge.contact, again(one).lead):
        with pytest.raises(NotAllowed):
            gate_of(one, who)


def test_every_project_that_ends_met_counts(app):
    one, two, three = running_race()
    challenge, head = again(one).challenge, deeds.head_of(again(one).challenge)
    assert challenge.state is ChallengeState.AWARDED
    for project in (one, two):
        with transaction():
            fresh = again(project)
            values = {target.id: (target.wanted, "双方统计") for target in fresh.targets}
            projects.measure(fresh, values, by=fresh.lead)
            projects.deliver(fresh, "三批数据达标，资料齐全。", by=fresh.lead)
            projects.accept(fresh, "指标达到，予以验收。", by=again(head))
    counted = db.session.execute(
        sa.select(LedgerEntry.studio_id, LedgerEntry.metric).order_by(LedgerEntry.id)
    ).all()
    assert [tuple(row) for row in counted] == [
        (one.studio_id, Metric.TACKLED),
        (two.studio_id, Metric.TACKLED),
    ]
    assert db.session.get_one(Project, three.id).state is ProjectState.RUNNING


def two_win():
    """The group has put a race with two winners in force."""
    chair = make.officer(Role.CHAIR, make.unit())
    body = {
        name: value
        for name, value in in_force("preset", "race").body.items()
        if name in PresetTerms.model_fields
    }
    review = {"reviewers": "领导小组", "reviewed_on": clock.today(), "conclusion": "两家赛马即可。"}
    terms = PresetTerms(
        **body | review | {"winners": 2, "review_again_on": clock.today() + timedelta(days=700)}
    )
    make.done(lambda: put_in_force("preset", "race", terms, by=make.again(chair)))


def test_a_place_that_falls_is_filled_once_an_officer_has_read_the_messages(app):
    two_win()
    first = race_on_notice()
    head, second = deeds.head_of(first.challenge), standing(again(first).challenge)[1]
    make.done(lambda: actions.object_to(again(second), ABOUT, by=labelled("D").lead))
    objection = db.session.scalars(sa.select(Objection)).one()
    terms = AnswerTerms(outcome="next", answer="经核查，数据确无来源，取消其资格。")
    chair = deeds.leading(again(first).challenge.department)
    make.done(lambda: actions.answer(again(objection), terms, by=again(chair)))
    assert labels(first.challenge) == [(1, "A")]
    clock.freeze(again(first).notice_ends_at + timedelta(minutes=1))
    run_due()
    assert [award.state for award in standing(again(first).challenge)] == [AwardState.FINAL]
    deeds.sign_letter(first)
    assert labelled("C").state is BidState.RESERVE, "nobody is let go while a place waits"
    officer = Visitor(app, again(head))
    officer.open(f"/challenges/{first.challenge_id}/award")
    officer.sees("A place has become free", "Read the messages and announce")
    held = officer.client.get(f"/challenges/{first.challenge_id}/award/messages").text
    assert re.findall(r">([A-D]) · ", held) == ["C"], "nobody else is told anything now"
    with transaction():
        report = report_of(again(first).challenge)
        actions.write_message(
            report, labelled("C"), MessageTerms(words="请按原方案参加赛马。"), by=again(head)
        )
        told = set(db.session.scalars(sa.select(Notice.id)))
    make.done(lambda: actions.propose(again(first).challenge, by=again(head)))
    assert labels(first.challenge) == [(1, "A"), (2, "C")]
    new = sa.select(Notice.kind, Notice.to_id).where(Notice.id.not_in(told))
    said = [
        tuple(row) for row in db.session.execute(new) if row.kind.startswith(("award_winner", "award_other"))
    ]
    assert said == [("award_winner_words", labelled("C").lead_id)], "who holds a place is told nothing anew"
    with pytest.raises(WrongMoment, match="once"), transaction():
        actions.propose(again(first).challenge, by=again(head))


def labelled(label):
    return db.session.scalars(sa.select(Bid).where(Bid.blind_label == label)).one()
