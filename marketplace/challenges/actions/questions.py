"""Questions that all may read, and news for followers."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.challenges import rules
from marketplace.challenges.models import Challenge, Question
from marketplace.challenges.terms import AnswerTerms, QuestionTerms
from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.verdict import require
from marketplace.inbox import actions as inbox
from marketplace.inbox.queries import followers
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.rulebook.queries import setting
from marketplace.secrecy.actions import HandedIn, call_officer, hold_back, screen
from marketplace.secrecy.models import HeldDeed, HeldKind


def ask(challenge: Challenge, terms: QuestionTerms, *, by: Person) -> Question:
    """Ask the department; everybody who may see the challenge reads question and answer, nobody who asked."""
    require(rules.may_ask(by, challenge))
    moment = clock.now()
    question = Question(
        challenge=challenge,
        asker=by,
        pseudonym=pseudonym(challenge, by),
        text=terms.text,
        asked_at=moment,
        due_at=after_workdays(moment, setting("question_answer_wd")),
    )
    db.session.add(question)
    db.session.flush()
    # the line of the trail stands with the asker; pages of the challenge show no names of askers
    audit.record("ask", question, by=by)
    inbox.follow(by, challenge)
    waiting = screen(question, {"text": terms.text}, unit=challenge.department, by=by)
    if waiting:
        call_officer(waiting, unit=challenge.department, by=by)
        inbox.tell([by], "question_held", challenge)
    else:
        let_through(question)
    return question


def let_through(question: Question) -> None:
    """The department is asked to answer."""
    inbox.ask(question.challenge.contact, "answer_question", question, due=question.due_at)
    inbox.tell([question.challenge.contact], "question_asked", question)


def answer(question: Question, terms: AnswerTerms, *, by: Person) -> HeldDeed | None:
    """The department answers for all to read; an answer with a word that needs a look is given back."""
    require(rules.may_answer(by, question) and rules.nothing_handed_in(question))
    root = question.challenge
    deed = HandedIn(HeldKind.ANSWER, question, root, root.department, terms)
    held = hold_back(deed, {"answer": terms.text}, by=by)
    if held is None:
        put_answer(question, terms, by=by)
    else:
        inbox.settle(question)
    return held


def put_answer(question: Question, terms: AnswerTerms, *, by: Person) -> None:
    """All may read it now."""
    question.answer, question.answered_by_id, question.answered_at = terms.text, by.id, clock.now()
    audit.record("answer", question, by=by)
    inbox.settle(question)
    told = {p.id: p for p in (question.asker, *followers(question.challenge)) if p.id != by.id}
    inbox.tell(told.values(), "question_answered", question)


def escalate(question: Question) -> None:
    """Its day is over: the head of the department is asked, too."""
    heads = holders(Role.UNIT_MANAGER, question.challenge.department)[:1]
    inbox.ask(set(heads), "overdue_question", question)
    audit.record("escalate", question, by=None)


def follow(challenge: Challenge, *, by: Person) -> None:
    """News of this challenge, please."""
    inbox.follow(by, challenge)
    audit.record("follow", challenge, by=by)


def unfollow(challenge: Challenge, *, by: Person) -> None:
    """No more news."""
    inbox.unfollow(by, challenge)
    audit.record("unfollow", challenge, by=by)


def pseudonym(challenge: Challenge, person: Person) -> str:
    """One letter per asker and challenge: the same person keeps it, nobody can tell who it is."""
    mine = sa.select(Question.pseudonym).where(
        Question.challenge_id == challenge.id, Question.asker_id == person.id
    )
    known = db.session.scalar(mine.limit(1))
    if known:
        return known
    askers = sa.select(sa.func.count(sa.distinct(Question.asker_id))).where(
        Question.challenge_id == challenge.id
    )
    return letters(db.session.scalar(askers) or 0)


def letters(n: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    said = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        said = chr(ord("A") + rest) + said
    return said
