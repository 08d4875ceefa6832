"""Questions and answers."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from marketplace.challenges import actions, queries
from marketplace.challenges.actions.questions import letters
from marketplace.challenges.terms import AnswerTerms, QuestionTerms
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import NotAllowed, WrongMoment
from marketplace.core.jobs import run_due
from marketplace.inbox.models import Notice, Todo
from marketplace.people.models import Role
from tests import make


def ask(challenge, who, text="停机窗口有多长？"):
    with transaction():
        return actions.ask(challenge, QuestionTerms(text=text), by=who)


def test_the_same_asker_keeps_one_pseudonym_and_another_gets_another(app):
    challenge = make.open_challenge()
    first, second = make.person(make.company()), make.person(challenge.department)
    asked = [ask(challenge, who) for who in (first, second, first)]
    assert [question.pseudonym for question in asked] == ["A", "B", "A"]
    assert [letters(n) for n in (25, 26, 27)] == ["Z", "AA", "AB"]
    assert "asker_id" not in queries.questions(challenge)[0]._fields


def test_a_question_is_due_in_three_working_days_and_its_answer_reaches_asker_and_followers(app):
    challenge = make.open_challenge()
    asker, fan = make.person(make.company()), make.person(challenge.department)
    with transaction():
        actions.follow(challenge, by=fan)
    question = ask(challenge, asker)
    todo = db.session.scalars(sa.select(Todo).where(Todo.kind == "answer_question")).one()
    assert (todo.person_id, todo.settled_at) == (challenge.contact_id, None)
    assert todo.due_at == clock.at(date(2030, 3, 9))  # asked on Tuesday: the end of Friday
    with transaction():
        actions.answer(question, AnswerTerms(text="每月两天。"), by=challenge.contact)
    db.session.refresh(todo)
    assert todo.settled_at == clock.now()
    told = db.session.scalars(
        sa.select(Notice.to_id).where(Notice.kind == "question_answered").order_by(Notice.to_id)
    )
    assert told.all() == sorted([asker.id, fan.id])


def test_a_question_is_answered_once_and_only_by_the_department(app):
    challenge = make.open_challenge()
    asker = make.person(make.company())
    question = ask(challenge, asker)
    with pytest.raises(NotAllowed), transaction():
        actions.answer(question, AnswerTerms(text="我来答"), by=asker)
    with transaction():
        actions.answer(question, AnswerTerms(text="每月两天。"), by=challenge.contact)
    with pytest.raises(WrongMoment), transaction():
        actions.answer(question, AnswerTerms(text="改口"), by=challenge.contact)


def test_after_question_time_nobody_asks(app):
    challenge = make.open_challenge()
    clock.freeze(challenge.questions_until)
    with pytest.raises(WrongMoment):
        ask(challenge, make.person(make.company()))


def test_the_department_does_not_ask_itself(app):
    challenge = make.open_challenge()
    with pytest.raises(NotAllowed):
        ask(challenge, challenge.contact)


def test_a_question_past_its_day_is_brought_to_the_head_once_and_settled_with_the_answer(app):
    challenge = make.open_challenge()
    question = ask(challenge, make.person(make.company()))
    head = make.who(Role.UNIT_MANAGER, challenge.department)
    asked = sa.select(Todo.person_id).where(Todo.kind == "overdue_question", Todo.settled_at.is_(None))
    for hours, waits in ((-1, []), (1, [head.id]), (2, [head.id])):
        clock.freeze(make.again(question).due_at + timedelta(hours=hours))
        run_due()
        db.session.rollback()
        assert db.session.scalars(asked).all() == waits
    make.done(
        lambda: actions.answer(make.again(question), AnswerTerms(text="每月两天。"), by=make.again(head))
    )
    assert db.session.scalars(asked).all() == []
