"""What changes after the posting: amendments, and objections to the documents that hold the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from marketplace.challenges import rules
from marketplace.challenges.actions.questions import pseudonym
from marketplace.challenges.actions.writing import fill
from marketplace.challenges.models import Amendment, AskedKind, Challenge, Question
from marketplace.challenges.queries import amended, differences, open_questions, terms_of
from marketplace.challenges.terms import AmendTerms, DecisionTerms, ObjectionTerms
from marketplace.core import audit, clock, outbox
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.inbox import actions as inbox
from marketplace.inbox.queries import followers
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.rulebook.queries import preset_of
from marketplace.secrecy.actions import HandedIn, call_officer, hold_back, screen
from marketplace.secrecy.models import HeldDeed, HeldKind


def amend(challenge: Challenge, terms: AmendTerms, *, by: Person) -> Amendment | None:
    """Change what is posted: the terms' version rises, so a bid sealed before counts once it is sealed anew;
    at least the preset's floor of time is left; followers and bidders are told. None: a word needs a look of
    the secrecy officer first, and bidding stays open until then."""
    require(rules.may_amend(by, challenge) and rules.no_amendment_waits(challenge))
    changes = differences(terms_of(challenge), amended(challenge, terms))
    texts = {field: now for field, _was, now in changes} | {"why": terms.why}
    deed = HandedIn(HeldKind.AMENDMENT, challenge, challenge, challenge.department, terms)
    if hold_back(deed, texts, by=by):
        challenge.closes_at = max(_closes(challenge), after_workdays(clock.now(), 1))
        return None
    return put_amendment(challenge, terms, by=by)


def put_amendment(challenge: Challenge, terms: AmendTerms, *, by: Person) -> Amendment:
    """It holds from now on: difference, new version, floor of time, news."""
    after = amended(challenge, terms)
    changes = differences(terms_of(challenge), after)
    if not changes:
        raise Invalid(_("Nothing differs from what is posted."))
    fill(challenge, after)
    require(rules.complete(challenge) and rules.preset_closed(challenge.preset, challenge.budget))
    return note_amendment(challenge, changes, terms.why, by=by)


def note_amendment(challenge: Challenge, changes: list[Any], why: str, *, by: Person) -> Amendment:
    """What is posted has changed: a new version with its difference, the floor of time, news for all."""
    closes = _closes(challenge)
    challenge.terms_version += 1
    _leave_the_floor(challenge)
    made = Amendment(
        challenge=challenge, terms_version=challenge.terms_version, why=why, changes=changes,
        closes_before=closes, closes_after=_closes(challenge), at=clock.now(), by=by,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("amend", challenge, by=by, note=why, terms_version=challenge.terms_version)
    inbox.tell(_audience(challenge) - {by}, "challenge_amended", challenge, why=why, until=_day(challenge))
    key = f"fit-challenge-{challenge.id}-amended-{challenge.terms_version}"
    outbox.put_off("fit.refresh_challenge", key=key, challenge_id=challenge.id)
    return made


def _leave_the_floor(challenge: Challenge) -> None:
    """Whoever bids has at least so much time as the preset says, counted from the amendment."""
    numbers = preset_of(challenge)
    floor = timedelta(hours=int(numbers["amendment_floor_hours"]))
    challenge.closes_at = max(_closes(challenge), clock.now() + floor)
    if challenge.paused_at is not None and challenge.put_off_from is not None:
        challenge.put_off_from = max(challenge.put_off_from, challenge.paused_at + floor)
    asked_until = challenge.closes_at - timedelta(hours=int(numbers["questions_close_hours"]))
    challenge.questions_until = max(challenge.questions_until or asked_until, asked_until)


def _closes(challenge: Challenge) -> datetime:
    assert challenge.closes_at is not None  # a constraint of the table: posted challenges have it
    return challenge.closes_at


def _day(challenge: Challenge) -> str:
    return _closes(challenge).astimezone(clock.HERE).date().isoformat()


def _audience(challenge: Challenge) -> set[Person]:
    """Followers (every bidder follows since the first draft), the contact and the head."""
    return {*followers(challenge), challenge.contact, *holders(Role.UNIT_MANAGER, challenge.department)[:1]}


# --- objections to the documents ---------------------------------------------------------------


def object_to(challenge: Challenge, terms: ObjectionTerms, *, by: Person) -> Question:
    """Something in the documents is wrong: until the department answers, the clock of the close stands."""
    require(rules.may_object(by, challenge))
    moment = clock.now()
    made = Question(
        challenge=challenge, asker=by, pseudonym=pseudonym(challenge, by), kind=AskedKind.OBJECTION,
        text=terms.text, remedy=terms.remedy, asked_at=moment,
        due_at=after_workdays(moment, int(preset_of(challenge)["answer_wd"])),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    if challenge.paused_at is None:
        challenge.paused_at, challenge.put_off_from = moment, challenge.closes_at
    _hold_until(challenge, made.due_at)
    # the line of the trail stands with the asker; pages of the challenge show no names of askers
    audit.record("object", made, by=by)
    inbox.follow(by, challenge)
    inbox.tell(set(followers(challenge)) - {by, challenge.contact}, "challenge_paused", challenge)
    # the clock stands from the moment of handing in, also while the secrecy officer looks
    unit = challenge.department
    waiting = screen(made, {"text": terms.text, "remedy": terms.remedy}, unit=unit, by=by)
    if waiting:
        call_officer(waiting, unit=unit, by=by)
        inbox.tell([by], "objection_held", challenge)
    else:
        let_in(made)
    return made


def let_in(objection: Question) -> None:
    """The department is asked to answer."""
    challenge = objection.challenge
    heads = holders(Role.UNIT_MANAGER, challenge.department)[:1]
    inbox.ask(challenge.contact, "decide_objection", objection, due=objection.due_at)
    inbox.tell({challenge.contact, *heads}, "documents_objected", objection)


def cleared(objection: Question) -> None:
    """The secrecy officer let it through: the department has its whole time, the clock goes on standing."""
    wd = int(preset_of(objection.challenge)["answer_wd"])
    objection.due_at = after_workdays(clock.now(), wd)
    _hold_until(objection.challenge, objection.due_at)
    let_in(objection)


def thrown_out(objection: Question, why: str) -> None:
    """The secrecy officer did not let it through: the clock goes on where it stood."""
    challenge = objection.challenge
    inbox.tell([objection.asker], "objection_refused", challenge, why=why)
    _go_on_unless_asked(challenge, set(followers(challenge)))


def _hold_until(challenge: Challenge, due: datetime) -> None:
    """The close for now: as long after the answer is due as there was left when the clock stopped."""
    assert challenge.paused_at is not None
    assert challenge.put_off_from is not None
    left = challenge.put_off_from - challenge.paused_at
    challenge.closes_at = max(_closes(challenge), due + left)


def decide(question: Question, terms: DecisionTerms, *, by: Person) -> HeldDeed | None:
    """The department upholds or rejects; with the last answer the clock goes on where it stood. An answer
    with a word that needs a look is given back: it waits."""
    require(rules.may_decide(by, question) and rules.nothing_handed_in(question))
    root = question.challenge
    deed = HandedIn(HeldKind.DECISION, question, root, root.department, terms)
    held = hold_back(deed, {"answer": terms.text}, by=by)
    if held is None:
        put_decision(question, terms, by=by)
    else:
        inbox.settle(question)
    return held


def put_decision(question: Question, terms: DecisionTerms, *, by: Person) -> None:
    """All may read it now."""
    challenge = question.challenge
    question.answer, question.upheld = terms.text, terms.upheld
    question.answered_by_id, question.answered_at = by.id, clock.now()
    db.session.flush()
    audit.record("decide_objection", question, by=by, upheld=terms.upheld)
    inbox.settle(question)
    told = ({question.asker, *followers(challenge)}) - {by}
    kind = "documents_upheld" if terms.upheld else "documents_rejected"
    inbox.tell(told, kind, question, why=terms.text)
    _go_on_unless_asked(challenge, told)


def _go_on_unless_asked(challenge: Challenge, told: set[Person]) -> None:
    if not any(one.kind is AskedKind.OBJECTION for one in open_questions(challenge)):
        _go_on(challenge)
        inbox.tell(told, "challenge_goes_on", challenge, until=_day(challenge))


def _go_on(challenge: Challenge) -> None:
    assert challenge.paused_at is not None
    assert challenge.put_off_from is not None
    stood = clock.now() - challenge.paused_at
    challenge.closes_at = challenge.put_off_from + stood
    if challenge.questions_until is not None and challenge.questions_until > challenge.paused_at:
        challenge.questions_until = min(challenge.questions_until + stood, challenge.closes_at)
    challenge.paused_at = challenge.put_off_from = None


def hold_on(challenge: Challenge) -> None:
    """The hour of the close has come, and an objection is still open or an amendment waits for the secrecy
    officer: it is put off by another working day."""
    later = after_workdays(clock.now(), 1)
    paused = challenge.paused_at is not None
    if paused:
        _hold_until(challenge, later)
    else:
        challenge.closes_at = later
    audit.record("hold", challenge, by=None)
    heads = holders(Role.UNIT_MANAGER, challenge.department)[:1]
    chairs = holders(Role.CHAIR, challenge.department)[:1]
    officers = [] if paused else holders(Role.SECRECY_OFFICER, challenge.department)
    kind = "objection_overdue" if paused else "review_overdue"
    inbox.tell({challenge.contact, *heads, *chairs, *officers}, kind, challenge)
