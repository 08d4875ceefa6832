"""January: targets for all studios at once, two signatures, then nothing changes any more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.inbox.models import Notice, Todo
from marketplace.ledger import actions, queries
from marketplace.ledger.models import AnnualLetter, LetterRound, LetterState
from marketplace.ledger.terms import LeadSignature, PlannedExchange, Targets
from marketplace.people.models import Role, UnitLevel
from marketplace.studios.models import StudioState, Tier
from tests import make
from tests.count import statements
from tests.make.annual import again, at


def world() -> tuple[Any, Any, Any]:
    group = make.unit()
    company = make.unit(group, level=UnitLevel.COMPANY)
    make.officer(Role.CHAIR, company)
    return group, company, make.unit(company)


def todos(person: Any) -> list[str]:
    open_ones = (
        sa.select(Todo.kind).where(Todo.person_id == person.id, Todo.settled_at.is_(None)).order_by(Todo.id)
    )
    return list(db.session.scalars(open_ones))


def test_january_asks_each_leading_group_for_its_own_studios(app):
    group, company, home = world()
    chair, of_group = make.chair_of(make.studio(home)), make.officer(Role.LEADING_GROUP, group)
    make.studio(home, tier=Tier.GROUP)
    make.studio(home, state=StudioState.SUSPENDED)
    at(2030, 1, 2)
    assert (todos(chair), todos(of_group)) == (["propose_letters"], ["propose_letters"])
    assert [len(queries.letterless(unit.id, 2030)) for unit in (company, group)] == [1, 1]


def test_the_proposal_touches_every_studio_and_asks_every_lead(app):
    _group, company, home = world()
    studios = [make.studio(home, tier=tier) for tier in (Tier.PLANT, Tier.COMPANY)]
    at(2030, 1, 2)
    round_ = db.session.scalars(sa.select(LetterRound).where(LetterRound.unit_id == company.id)).one()
    chair = make.chair_of(studios[0])
    browser = make.browser(app, chair)
    page = browser.get(f"/letters/rounds/{round_.id}").text
    assert all(studio.name in page for studio in studios)
    form: dict[str, Any] = {}
    for n, (studio, numbers) in enumerate(zip(studios, ((1, 1, 2, 4), (2, 2, 3, 6)), strict=True)):
        form |= {f"lines-{n}-studio_id": studio.id, f"lines-{n}-take": "y"}
        form |= {
            f"lines-{n}-{k}": v
            for k, v in zip(("projects", "tackled", "pairs", "exchanges"), numbers, strict=True)
        }
    assert (
        browser.post(f"/letters/rounds/{round_.id}", data={**form, "lines-0-pairs": "100"}).status_code == 422
    )
    assert browser.post(f"/letters/rounds/{round_.id}", data=form).status_code == 303
    letters = db.session.scalars(sa.select(AnnualLetter).order_by(AnnualLetter.id)).all()
    assert [(x.projects, x.tackled, x.pairs, x.exchanges) for x in letters] == [(1, 1, 2, 4), (2, 2, 3, 6)]
    assert [todos(studio.lead) for studio in studios] == [["sign_letter"], ["sign_letter"]]
    assert todos(chair) == [] and again(round_).done_at is not None
    assert make.browser(app, studios[0].lead).get(f"/letters/rounds/{round_.id}").status_code == 403


def test_lead_then_chair_then_frozen(app):
    *_rest, home = world()
    studio = make.studio(home)
    letter = make.proposed_letter(studio, 2, 2, 3, 1)
    chair = make.chair_of(studio)
    with pytest.raises(WrongMoment), transaction():
        actions.sign_as_chair(again(letter), by=again(chair))
    with pytest.raises(Invalid, match="at least 1 exchanges"), transaction():
        actions.sign_as_lead(again(letter), LeadSignature(plan=()), by=again(studio).lead)
    with pytest.raises(Invalid, match="lies in 2030"), transaction():
        late = LeadSignature(plan=(PlannedExchange(on=date(2031, 1, 1), title="现场会"),))
        actions.sign_as_lead(again(letter), late, by=again(studio).lead)
    plan = LeadSignature(plan=(PlannedExchange(on=date(2030, 6, 1), title="现场会"),))
    with pytest.raises(NotAllowed), transaction():
        actions.sign_as_lead(again(letter), plan, by=again(chair))
    with transaction():
        actions.correct(again(letter), Targets(projects=1, tackled=2, pairs=3, exchanges=1), by=again(chair))
    with transaction():
        actions.sign_as_lead(again(letter), plan, by=again(studio).lead)
    assert todos(chair)[-1] == "countersign_letter"
    with transaction():
        actions.sign_as_chair(again(letter), by=again(chair))
    assert (again(letter).state, again(letter).projects, todos(studio.lead)) == (LetterState.SIGNED, 1, [])
    for deed in (
        lambda: actions.correct(
            again(letter), Targets(projects=0, tackled=0, pairs=0, exchanges=0), by=again(chair)
        ),
        lambda: actions.sign_as_lead(again(letter), plan, by=again(studio).lead),
        lambda: actions.send_back(again(letter), reason="改一下", by=again(chair)),
    ):
        with pytest.raises(WrongMoment), transaction():
            deed()


def test_the_chair_sends_back_with_a_reason(app):
    *_rest, home = world()
    studio = make.studio(home)
    letter = make.proposed_letter(studio)
    with transaction():
        plan = LeadSignature(plan=(PlannedExchange(on=date(2030, 6, 1), title="现场会"),))
        actions.sign_as_lead(again(letter), plan, by=again(studio).lead)
        actions.send_back(again(letter), reason="交流安排太集中", by=again(make.chair_of(studio)))
    assert (again(letter).state, again(letter).lead_signed_at, todos(studio.lead)) == (
        LetterState.PROPOSED,
        None,
        ["sign_letter"],
    )


def test_late_letters_are_reminded_of_once_and_listed_after_31_january(app):
    *_rest, home = world()
    studio = make.studio(home)
    at(2030, 1, 2)
    letter = make.proposed_letter(studio)

    def told(kind: str) -> int:
        return (
            db.session.scalar(sa.select(sa.func.count(sa.distinct(Notice.to_id))).where(Notice.kind == kind))
            or 0
        )

    at(2030, 1, 20, 23)
    assert told("letter_late") == 0
    at(2030, 1, 21, 0)
    assert told("letter_late") == 2
    at(2030, 1, 31, 23)
    assert told("letters_overdue") == 0
    at(2030, 2, 1, 0)
    at(2030, 2, 2)
    rows = db.session.scalars(sa.select(Notice.detail).where(Notice.kind == "letters_overdue")).all()
    assert [row["n"] for row in rows] == [1]
    assert (
        make.browser(app, studio.lead).get("/letters?state=overdue").text.count(f"/letters/{letter.id}") == 1
    )


def test_a_letter_over_http(app):
    *_rest, home = world()
    studio = make.studio(home)
    letter = make.proposed_letter(studio)
    lead, chair = make.browser(app, studio.lead), make.browser(app, make.chair_of(studio))
    url = f"/letters/{letter.id}"
    assert (
        lead.post(f"{url}/sign", data={"plan-0-on": "2030-05-01", "add": "plan"}).text.count(
            'name="plan-1-on"'
        )
        == 1
    )
    assert lead.post(f"{url}/sign", data={"plan-0-on": "", "plan-0-title": ""}).status_code == 422
    assert (
        lead.post(f"{url}/sign", data={"plan-0-on": "2030-05-01", "plan-0-title": "现场会"}).status_code
        == 303
    )
    assert lead.post(f"{url}/countersign").status_code == 403
    assert chair.post(f"{url}/countersign").status_code == 303
    assert chair.post(f"{url}/countersign").status_code == 409
    assert "Wed 1 May 2030" in lead.get(url).text


def test_pages_cost_the_same_for_one_and_thirty(app):
    *_rest, home = world()
    studio = make.studio(home)
    letter = make.signed_letter(studio)
    with transaction():
        actions.credit(again(studio), "tackled", source="project/1", title="甲", on=date(2030, 2, 1), by=None)
    browser = make.browser(app, make.chair_of(studio))
    paths = (
        "/board",
        "/letters",
        f"/letters/{letter.id}",
        f"/studios/{studio.id}/progress",
        f"/studios/{studio.id}/ledger",
    )
    before = [statements(browser, path) for path in paths]
    for n in range(29):
        other = make.studio(home)
        make.signed_letter(other)
        with transaction():
            actions.credit(
                again(studio), "tackled", source=f"project/{n + 2}", title="乙", on=date(2030, 2, 2), by=None
            )
            actions.weigh(f"project/{n + 2}", difficulty=2, certified=100_000)
    assert dict(zip(paths, [statements(browser, path) for path in paths], strict=True)) == dict(
        zip(paths, before, strict=True)
    )
    assert max(before) <= 8, dict(zip(paths, before, strict=True))
