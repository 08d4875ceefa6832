"""Exchanges count once held, with place, people and summary."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.exchanges import actions
from marketplace.exchanges.models import ExchangeState
from marketplace.exchanges.terms import HeldTerms, PlanTerms
from marketplace.inbox.models import Todo
from marketplace.ledger.models import Metric
from marketplace.ledger.queries import count, progress
from marketplace.studios.queries import members
from tests import make
from tests.count import statements
from tests.make.annual import again, at

SUMMARY = "演示了厚板焊接变形控制的三种做法，约定互派人员跟班学习。"


def planned(studio: Any, day: date = date(2030, 3, 4)) -> Any:
    with transaction():
        return actions.plan(
            again(studio), PlanTerms(title="焊接现场会", planned_on=day), by=again(studio).lead
        )


def held(studio: Any, **more: Any) -> HeldTerms:
    people = tuple(m.person_id for m in members(studio)[:3])
    return HeldTerms(
        **{"held_on": date(2030, 3, 4), "place": "二号厂房", "summary": SUMMARY, "members": people, **more}
    )


def test_an_exchange_counts_once_for_the_year_it_was_held_in(app):
    studio = make.studio(make.unit())
    made = planned(studio)
    assert progress(studio, 2030).line(Metric.EXCHANGES).pipeline == 1
    terms = held(studio)
    with transaction():
        actions.hold(again(made), terms, by=again(studio).lead)
    with pytest.raises(WrongMoment), transaction():
        actions.hold(again(made), terms, by=again(studio).lead)
    line = progress(studio, 2030).line(Metric.EXCHANGES)
    assert (line.count, line.pipeline, again(made).state, again(made).registered_late) == (
        1,
        0,
        ExchangeState.HELD,
        True,
    )


def test_what_does_not_make_an_exchange(app):
    studio, stranger = make.studio(make.unit()), make.person(make.unit())
    made = planned(studio)
    for wrong, said in (({"members": ()}, "At least 3 people"), ({"guests": "nobody"}, "Nobody with"),
                        ({"held_on": date(2030, 3, 6)}, "60 days")):  # fmt: skip
        terms = held(studio, **wrong)
        with pytest.raises(Invalid, match=said), transaction():
            actions.hold(again(made), terms, by=again(studio).lead)
    terms = held(studio)
    with pytest.raises(NotAllowed), transaction():
        actions.hold(again(made), terms, by=again(stranger))
    assert count(studio, Metric.EXCHANGES, 2030) == 0


def test_guests_count_by_their_numbers(app):
    studio, guests = make.studio(make.unit()), [make.person(make.unit()) for _n in range(3)]
    made = planned(studio)
    terms = held(studio, members=(), guests="，".join(g.employee_no for g in guests))
    with transaction():
        actions.hold(again(made), terms, by=again(studio).lead)
    assert count(studio, Metric.EXCHANGES, 2030) == 1


def test_an_exchange_of_december_recorded_in_january_counts_for_december(app):
    at(2030, 12, 20)
    studio = make.studio(make.unit())
    made = planned(studio, date(2030, 12, 28))
    at(2031, 1, 5)
    terms = held(studio, held_on=date(2030, 12, 28))
    with transaction():
        actions.hold(again(made), terms, by=again(studio).lead)
    assert (count(studio, Metric.EXCHANGES, 2030), count(studio, Metric.EXCHANGES, 2031)) == (1, 0)


def test_calling_off_takes_it_out_of_the_pipeline(app):
    studio = make.studio(make.unit())
    made = planned(studio, date(2030, 6, 1))
    with transaction():
        actions.call_off(again(made), reason="设备大修", by=again(studio).lead)
    assert progress(studio, 2030).line(Metric.EXCHANGES).pipeline == 0
    assert (
        db.session.scalar(sa.select(sa.func.count()).select_from(Todo).where(Todo.settled_at.is_(None))) == 0
    )


def test_an_exchange_over_http(app):
    studio, stranger = make.studio(make.unit()), make.person(make.unit())
    make.signed_letter(studio, 0, 0, 0, 2)
    lead, other = make.browser(app, studio.lead), make.browser(app, stranger)
    url = f"/studios/{studio.id}/exchanges"
    assert "交流1" in lead.get(url).text and "交流1" not in other.get(url).text
    assert 'value="交流2"' in lead.get(f"{url}/new?line=1").text
    assert other.get(f"{url}/new").status_code == 403
    where = lead.post(f"{url}/new", data={"title": "交流1", "planned_on": "2030-03-04"}).location
    assert "交流1</span>" not in lead.get(url).text
    people = [str(m.person_id) for m in members(again(studio))[:3]]
    good = {"held_on": "2030-03-04", "place": "二号厂房", "summary": SUMMARY, "members": people}
    assert lead.post(f"{where}/hold", data={**good, "summary": "短"}).status_code == 422
    assert lead.post(f"{where}/hold", data=good).status_code == 303
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89" + b"\0" * 64
    sent = lead.post(
        f"{where}/pictures", data={"files": (io.BytesIO(png), "现场.png")}, content_type="multipart/form-data"
    )
    assert sent.status_code == 303
    page = lead.get(where).text
    link = page.split(f"{where}/pictures/")[1].split('"')[0]
    assert other.get(f"{where}/pictures/{link}").data == png
    assert other.get(f"{where}/pictures/12345").status_code == 404


def test_pages_cost_the_same_for_one_and_thirty(app):
    studio = make.studio(make.unit())
    made = planned(studio)
    terms = held(studio)
    with transaction():
        actions.hold(again(made), terms, by=again(studio).lead)
    browser = make.browser(app, studio.lead)
    paths = (f"/studios/{studio.id}/exchanges", f"/exchanges/{made.id}")
    before = [statements(browser, path) for path in paths]
    for _n in range(29):
        planned(studio)
    assert [statements(browser, path) for path in paths] == before
    assert max(before) <= 8, before
