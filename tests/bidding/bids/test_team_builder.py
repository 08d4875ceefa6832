"""The team builder: three proposals with reasons, kept in step with the team, taken as a whole."""

import itertools

import pytest
import sqlalchemy as sa

from bidding.bids import actions, jobs, queries
from bidding.bids.actions.life import likely_period
from bidding.bids.models import Bid, TeamMember, TeamPlan, TeamRole
from bidding.bids.terms import PlanTerms, TakeTerms
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.core.models import LongJob
from marketplace.people.models import PersonSkill, Role, UnitLevel
from marketplace.rulebook.queries import setting
from marketplace.secondments import actions as secondments
from marketplace.secondments.models import Hold
from marketplace.studios.queries import members
from tests import make
from tests.make.bids import bidder, core, draft_bid, lender
from tests.make.challenges import company, needed_skill, open_challenge
from tests.make.people import officer, person, unit


def asked(bid, *, days=8, seats=3, **more):
    first, last = likely_period(bid.challenge)
    return PlanTerms(**{"days": days, "seats": seats, "starts_on": first, "ends_on": last, **more})


def plan(bid, **more):
    """Asked by the lead and worked out."""
    with transaction():
        fresh = db.session.get_one(Bid, bid.id)
        actions.plan_team(fresh, asked(fresh, **more), by=fresh.lead)
    make.teams()
    return db.session.get_one(TeamPlan, bid.id)


def kinds(made):
    return {team["kind"]: {one["person"] for one in team["people"]} for team in made.made["teams"]}


@pytest.fixture
def gap(app):
    """A draft whose team lacks two skills."""
    welding, data = needed_skill(), needed_skill()
    return draft_bid(open_challenge(skills=[welding, data])), welding, data


def test_one_who_can_do_both_two_who_are_free_and_what_each_team_is_for(gap):
    bid, welding, data = gap
    both = lender(skills={welding: 3, data: 3})
    first, second = lender(skills={welding: 3}), lender(skills={data: 3})
    for one in (first, second):  # a colleague of the same level: lending them leaves the unit able
        person(one.unit, skills={welding: 3, data: 3}, days_per_month=0)
    made = plan(bid)
    found = kinds(made)
    assert found["cheapest"] | found.get("calmest", set()) <= {both.id, first.id, second.id}
    assert found["fewest" if "fewest" in found else "cheapest"] == {both.id}
    assert made.made["candidates"] == 3
    assert all(team["gaps"] == [] for team in made.made["teams"])


def test_no_unit_is_asked_for_more_people_than_the_rulebook_has(app, monkeypatch):
    skills = [needed_skill() for _n in range(3)]
    bid = draft_bid(open_challenge(skills=skills))
    home = lender(skills={skills[0]: 3}).unit
    for skill in skills[1:]:
        person(home, skills={skill: 3})
    away = lender(skills=dict.fromkeys(skills, 3))
    monkeypatch.setattr(
        "bidding.bids.jobs.pool.setting", lambda name: 1 if name == "home_lends" else setting(name)
    )
    made = plan(bid, seats=3)
    assert made.made["per_home"] == 1
    for people in kinds(made).values():
        assert away.id in people
        assert len(people - {away.id}) <= 1


def test_nobody_is_proposed_who_is_on_the_team_has_left_or_has_no_day_free(gap):
    bid, welding, data = gap
    able = {welding: 4, data: 4}
    gone, busy, idle = (lender(skills=able) for _n in range(3))
    away = lender(skills=able, days_per_month=0)
    first, last = likely_period(bid.challenge)
    with transaction():
        gone.left_on = first.replace(year=2020)
        db.session.add(
            Hold(person_id=busy.id, about="project/1", days=999, starts_on=first, ends_on=last, firm=True)
        )
    made = plan(bid)
    assert kinds(made) == {"cheapest": {idle.id}}
    assert made.made["candidates"] == 1
    assert away.id not in kinds(made)["cheapest"]


def test_a_gap_nobody_can_close_is_named(gap):
    bid, welding, _data = gap
    lender(skills={welding: 3})
    made = plan(bid)
    (team,) = made.made["teams"]
    assert [(g["days"], g["heads"]) for g in team["gaps"]] == [(8, 1)]
    shown = queries.plan_of(db.session.get_one(Bid, bid.id), queries.coverage(bid, queries.team_of(bid)))
    assert len(shown.proposals[0].gaps) == 1
    assert not shown.stale


def test_what_is_left_out_of_the_pool_never_makes_a_team_dearer(gap):
    """The pool keeps of people alike only as many as there are seats: compared with trying all teams."""
    bid, welding, data = gap
    home = unit(company(), level=UnitLevel.PLANT)
    officer(Role.UNIT_MANAGER, home)
    for n in range(7):
        person(home, skills={welding: 3} if n % 2 else {data: 3, welding: 3 if n % 3 else 1})
    fresh = db.session.get_one(Bid, bid.id)
    coverage = queries.coverage(fresh, queries.team_of(fresh))
    wide = jobs.pool.pool(fresh, coverage.missing, 8, 99, likely_period(fresh.challenge))
    narrow = jobs.pool.pool(fresh, coverage.missing, 8, 2, likely_period(fresh.challenge))
    assert len(narrow.helpers) < len(wide.helpers) == narrow.found == 7

    def best(found):
        """The least price of a team of at most two that closes both gaps; 8 days each."""
        prices = []
        for size in (1, 2):
            for some in itertools.combinations(range(len(found.helpers)), size):
                able = found.levels[list(some)] >= 3
                if able.any(axis=0).all() and found.usable[list(some)].sum() >= 16:
                    prices.append(float(16 * found.price[list(some)].min() + found.risk[list(some)].sum()))
        return min(prices)

    assert best(narrow) == best(wide)


def test_taking_a_proposal_asks_everybody_and_the_proposals_follow(gap):
    bid, welding, data = gap
    lender(skills={welding: 3, data: 4})
    made = plan(bid)
    with transaction():
        fresh = db.session.get_one(Bid, bid.id)
        terms = TakeTerms(kind="cheapest", job_id=made.job_id, purpose="磁粉检测与数据统计")
        assert actions.take_plan(fresh, terms, by=fresh.lead) == 1
    fresh = db.session.get_one(Bid, bid.id)
    (member,) = [one for one in fresh.team if one.loan is not None]
    assert (member.days, member.loan.purpose) == (16, "磁粉检测与数据统计")
    with pytest.raises(WrongMoment), transaction():  # the team has changed: the old proposals no longer count
        actions.take_plan(db.session.get_one(Bid, bid.id), terms, by=fresh.lead)
    make.teams()
    assert db.session.get_one(TeamPlan, bid.id).made["teams"] == []
    assert db.session.scalar(sa.select(sa.func.count()).where(LongJob.state != "done")) == 0


def test_a_proposal_is_taken_whole_or_not_at_all(gap):
    bid, welding, data = gap
    one, other = lender(skills={welding: 3}), lender(skills={data: 3})
    made = plan(bid)
    with transaction():
        other.left_on = likely_period(bid.challenge)[0].replace(year=2020)
    with pytest.raises(Invalid), transaction():
        fresh = db.session.get_one(Bid, bid.id)
        terms = TakeTerms(kind="cheapest", job_id=made.job_id, purpose="支撑试验")
        actions.take_plan(fresh, terms, by=fresh.lead)
    assert db.session.scalar(sa.select(TeamMember.id).where(TeamMember.person_id == one.id)) is None


def test_members_of_the_own_studio_are_proposed_and_asked_as_core(app):
    skill = needed_skill()
    bid = draft_bid(open_challenge(skills=[skill]), bidder())
    colleague = next(one for one in members(bid.studio) if one.person_id != bid.lead_id).person_id
    with transaction():
        db.session.add(PersonSkill(person_id=colleague, skill_id=skill.id, level=3))
    made = plan(bid)
    (team,) = made.made["teams"]
    assert [(one["person"], one["own"]) for one in team["people"]] == [(colleague, True)]
    with transaction():
        fresh = db.session.get_one(Bid, bid.id)
        actions.take_plan(
            fresh, TakeTerms(kind="cheapest", job_id=made.job_id, purpose="一起做试验"), by=fresh.lead
        )
    member = next(one for one in db.session.get_one(Bid, bid.id).team if one.person_id == colleague)
    assert (member.role, member.loan) == (TeamRole.CORE, None)


def test_only_the_lead_has_teams_proposed(gap):
    bid, *_ = gap
    other = core(bid).person
    with pytest.raises(NotAllowed), transaction():
        fresh = db.session.get_one(Bid, bid.id)
        actions.plan_team(fresh, asked(fresh), by=other)


def test_a_job_overtaken_by_a_later_one_changes_nothing(gap):
    bid, welding, _data = gap
    lender(skills={welding: 3})
    made = plan(bid, days=4)
    assert made.made["teams"][0]["gaps"][0]["days"] == 4
    old = made.job_id
    made = plan(bid, days=5)
    with transaction():
        jobs.keep_plan(bid.id, old, {"needs": [], "candidates": 0, "teams": []})
    assert db.session.get_one(TeamPlan, bid.id).made["teams"][0]["gaps"][0]["days"] == 5


def test_a_firm_loan_elsewhere_is_told_as_days_busy_and_nothing_more(gap):
    bid, welding, data = gap
    who = lender(skills={welding: 3, data: 3}, days_per_month=20)
    first, last = likely_period(bid.challenge)
    with transaction():
        secondments.set_hold(who, "project/7", days=5, starts_on=first, ends_on=last, core=False, firm=True)
    (team,) = plan(bid).made["teams"]
    (one,) = team["people"]
    assert (one["busy"], "project" in str(team)) == (5, False)
