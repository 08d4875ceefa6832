"""Studios: members by the lead, rosters, pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed
from marketplace.people.models import Role, UnitLevel
from marketplace.studios import actions, queries, rules
from marketplace.studios.models import Membership, Studio, StudioState, Tier
from marketplace.studios.terms import JoinTerms, LeaveTerms, StudioRow
from tests import make
from tests.count import statements


def again(thing: Any) -> Any:
    return db.session.get_one(type(thing), thing.id)


def test_the_lead_takes_people_in_and_lets_them_go_down_to_five(app):
    home = make.unit(make.unit())
    studio, newcomer = make.studio(home), make.person(home)
    with transaction():
        actions.join(
            again(studio), JoinTerms(employee_no=newcomer.employee_no, since=date(2030, 3, 1)), by=studio.lead
        )
    assert newcomer.id in queries.member_ids([studio.id])[studio.id]
    going = queries.members(studio)[-1]
    with transaction():
        actions.leave(again(going), LeaveTerms(until=date(2030, 3, 5), reason="调岗"), by=again(studio).lead)
    assert newcomer.id not in queries.member_ids([studio.id])[studio.id]
    with pytest.raises(Invalid, match="at least 5"), transaction():
        actions.leave(
            again(queries.members(studio)[-1]),
            LeaveTerms(until=date(2030, 3, 5), reason="调岗"),
            by=again(studio).lead,
        )


def test_nobody_else_changes_members(app):
    home = make.unit()
    studio, other = make.studio(home), make.person(home)
    terms = JoinTerms(employee_no=other.employee_no, since=date(2030, 3, 1))
    with pytest.raises(NotAllowed), transaction():
        actions.join(again(studio), terms, by=again(other))
    with pytest.raises(Invalid, match="works here"), transaction():
        actions.join(
            again(studio), JoinTerms(employee_no="nobody", since=date(2030, 3, 1)), by=again(studio).lead
        )


def test_the_tier_decides_which_leading_group_answers(app):
    group = make.unit()
    company = make.unit(group, level=UnitLevel.COMPANY)
    low, high = (
        make.studio(make.unit(company), tier=Tier.PLANT),
        make.studio(make.unit(company), tier=Tier.PROVINCIAL),
    )
    of_company, of_group = make.officer(Role.CHAIR, company), make.officer(Role.CHAIR, group)
    assert (low.leading_unit_id, high.leading_unit_id) == (company.id, group.id)
    assert rules.chairs(of_company, low) and not rules.chairs(of_company, high)
    assert rules.chairs(of_group, high) and not rules.chairs(of_group, low)
    rows = db.session.execute(
        Studio.__table__.select().join(queries.Home,
        queries.Home.id == Studio.home_unit_id).with_only_columns(
            Studio.id, queries.leading_unit()).order_by(Studio.id)
    ).all()  # fmt: skip
    assert [tuple(row) for row in rows] == [(low.id, company.id), (high.id, group.id)]


def test_a_roster_is_taken_in_twice_without_change(app):
    home = make.unit()
    lead, core = make.person(home), [make.person(home) for _ in range(4)]
    row = StudioRow(code="A1", name="张工创新工作室", tier=Tier.PLANT, field="焊接", home_unit_id=home.id,
    lead_id=lead.id,
                    core_ids=tuple(p.id for p in core), plaque_no="P-1",
                    founded_on=date(2024, 5, 1))  # fmt: skip
    for _time in range(2):
        with transaction():
            actions.take_in(row, by=None)
    studio = db.session.query(Studio).one()
    assert (studio.hung_on, studio.version, len(queries.members(studio))) == (date(2024, 5, 1), 1, 5)
    with transaction():
        actions.take_in(row.model_copy(update={"lead_id": core[0].id}), by=None)
    assert queries.members(studio)[0].person_id == core[0].id
    assert db.session.query(Membership).count() == 5


def test_only_listed_studios_may_bid(app):
    home = make.unit()
    said = {state: bool(rules.listed(make.studio(home, state=state))) for state in StudioState}
    assert [state for state, ok in said.items() if ok] == [StudioState.FOUNDED, StudioState.WARNED]


def test_pages_cost_the_same_for_one_and_thirty(app):
    home = make.unit()
    studio = make.studio(home)
    browser = make.browser(app, studio.lead)
    paths = (
        "/studios",
        f"/studios/{studio.id}",
        f"/studios/{studio.id}/history",
        f"/projects/of-studio/{studio.id}",
    )
    before = [statements(browser, path) for path in paths]
    for _more in range(29):
        make.studio(home)
    with transaction():
        for _more in range(25):
            db.session.add(
                Membership(studio_id=studio.id, person_id=make.person(home).id, since=date(2029, 1, 1))
            )
    assert [statements(browser, path) for path in paths] == before
    assert max(before) <= 8


def test_filters_and_export_show_the_same(app):
    home = make.unit()
    make.studio(home, tier=Tier.GROUP)
    plant = make.studio(home, tier=Tier.PLANT)
    browser = make.browser(app, plant.lead)
    shown = browser.get("/studios?tier=plant").text
    assert plant.name in shown and shown.count("/studios/") == shown.count(
        f"/studios/{plant.id}"
    ) + shown.count("/studios/export")
    taken = browser.get("/studios/export?tier=plant&as=csv").data.decode("utf-8-sig").splitlines()
    assert len(taken) == 2 and plant.name in taken[1]


def test_members_over_http(app):
    home = make.unit()
    studio, newcomer = make.studio(home), make.person(home)
    lead, stranger = make.browser(app, studio.lead), make.browser(app, newcomer)
    url = f"/studios/{studio.id}/members/join"
    assert stranger.get(url).status_code == 403
    assert lead.post(url, data={"employee_no": "?", "since": "2030-03-01"}).status_code == 422
    assert (
        lead.post(url, data={"employee_no": newcomer.employee_no, "since": "2030-03-01"}).status_code == 303
    )
    assert newcomer.name in lead.get(f"/studios/{studio.id}").text
    going = queries.members(again(studio))[-1]
    gone = lead.post(
        f"/studios/{studio.id}/members/{going.id}/leave", data={"until": "2030-03-05", "reason": "调岗"}
    )
    assert gone.status_code == 303
    assert lead.get(f"/studios/{studio.id}/history").status_code == 200
    assert lead.get("/studios/999999").status_code == 404
