"""A problem is raised; the department makes a draft of it or says why not."""

from __future__ import annotations

from marketplace.challenges import actions as challenges
from marketplace.challenges.models import Challenge
from marketplace.challenges.terms import ChallengeTerms
from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db, find
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, follow, settle, tell
from marketplace.people.models import Person, Role, Unit
from marketplace.people.queries import holders
from marketplace.secrecy.actions import call_officer, screen
from marketplace.secrecy.models import Finding, ScreeningHit
from marketplace.secrecy.queries import standing
from marketplace.suggestions import rules
from marketplace.suggestions.models import Suggestion, SuggestionState
from marketplace.suggestions.terms import DeclineTerms, SuggestionTerms

S = SuggestionState
ANSWER_WORKDAYS = 5  # what the department is asked to keep; nothing happens by itself afterwards


def raise_problem(terms: SuggestionTerms, *, by: Person) -> Suggestion:
    """Any employee tells a department what they have noticed."""
    department = find(Unit, terms.department_id)
    posters = holders(Role.POSTER, department)
    if not posters:
        raise Invalid(
            _("Nobody posts for this department yet; choose the unit above it."), field="department_id"
        )
    moment = clock.now()
    made = Suggestion(
        by=by, department=department, title=terms.title, text=terms.text, place=terms.place,
        volunteers=terms.volunteers, raised_at=moment, due_at=after_workdays(moment, ANSWER_WORKDAYS),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("raised", made, by=by)
    texts = {"title": terms.title, "text": terms.text, "place": terms.place}
    waiting = screen(made, texts, unit=department, by=by)
    if waiting:
        call_officer(waiting, unit=department, by=by)
        tell([by], "suggestion_held", made)
    else:
        ask(posters[0], "answer_suggestion", made, due=made.due_at)
    return made


def after_review(hit: ScreeningHit, *, by: Person) -> None:
    """The secrecy officer has looked: the department is asked, or it ends with the officer's reason."""
    found = find(Suggestion, int(hit.about.partition("/")[2]), lock=True)
    if found.state is not S.RAISED:
        return
    if hit.state is Finding.REFUSED:
        found.answer = hit.reason
        _answer(found, S.DECLINED, by, hit.reason)
        tell([found.by], "suggestion_declined", found, why=hit.reason)
    elif not standing(hit.about):
        found.due_at = after_workdays(clock.now(), ANSWER_WORKDAYS)
        audit.record("suggestion_cleared", found, by=by)
        ask(holders(Role.POSTER, found.department)[:1], "answer_suggestion", found, due=found.due_at)


def take_up(suggestion: Suggestion, *, by: Person) -> Challenge:
    """A draft of the department begins with what was said; whoever raised it hears what becomes of it."""
    require(rules.may_take_up(by, suggestion))
    seen = suggestion.text if not suggestion.place else f"{suggestion.text}\n{suggestion.place}"
    terms = ChallengeTerms(title=suggestion.title, background=seen)
    made = challenges.draft(terms, department=suggestion.department, by=by)
    suggestion.challenge_id = made.id
    _answer(suggestion, S.TAKEN_UP, by)
    follow(suggestion.by, made)
    tell([suggestion.by], "suggestion_taken_up", suggestion)
    return made


def decline(suggestion: Suggestion, terms: DeclineTerms, *, by: Person) -> None:
    """Not now, and why."""
    require(rules.may_decline(by, suggestion))
    suggestion.answer = terms.why
    _answer(suggestion, S.DECLINED, by, terms.why)
    tell([suggestion.by], "suggestion_declined", suggestion, why=terms.why)


def take_back(suggestion: Suggestion, *, by: Person) -> None:
    """It has settled itself."""
    require(rules.may_take_back(by, suggestion))
    move(suggestion, S.TAKEN_BACK, by=by)
    settle(suggestion, "answer_suggestion")


def _answer(suggestion: Suggestion, state: SuggestionState, by: Person, why: str = "") -> None:
    suggestion.answered_by, suggestion.answered_at = by, clock.now()
    move(suggestion, state, by=by, note=why)
    settle(suggestion, "answer_suggestion")
