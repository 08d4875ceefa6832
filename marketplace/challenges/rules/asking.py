"""Questions and objections to the documents: who may ask, until when, who answers."""

from __future__ import annotations

from marketplace.challenges.models import AskedKind, Challenge, ChallengeState, Question
from marketplace.challenges.rules.life import may_act_for, may_see_details, takes_bids
from marketplace.core import clock
from marketplace.core.addresses import url_of
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person
from marketplace.secrecy.models import HeldKind
from marketplace.secrecy.queries import waiting

S = ChallengeState


def takes_questions(challenge: Challenge) -> Verdict:
    """Question time, by the hour."""
    in_time = challenge.questions_until is not None and clock.now() < challenge.questions_until
    return not_until(challenge.state is S.OPEN and in_time, _("The time for questions is over."))


def may_ask(person: Person, challenge: Challenge) -> Verdict:
    """Anybody who may read the details may ask; the department itself answers."""
    return (
        unless(not may_act_for(person, challenge), _("Your department answers the questions here."))
        and may_see_details(person, challenge)
        and takes_questions(challenge)
    )


def may_object(person: Person, challenge: Challenge) -> Verdict:
    """Anybody who may read the details may object to the documents, until the close."""
    return (
        unless(not may_act_for(person, challenge), _("Your department answers the objections here."))
        and may_see_details(person, challenge)
        and takes_bids(challenge)
    )


def may_answer(person: Person, question: Question) -> Verdict:
    """The department answers a question, once."""
    return _may_answer(person, question, AskedKind.QUESTION)


def may_decide(person: Person, question: Question) -> Verdict:
    """The department answers an objection to its documents, once."""
    return _may_answer(person, question, AskedKind.OBJECTION)


def nothing_handed_in(question: Question) -> Verdict:
    """No answer to it waits for the secrecy officer."""
    held = [
        one for one in waiting(f"challenge/{question.challenge_id}") if one.about == f"question/{question.id}"
    ]
    return not_until(not held, _("An answer waits for the secrecy officer already."))


def no_amendment_waits(challenge: Challenge) -> Verdict:
    """One amendment after the other: the next one begins with what the last one left."""
    held = waiting(f"challenge/{challenge.id}", HeldKind.AMENDMENT, HeldKind.FILES)
    return not_until(
        not held,
        _("An amendment waits for the secrecy officer; take it back, or wait for the decision."),
        opens_at=url_of(f"held_deed/{held[0].id}") if held else "",
    )


def _may_answer(person: Person, question: Question, kind: AskedKind) -> Verdict:
    return (
        may_act_for(person, question.challenge)
        and not_until(question.answered_at is None, _("This has been answered."))
        and not_until(question.kind is kind, _("An objection is answered on its own page."))
    )
