"""A problem raised on a phone, taken up or answered."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from marketplace.challenges.models import Challenge
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.inbox.models import Notice, Todo
from marketplace.people.models import Role, SecrecyLevel
from marketplace.suggestions import actions
from marketplace.suggestions.models import Suggestion, SuggestionState
from marketplace.suggestions.terms import DeclineTerms, SuggestionTerms
from tests import make
from tests.count import statements
from tests.visitor import Visitor


def raised(department, by=None, **more):
    by = by or make.person(department)
    terms = SuggestionTerms(
        **{"department_id": department.id, "title": "落砂机轴承总坏", "text": "每月换两次，停机半天。"} | more
    )
    return make.done(lambda: actions.raise_problem(terms, by=make.again(by)))


def open_todos():
    return db.session.scalars(sa.select(Todo.person_id).where(Todo.settled_at.is_(None))).all()


def test_it_becomes_a_draft_and_whoever_raised_it_follows(app):
    plant = make.department()
    poster = make.who(Role.POSTER, plant)
    made = raised(plant, place="二线")
    assert open_todos() == [poster.id]
    draft = make.done(lambda: actions.take_up(make.again(made), by=make.again(poster)))
    now = make.again(made)
    assert (now.state, now.challenge_id) == (SuggestionState.TAKEN_UP, draft.id)
    assert (draft.title, draft.background) == ("落砂机轴承总坏", "每月换两次，停机半天。\n二线")
    assert open_todos() == []
    assert db.session.scalars(sa.select(Notice.to_id)).all() == [now.by_id]
    with pytest.raises(WrongMoment, match="has been answered"), transaction():
        actions.take_up(make.again(made), by=make.again(poster))
    assert db.session.query(Challenge).count() == 1


def test_whoever_raised_it_hears_of_the_posting_only_if_they_may_know(app):
    plant = make.department()
    poster = make.who(Role.POSTER, plant)
    outsider = make.person(make.unit(make.company()))
    for level, hears in ((SecrecyLevel.INTERNAL, True), (SecrecyLevel.CORE, False)):
        made = raised(plant, by=outsider)
        draft = make.done(lambda made=made: actions.take_up(make.again(made), by=make.again(poster)))
        circle = (poster.employee_no,) if level is SecrecyLevel.CORE else ()
        make.posted(draft, secrecy=level, circle=circle, summary="摘要")
        opened = sa.select(Notice.id).where(
            Notice.kind == "challenge_opened",
            Notice.about == f"challenge/{draft.id}",
            Notice.to_id == outsider.id,
        )
        assert (db.session.scalar(opened) is not None) is hears


def test_the_department_says_why_not(app):
    plant = make.department()
    head = make.who(Role.UNIT_MANAGER, plant)
    made = raised(plant)
    with pytest.raises(NotAllowed), transaction():
        actions.decline(make.again(made), DeclineTerms(why="已有在建项目。"), by=make.person(plant))
    why = DeclineTerms(why="已有在建项目。")
    make.done(lambda: actions.decline(make.again(made), why, by=make.again(head)))
    assert (make.again(made).state, make.again(made).answer) == (SuggestionState.DECLINED, "已有在建项目。")
    assert open_todos() == []


def test_only_whoever_raised_it_takes_it_back(app):
    made = raised(make.department())
    with pytest.raises(NotAllowed), transaction():
        actions.take_back(make.again(made), by=make.person(make.unit()))
    make.done(lambda: actions.take_back(make.again(made), by=make.again(made).by))
    assert make.again(made).state is SuggestionState.TAKEN_BACK


def test_a_unit_without_a_poster_cannot_be_asked(app):
    with pytest.raises(Invalid, match="Nobody posts"):
        raised(make.unit())


def test_others_see_nothing_of_it(app):
    made = raised(make.department(), title="见不得人的弱点")
    stranger = make.browser(app, make.person(make.unit()))
    assert stranger.get(f"/suggestions/{made.id}").status_code == 404
    assert stranger.get(f"/suggestions/{made.id}/decline").status_code == 404
    assert stranger.post(f"/suggestions/{made.id}/take-back").status_code == 404
    assert "见不得人的弱点" not in stranger.get("/suggestions/").text


def test_the_pages_lead_from_the_workshop_to_the_draft(app):
    plant = make.department()
    worker, poster = Visitor(app, make.person(plant)), Visitor(app, make.who(Role.POSTER, plant))
    worker.open("/suggestions/")
    worker.follow("Raise a problem")
    worker.press("Send it", title="泵", text="漏", status=422)
    worker.sees("At least 4 characters are needed.")
    worker.press("Send it", title="液压泵漏油", text="换了密封圈还是漏。", place="3 号机", volunteers="y")
    worker.sees("液压泵漏油", "Waits for the department")
    poster.todo("Answer a suggestion of an employee")
    poster.press("Make a draft of it")
    poster.sees("液压泵漏油", "Save and look at it")
    key = db.session.scalars(sa.select(Suggestion.id)).one()
    worker.open(f"/suggestions/{key}")
    worker.sees("Taken up")
    many = statements(poster.client, "/suggestions/")
    for n in range(3):
        raised(make.again(plant), title=f"第 {n} 个问题")
    assert statements(poster.client, "/suggestions/") == many <= 8
