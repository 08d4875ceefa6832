"""A new lead for a studio: proposed, decided, and everything the old lead carried goes along."""

from datetime import timedelta

import pytest

from bidding.bids.models import Bid, TeamRole
from marketplace.core import clock, jobs
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.home.leads import actions as leads
from marketplace.inbox.models import Todo
from marketplace.people.models import Person, Role
from marketplace.projects.models import Project
from marketplace.studios import actions, queries
from marketplace.studios.models import LeadChange, LeadChangeState, MemberRole, Studio, StudioState
from marketplace.studios.terms import LeadRuling, LeadTerms
from tests import make
from tests.make.bids import done


@pytest.fixture
def house(app):
    """A studio, the manager of its home unit, the chair at its tier, a member who could lead."""
    studio = make.bidder()
    manager = make.officer(Role.UNIT_MANAGER, studio.home_unit)
    chair = make.officer(Role.CHAIR, studio.home_unit.company)
    heir = queries.members(studio)[1].person
    return studio, manager, chair, heir


def propose(studio, heir, by):
    terms = LeadTerms(employee_no=heir.employee_no, reason="原领衔人退休，骨干接任。")
    return done(lambda: actions.propose_lead(find(Studio, studio.id), terms, by=by)).id


def rule(key, by, *, go_on=True):
    done(lambda: leads.decide(find(LeadChange, key), LeadRuling(go_on=go_on, decision="同意。"), by=by))


def leaves(person):
    with transaction():
        find(Person, person.id).left_on = clock.today()


def waiting(person, kind):
    return db.session.query(Todo).filter_by(person_id=person.id, kind=kind, settled_at=None).count()


def test_the_chair_names_the_lead_and_bids_and_projects_go_along(house):
    studio, manager, chair, heir = house
    old = studio.lead
    bid, sealed = make.draft_bid(studio=studio), make.sealed_bid(studio=studio)
    project, _head = make.own_project(studio=studio)
    leaves(old)
    key = propose(studio, heir, manager)
    assert waiting(chair, "decide_lead") == 1
    rule(key, chair)
    fresh = find(Studio, studio.id)
    assert (fresh.lead_id, fresh.state) == (heir.id, StudioState.FOUNDED)
    assert {m.person_id: m.role for m in queries.members(fresh)}[heir.id] is MemberRole.LEAD
    assert old.id not in {m.person_id for m in queries.members(fresh)}
    assert find(Bid, bid.id).lead_id == find(Bid, sealed.id).lead_id == heir.id
    assert find(Project, project.id).lead_id == heir.id
    team = [(m.person_id, m.role, m.agreed) for m in find(Bid, bid.id).team]
    assert team == [(heir.id, TeamRole.LEAD, False)]
    assert waiting(heir, "bid_join") == 1
    assert waiting(old, "deliver_project") == 0
    assert waiting(heir, "deliver_project") == 1
    assert waiting(chair, "decide_lead") == 0
    assert find(LeadChange, key).state is LeadChangeState.CONFIRMED


def test_the_chair_may_refuse_and_another_be_proposed(house):
    studio, manager, chair, heir = house
    key = propose(studio, heir, manager)
    with pytest.raises(WrongMoment):
        propose(studio, heir, manager)
    rule(key, chair, go_on=False)
    assert find(Studio, studio.id).lead_id == studio.lead_id
    assert find(LeadChange, key).decision == "同意。"
    propose(studio, queries.members(studio)[2].person, manager)


def test_who_may_propose_and_decide(house):
    studio, manager, chair, heir = house
    for stranger in (heir, chair, make.lender()):
        with pytest.raises(NotAllowed):
            propose(studio, heir, stranger)
    with pytest.raises(Invalid):
        propose(studio, make.lender(), manager)
    key = propose(studio, heir, manager)
    for other in (manager, heir):
        with pytest.raises(NotAllowed):
            rule(key, other)


def test_ninety_days_without_a_lead_suspend_and_a_new_one_ends_it(house):
    studio, manager, chair, heir = house
    leaves(studio.lead)
    jobs.run_due()
    jobs.run_due()
    assert waiting(manager, "name_lead") == 1
    left = clock.now()
    clock.freeze(left + timedelta(days=89))
    jobs.run_due()
    assert find(Studio, studio.id).state is StudioState.FOUNDED
    clock.freeze(left + timedelta(days=90))
    jobs.run_due()
    assert find(Studio, studio.id).state is StudioState.SUSPENDED
    rule(propose(studio, heir, manager), chair)
    fresh = find(Studio, studio.id)
    assert (fresh.state, fresh.lead_id, fresh.suspended_from) == (StudioState.FOUNDED, heir.id, None)
    assert waiting(manager, "name_lead") == 0


def test_the_pages(app, house):
    studio, manager, chair, heir = house
    page, browser = f"/studios/{studio.id}/lead", make.browser(app, manager)
    assert browser.get(page).status_code == 200
    assert "Name a new lead" in browser.get(f"/studios/{studio.id}").get_data(as_text=True)
    assert make.browser(app, heir).get(page).status_code == 403
    key = propose(studio, heir, manager)
    for who in (manager, chair, heir):
        assert make.browser(app, who).get(f"/studios/leads/{key}").status_code == 200
    assert make.browser(app, make.lender()).get(f"/studios/leads/{key}").status_code == 404
