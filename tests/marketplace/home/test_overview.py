"""The group overview counts what its reader may see, says the finding, and every mark leads on."""

from __future__ import annotations

from datetime import date

import pytest

from marketplace.home.queries import overview as queries
from marketplace.outcomes.models import Outcome, OutcomeKind
from marketplace.people.models import Role, SecrecyLevel
from tests import make
from tests.count import statements
from tests.make import contest


def test_the_funnel_counts_each_step_and_only_within_scope(app):
    challenge = contest.opened_challenge(bids=3)
    company = challenge.department.company
    make.open_challenge(challenge.department)
    make.draft_challenge(challenge.department)
    other = make.open_challenge()
    ours = make.officer(Role.LEADING_GROUP, company)
    theirs = make.officer(Role.LEADING_GROUP, other.department.company)
    assert queries.funnel(2030, seen_by=ours) == queries.Funnel(2, 1, 0, 0)
    assert queries.funnel(2029, seen_by=ours) == queries.Funnel(0, 0, 0, 0)
    assert queries.funnel(2030, seen_by=theirs) == queries.Funnel(1, 0, 0, 0)
    assert queries.bids_per_challenge(2030, seen_by=ours) == {3: 1}
    assert queries.bids_per_challenge(2030, seen_by=theirs) == {}


def test_sealed_bids_are_not_counted(app):
    bid = make.sealed_bid()
    chair = make.officer(Role.CHAIR, bid.challenge.department.company.parent)
    assert queries.bids_per_challenge(2030, seen_by=chair) == {}
    assert queries.funnel(2030, seen_by=chair) == queries.Funnel(1, 0, 0, 0)


def test_a_core_trade_secret_is_in_no_total_of_outsiders(app):
    knows = make.person(make.company(), clearance=SecrecyLevel.CORE)
    secret = make.secret_challenge(SecrecyLevel.CORE, knows)
    chair = make.officer(Role.CHAIR, secret.department.company.parent)
    assert queries.funnel(2030, seen_by=chair).posted == 0
    assert queries.skills(seen_by=chair) == [f for f in queries.skills(seen_by=chair) if f.needed == 0]


def test_a_final_award_gives_its_days(app):
    award = contest.final_award()
    chair = make.officer(Role.CHAIR, award.challenge.department.company.parent)
    ((month, days, awards),) = queries.days_to_award(seen_by=chair)
    assert (awards, days, month.day) == (1, (award.final_at - award.challenge.opened_at).days, 1)


def test_skills_compare_heads_needed_with_people_who_can(app):
    challenge = make.open_challenge()
    skill = challenge.needs[0].skill
    company = challenge.department.company
    make.person(company, skills={skill: 3})
    make.person(company, skills={skill: 2})
    make.person(make.company(), skills={skill: 5})
    leader = make.officer(Role.LEADING_GROUP, company)
    assert [(f.needed, f.held) for f in queries.skills(seen_by=leader)] == [(1, 1)]


def test_only_certified_benefit_is_summed(app):
    company = make.company()
    studio = make.studio(company)
    for n, certified in enumerate((300_000, 200_000, None)):
        facts = {"certified": certified, "accepted_on": date(2030, 1, n + 1), "kind": OutcomeKind.SOLUTION}
        place = {"studio_id": studio.id, "unit_id": company.id}
        make.saved(Outcome(code=f"C{n}", title=f"成果{n}", claimed=9_000_000, **facts, **place))
    chair = make.officer(Role.CHAIR, company.parent)
    assert [(row.name, int(row.yuan)) for row in queries.benefit(2030, seen_by=chair)] == [
        (company.name, 500_000)
    ]
    browser = make.browser(app, chair)
    text = browser.get("/overview").text
    assert (
        f"Finance certified 50.0 万元 a year for work accepted in 2030; most of it at {company.name}." in text
    )
    assert f'href="/honour?year=2030&amp;unit={company.id}"' in text
    assert browser.get(f"/honour?year=2030&unit={company.id}").text.count('class="card-row"') == 2
    assert browser.get(f"/honour?year=2030&unit={company.parent.id}").text.count('class="card-row"') == 0


@pytest.mark.parametrize("name", ["funnel", "time", "bids", "skills", "benefit", "letters"])
def test_every_chart_can_be_taken_away(app, name):
    challenge = make.open_challenge()
    browser = make.browser(app, make.officer(Role.CHAIR, challenge.department.company.parent))
    assert browser.get(f"/overview/{name}/export?year=2030").data.startswith(b"PK")
    head = browser.get(f"/overview/{name}/export?year=2030&as=csv").data.decode("utf-8-sig").splitlines()[0]
    assert head.count(",") >= 1
    assert browser.get("/overview/nonsense/export").status_code == 404


def test_it_is_for_the_leading_group_and_the_supervisor(app):
    company = make.company()
    assert make.browser(app, make.person(company)).get("/overview").status_code == 403
    for role in (Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR):
        assert make.browser(app, make.officer(role, company)).get("/overview").status_code == 200


def test_the_page_costs_the_same_with_much_and_with_nothing(app):
    company = make.company()
    browser = make.browser(app, make.officer(Role.CHAIR, company.parent))
    nothing = statements(browser, "/overview")
    for _each in range(3):
        make.open_challenge()
        make.studio(company)
    assert statements(browser, "/overview") == nothing <= 12
    assert browser.get("/overview?year=1066").status_code == 200
