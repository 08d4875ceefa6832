"""Pairs count once a year, after six months of that year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.apprenticeships import actions, rules
from marketplace.apprenticeships.models import Apprenticeship, PairState
from marketplace.apprenticeships.terms import PairTerms
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed
from marketplace.ledger.models import Expectation, LedgerEntry, Metric
from marketplace.ledger.queries import count
from marketplace.people.models import Tie
from marketplace.studios.queries import members
from tests import make
from tests.count import statements
from tests.make.annual import again, at


def pair(studio: Any, start: date, months: int = 12, **more: Any) -> Any:
    apprentice = more.pop("apprentice", None) or make.person(again(studio).home_unit, ladder="初级工")
    terms = PairTerms(mentor_id=more.get("mentor_id", studio.lead_id), apprentice_no=apprentice.employee_no,
                      skill_id=make.skill().id, goal="能独立完成厚板焊接", starts_on=start,
                      months=months)  # fmt: skip
    with transaction():
        return actions.record(again(studio), terms, by=again(studio).lead)


def agreed(studio: Any, start: date, months: int = 12) -> Any:
    made = pair(studio, start, months)
    with transaction():
        found = again(made)
        actions.agree(found, by=found.apprentice)
    return made


@pytest.mark.parametrize(
    ("start", "months", "year", "day"),
    [
        (date(2030, 1, 1), 12, 2030, date(2030, 6, 30)),
        (date(2030, 7, 1), 12, 2030, date(2030, 12, 31)),
        (date(2030, 7, 2), 12, 2030, None),
        (date(2030, 7, 2), 12, 2031, date(2031, 6, 30)),
        (date(2030, 9, 1), 9, 2031, None),
        (date(2030, 8, 31), 6, 2030, None),
    ],
)
def test_six_months_of_the_year(start, months, year, day):
    one = Apprenticeship(starts_on=start, agreed_on=start, ends_on=rules.months_later(start, months))
    assert rules.counts_on(one, year) == day


def test_a_pair_counts_once_in_each_year(app):
    at(2030, 7, 1)
    studio = make.studio(make.unit())
    made = agreed(studio, date(2030, 7, 1))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Expectation)) == 2
    at(2030, 12, 31)
    assert count(studio, Metric.PAIRS, 2030) == 0
    at(2031, 1, 1, 1)
    at(2031, 1, 2)
    assert count(studio, Metric.PAIRS, 2030) == 1
    at(2031, 7, 1)
    at(2031, 9, 1)
    entries = db.session.execute(sa.select(LedgerEntry.source, LedgerEntry.year, LedgerEntry.on)).all()
    source = f"apprenticeship/{made.id}"
    assert sorted(tuple(e) for e in entries) == [
        (f"{source}/2030", 2030, date(2030, 12, 31)), (f"{source}/2031", 2031, date(2031, 6, 30)),
    ]  # fmt: skip
    assert again(made).state is PairState.COMPLETED


def test_nothing_counts_before_the_apprentice_agreed(app):
    at(2030, 1, 10)
    studio = make.studio(make.unit())
    made = pair(studio, date(2030, 1, 10))
    at(2030, 9, 1)
    with transaction():
        actions.agree(again(made), by=again(made).apprentice)
    at(2031, 1, 1)
    assert count(studio, Metric.PAIRS, 2030) == 0


def test_ending_early_takes_it_out_of_the_pipeline(app):
    at(2030, 2, 1)
    studio = make.studio(make.unit())
    made = agreed(studio, date(2030, 2, 1))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Expectation)) == 1
    at(2030, 5, 1)
    with transaction():
        actions.end(again(made), reason="徒弟调离本岗位", by=again(studio).lead)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Expectation)) == 0
    assert db.session.scalars(sa.select(Tie.until)).one() == date(2030, 5, 1)
    at(2030, 12, 1)
    assert count(studio, Metric.PAIRS, 2030) == 0


def test_who_may_teach_and_how_many(app):
    home = make.unit()
    studio, today = make.studio(home), date(2030, 3, 5)
    junior = make.person(home, ladder="中级工")
    with pytest.raises(Invalid, match="member of the studio"):
        pair(studio, today, mentor_id=junior.id)
    with transaction():
        members(studio)[1].person.ladder = "助理工程师"
    with pytest.raises(Invalid, match="senior worker"):
        pair(studio, today, mentor_id=members(studio)[1].person_id)
    with pytest.raises(Invalid, match="two people"):
        pair(studio, today, apprentice=studio.lead)
    for _n in range(3):
        pair(studio, today)
    with pytest.raises(Invalid, match="3 apprentices already"):
        pair(studio, today)
    with pytest.raises(Invalid, match="month ago"):
        pair(make.studio(home), date(2029, 12, 1))


def test_a_pair_over_http(app):
    home = make.unit()
    studio = make.studio(home)
    apprentice, skill = make.person(home, ladder="学徒工"), make.skill(family=make.skill())
    lead, other = make.browser(app, studio.lead), make.browser(app, apprentice)
    url = f"/studios/{studio.id}/apprenticeships/new"
    data = {"mentor_id": studio.lead_id, "apprentice_no": apprentice.employee_no, "skill_id": skill.id,
    "goal": "独立操作",
            "starts_on": "2030-03-05", "months": "12"}  # fmt: skip
    assert other.get(url).status_code == 403
    assert lead.get(url).status_code == 200
    assert lead.post(url, data={**data, "months": "48"}).status_code == 422
    where = lead.post(url, data=data).location
    assert lead.post(f"{where}/agree").status_code == 403
    assert other.post(f"{where}/agree").status_code == 303
    assert other.get(where).status_code == 200
    assert lead.post(f"{where}/end", data={"reason": "调岗到外地"}).status_code == 303
    assert lead.post(f"{where}/end", data={"reason": "调岗到外地"}).status_code == 409


def test_pages_cost_the_same_for_one_and_thirty(app):
    studio = make.studio(make.unit())
    made = agreed(studio, date(2030, 3, 5))
    browser = make.browser(app, studio.lead)
    paths = (f"/studios/{studio.id}/apprenticeships", f"/apprenticeships/{made.id}")
    before = [statements(browser, path) for path in paths]
    with transaction():
        home, skill = again(studio).home_unit, make.skill()
        for _n in range(29):
            other = make.person(home)
            db.session.add(Apprenticeship(
                studio_id=studio.id, mentor_id=studio.lead_id, apprentice_id=other.id, skill_id=skill.id,
                goal="g",
                starts_on=date(2029, 1, 1), ends_on=date(2029, 12, 31), state=PairState.COMPLETED,
                created_at=again(made).created_at,
            ))  # fmt: skip
    assert [statements(browser, path) for path in paths] == before
    assert max(before) <= 8


def test_only_the_apprentice_agrees(app):
    studio = make.studio(make.unit())
    made = pair(studio, date(2030, 3, 5))
    with pytest.raises(NotAllowed), transaction():
        actions.agree(again(made), by=again(studio).lead)
