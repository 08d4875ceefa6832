"""The count is a sum over entries, each with one source."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest

from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import NotAllowed, WrongMoment
from marketplace.ledger import actions
from marketplace.ledger.models import LedgerEntry, Metric
from marketplace.ledger.pace import Light, Line
from marketplace.ledger.queries import LinesWanted, count, entries, progress
from marketplace.people.models import Role, UnitLevel
from marketplace.studios.models import Studio, StudioState
from tests import make


def world() -> tuple[Any, Any, Any]:
    group = make.unit()
    company = make.unit(group, level=UnitLevel.COMPANY)
    return group, company, make.studio(make.unit(company))


def credit(
    studio: Any, source: str, on: date = date(2030, 3, 1), metric: Metric = Metric.TACKLED, **more: Any
) -> Any:
    with transaction():
        return actions.credit(
            db.session.get_one(Studio, studio.id),
            metric,
            source=source,
            title="焊接变形",
            on=on,
            by=None,
            **more,
        )


def test_a_source_counts_once_for_a_studio_and_a_metric(app):
    *_rest, studio = world()
    assert credit(studio, "project/7") is not None
    assert credit(studio, "project/7") is None
    assert credit(studio, "project/8", on=date(2029, 12, 31)) is not None
    assert count(studio, Metric.TACKLED, 2030) == 1
    assert count(studio, Metric.TACKLED, 2029) == 1
    assert count(studio, Metric.PROJECTS, 2030) == 0


def test_a_mistake_is_undone_by_a_counter_entry_and_stays_readable(app):
    _group, company, studio = world()
    officer = make.officer(Role.LEADING_GROUP, company)
    entry = credit(studio, "project/7")
    with transaction():
        actions.undo(db.session.get_one(LedgerEntry, entry.id), reason="同一成果重复登记", by=officer)
    assert count(studio, Metric.TACKLED, 2030) == 0
    lines = entries(studio, seen_by=studio.lead, wanted=LinesWanted(page=1))
    assert [(e.count, e.undone, e.reason) for e in lines.rows] == [
        (-1, False, "同一成果重复登记"), (1, True, ""),
    ]  # fmt: skip
    assert credit(studio, "project/7") is None
    with transaction(), pytest.raises(WrongMoment):
        actions.undo(db.session.get_one(LedgerEntry, entry.id), reason="再来一次", by=officer)


def test_only_the_leading_group_at_the_tier_undoes(app):
    group, _company, studio = world()
    entry = credit(studio, "project/7")
    for who in (studio.lead, make.officer(Role.LEADING_GROUP, group)):
        with transaction(), pytest.raises(NotAllowed):
            actions.undo(db.session.get_one(LedgerEntry, entry.id), reason="不是我的事", by=who)


def test_entries_are_never_changed(app):
    *_rest, studio = world()
    entry = credit(studio, "project/7")
    with pytest.raises(Exception, match="frozen"), transaction():
        db.session.get_one(LedgerEntry, entry.id).count = 5
        db.session.flush()


def test_the_ledger_of_a_delisted_studio_is_frozen_from_the_day_of_removal(app):
    *_rest, studio = world()
    with transaction():
        gone = db.session.get_one(Studio, studio.id)
        gone.state, gone.removed_on = StudioState.DELISTED, date(2030, 2, 1)
    assert credit(studio, "project/9", on=date(2030, 2, 1)) is None
    assert credit(studio, "project/8", on=date(2030, 1, 31)) is not None


def test_titles_of_restricted_work_stand_in_no_ledger(app):
    *_rest, studio = world()
    credit(studio, "project/7", restricted=True)
    stranger = make.person(make.unit())
    for reader in (studio.lead, stranger):
        assert [e.title for e in entries(studio, seen_by=reader, wanted=LinesWanted(page=1)).rows] == [""]


def test_eight_at_once_make_one_entry(app):
    *_rest, studio = world()
    key, made, barrier = studio.id, [], threading.Barrier(8)

    def work() -> None:
        with app.app_context():
            barrier.wait()
            with transaction():
                one = actions.credit(
                    db.session.get_one(Studio, key),
                    Metric.TACKLED,
                    source="project/7",
                    title="x",
                    on=date(2030, 3, 1),
                    by=None,
                )
                made.append(one is not None)
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False] * 7 + [True]
    db.session.rollback()
    assert count(db.session.get_one(Studio, key), Metric.TACKLED, 2030) == 1


def test_what_is_under_way_stands_in_the_pipeline_until_it_counts(app):
    *_rest, studio = world()
    with transaction():
        for source, due in (("project/7", date(2030, 9, 1)), ("project/8", date(2031, 2, 1))):
            actions.expect(db.session.get_one(Studio, studio.id), Metric.TACKLED, source=source, due_on=due)
    line = progress(studio, 2030).line(Metric.TACKLED)
    assert (line.count, line.pipeline, line.forecast, line.light) == (0, 1, 1, Light.NONE)
    credit(studio, "project/7")
    line = progress(studio, 2030).line(Metric.TACKLED)
    assert (line.count, line.pipeline) == (1, 0)


@pytest.mark.parametrize(
    ("counted", "target", "coming", "day", "forecast", "light"),
    [
        (1, 3, 0, date(2030, 6, 30), 2, Light.SHORT),
        (1, 3, 2, date(2030, 6, 30), 3, Light.TIGHT),
        (2, 3, 0, date(2030, 6, 30), 4, Light.COURSE),
        (3, 3, 0, date(2030, 6, 30), 6, Light.MET),
        (0, 3, 0, date(2030, 2, 1), 0, Light.EARLY),
        (2, 3, 0, date(2031, 2, 1), 2, Light.MISSED),
        (0, 0, 0, date(2030, 2, 1), 0, Light.MET),
    ],
)
def test_pace_forecast_and_light(counted, target, coming, day, forecast, light):
    line = Line(Metric.TACKLED, counted, target, coming, 2030, day)
    assert (line.forecast, line.light) == (forecast, light)


def test_the_clock_says_the_year(app):
    assert clock.year() == 2030
