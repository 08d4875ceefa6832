"""The secrecy officer has looked: what waited takes effect, or ends with a reason."""

from __future__ import annotations

from marketplace.challenges.actions import changing, questions
from marketplace.challenges.actions.files import put_files
from marketplace.challenges.models import AskedKind, Challenge, ChallengeState, Question
from marketplace.challenges.terms import AmendTerms, AnswerTerms, DecisionTerms, FilesTerms
from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import find
from marketplace.core.files import kept_with
from marketplace.inbox.actions import ask, tell
from marketplace.people.models import Person
from marketplace.rulebook.queries import setting
from marketplace.secrecy import actions as secrecy
from marketplace.secrecy.models import Finding, HeldDeed, HeldKind, HeldState, ScreeningHit
from marketplace.secrecy.queries import standing


def after_review(hit: ScreeningHit, *, by: Person) -> None:
    """A question or objection goes on once nothing waits in it, or ends; so does what the department did."""
    kind, _slash, key = hit.about.partition("/")
    if kind == "question":
        _asked(find(Question, int(key), lock=True), hit, by)
    elif kind == "held_deed":
        deed = find(HeldDeed, int(key))
        challenge = find(Challenge, int(deed.root.partition("/")[2]), lock=True)
        due = secrecy.reviewed(hit, by=by)
        if due is not None:
            _do(due, challenge)
        elif deed.state is HeldState.REFUSED:
            _ask_anew(deed)


def _asked(question: Question, hit: ScreeningHit, by: Person) -> None:
    objection = question.kind is AskedKind.OBJECTION
    find(Challenge, question.challenge_id, lock=True)
    if hit.state is Finding.REFUSED and objection:
        changing.thrown_out(question, hit.reason)
    elif hit.state is Finding.REFUSED:
        tell([question.asker], "question_refused", question.challenge, why=hit.reason)
    elif not standing(hit.about):
        audit.record("question_cleared", question, by=by)
        if objection:
            changing.cleared(question)
        else:
            question.due_at = after_workdays(clock.now(), setting("question_answer_wd"))
            questions.let_through(question)


def _do(deed: HeldDeed, challenge: Challenge) -> None:
    if deed.kind is HeldKind.AMENDMENT:
        if challenge.state is ChallengeState.OPEN:  # the close waits for this, whatever the hour
            changing.put_amendment(challenge, AmendTerms.model_validate(deed.payload), by=deed.by)
        return
    if deed.kind is HeldKind.FILES:
        if challenge.state is ChallengeState.OPEN:
            put_files(challenge, FilesTerms.model_validate(deed.payload), kept_with(deed), by=deed.by)
        return
    question = _question(deed)
    if deed.kind is HeldKind.DECISION:
        changing.put_decision(question, DecisionTerms.model_validate(deed.payload), by=deed.by)
    else:
        questions.put_answer(question, AnswerTerms.model_validate(deed.payload), by=deed.by)


def _ask_anew(deed: HeldDeed) -> None:
    """An answer that may not stand there is written anew."""
    if deed.kind in (HeldKind.ANSWER, HeldKind.DECISION):
        question = _question(deed)
        kind = "decide_objection" if deed.kind is HeldKind.DECISION else "answer_question"
        ask(question.challenge.contact, kind, question, due=question.due_at)


def take_back(deed: HeldDeed, *, by: Person) -> None:
    """Whoever handed it in takes it back; a question waits for an answer again."""
    secrecy.take_back(deed, by=by)
    _ask_anew(deed)


def _question(deed: HeldDeed) -> Question:
    return find(Question, int(deed.about.partition("/")[2]), lock=True)
