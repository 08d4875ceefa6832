"""The way to the market: submitted, approved by the head, released by the secrecy officer, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from marketplace.challenges import rules
from marketplace.challenges.actions.inviting import tell_invited
from marketplace.challenges.actions.secrecy import classify, into_circle, texts_of
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.queries import open_questions
from marketplace.challenges.terms import PostingTerms
from marketplace.core import audit, clock, outbox
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.numbers import next_number
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, follow, settle, tell
from marketplace.inbox.queries import followers
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders
from marketplace.rulebook.defaults import ANCHORS
from marketplace.rulebook.queries import in_force
from marketplace.secrecy.actions import drop, screen

S = ChallengeState
STEP_WORKDAYS = 2  # what head and secrecy officer are asked to keep; nothing happens by itself afterwards


def submit(challenge: Challenge, *, by: Person) -> None:
    """Hand the complete draft to the department head."""
    gaps = rules.missing(challenge)
    require(rules.may_edit(by, challenge) and rules.has_clearance(by, challenge.secrecy))
    if gaps:
        raise Invalid(
            _("Still missing: %(what)s.", what=_(", ").join(label for _f, label in gaps)), field=gaps[0][0]
        )
    require(rules.preset_closed(challenge.preset, challenge.budget) and rules.weights_allowed(challenge))
    challenge.submitted_by_id = by.id
    head = _one_of(Role.UNIT_MANAGER, challenge)
    screen(challenge, texts_of(challenge), unit=challenge.department, by=by)
    move(challenge, S.APPROVAL, by=by)
    settle(challenge, "revise_challenge")
    ask(head, "approve_challenge", challenge, due=after_workdays(clock.now(), STEP_WORKDAYS))


def approve(challenge: Challenge, *, by: Person) -> None:
    """The department head stands behind it; the secrecy officer is next."""
    require(rules.may_approve(by, challenge))
    officer = _one_of(Role.SECRECY_OFFICER, challenge)
    into_circle(challenge, by)
    move(challenge, S.SECRECY, by=by)
    settle(challenge, "approve_challenge")
    ask(officer, "release_challenge", challenge, due=after_workdays(clock.now(), STEP_WORKDAYS))
    tell([challenge.contact], "challenge_approved", challenge)


def send_back(challenge: Challenge, *, by: Person, why: str) -> None:
    """Not like this: the poster gets it back with the reason."""
    require(rules.may_send_back(by, challenge))
    move(challenge, S.DRAFT, by=by, note=why)
    settle(challenge)
    ask(challenge.contact, "revise_challenge", challenge, why=why)
    tell([challenge.contact], "challenge_returned", challenge, why=why)


def release(challenge: Challenge, terms: PostingTerms, *, by: Person) -> bool:
    """The officer names level, circle and summary: bidding begins, its rules and dates stand from now on.

    A level that wants the keys of several holders is kept, and the release waits for its key: False.
    """
    require(rules.may_release(by, challenge) and rules.nothing_found(challenge))
    require(rules.weights_allowed(challenge))  # a new version may have come since it was handed in
    require(rules.has_clearance(by, terms.secrecy))
    classify(challenge, terms)
    into_circle(challenge, by)
    if not rules.has_its_key(challenge):
        audit.record("classify", challenge, by=by, level=str(terms.secrecy))
        return False
    _open(challenge, by=by)
    return True


def _open(challenge: Challenge, *, by: Person) -> None:
    preset, moment = in_force("preset", challenge.preset), clock.now()
    challenge.number = next_number("BD")
    challenge.haystack = f"{challenge.number.lower()} {challenge.haystack}"[:4000]
    challenge.rule_versions = {
        "preset": preset.version,
        **{kind: in_force(kind).version for kind in ("weights", "panel_criteria", "settings")},
        "anchors": max(ANCHORS),
    }
    challenge.opened_at = moment
    challenge.closes_at = moment + timedelta(hours=preset.body["window_hours"])
    challenge.questions_until = challenge.closes_at - timedelta(hours=preset.body["questions_close_hours"])
    into_circle(challenge, challenge.contact)
    move(challenge, S.OPEN, by=by, number=challenge.number)
    settle(challenge, "release_challenge")
    follow(challenge.contact, challenge)
    head = holders(Role.UNIT_MANAGER, challenge.department)[:1]
    told = {challenge.contact, *head, *_may_know(challenge, followers(challenge))}
    tell(told, "challenge_opened", challenge, number=challenge.number)
    tell_invited(challenge, [one.studio for one in challenge.invitations])
    outbox.put_off(
        "fit.refresh_challenge", key=f"fit-challenge-{challenge.id}-open", challenge_id=challenge.id
    )


def withdraw(challenge: Challenge, *, by: Person, why: str) -> None:
    """Take the challenge back and tell everyone who follows it."""
    require(rules.may_withdraw(by, challenge))
    move(challenge, S.WITHDRAWN, by=by, note=why)
    settle(challenge)
    for question in open_questions(challenge):
        settle(question)
    drop(challenge, by=by)
    told = {person.id: person for person in (*followers(challenge), challenge.contact) if person.id != by.id}
    tell(told.values(), "challenge_withdrawn", challenge, why=why)


def _may_know(challenge: Challenge, people: Iterable[Person]) -> list[Person]:
    """Whoever followed it before the posting (they had raised the problem) and may see it now."""
    db.session.flush()
    same = sa.select(Challenge.id).where(Challenge.id == challenge.id)
    return [p for p in people if db.session.scalar(same.where(Challenge.visible_to(p))) is not None]


def _one_of(role: Role, challenge: Challenge) -> Person:
    """The nearest holder of a role over the department who had no part in writing."""
    wrote = {challenge.contact_id, challenge.submitted_by_id}
    found = [p for p in holders(role, challenge.department) if p.id not in wrote]
    if challenge.is_secret:
        found = [p for p in found if rules.has_clearance(p, challenge.secrecy)]
    if not found:
        raise Invalid(
            _(
                "Nobody can take this on as “%(role)s” for the department; ask the administrator.",
                role=str(role.label),
            )
        )
    return found[0]
