"""The annual letter: proposed for all studios at once, signed by lead and chair, then frozen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox import actions as inbox
from marketplace.ledger import queries, rules
from marketplace.ledger.models import AnnualLetter, LetterRound, LetterState
from marketplace.ledger.terms import LeadSignature, Proposal, Targets
from marketplace.people.models import Person, Role, Unit
from marketplace.rulebook.queries import in_force
from marketplace.studios.models import Studio
from marketplace.studios.queries import seated


def open_round(unit_id: int, year: int) -> LetterRound:
    """January comes (or a new studio has no letter): the leading group is asked to propose."""
    round_ = queries.round_of(unit_id, year)
    if round_ is None:
        round_ = LetterRound(unit_id=unit_id, year=year, opened_at=clock.now())
        db.session.add(round_)
        db.session.flush()
        db.session.refresh(round_, ["unit"])
    round_.done_at = None
    audit.record("round_opened", round_, by=None)
    inbox.ask(seated(unit_id), "propose_letters", round_, due=rules.sign_by(year))
    return round_


def propose(round_: LetterRound, proposal: Proposal, *, by: Person) -> Sequence[AnnualLetter]:
    """Targets for all chosen studios at once; each lead is asked to sign."""
    require(rules.may_propose(by, round_))
    waiting = {studio.id: studio for studio in queries.letterless(round_.unit_id, round_.year)}
    chosen = [line for line in proposal.lines if line.take]
    if not chosen:
        raise Invalid(_("Choose at least one studio."), field="lines")
    if missing := [line.studio_id for line in chosen if line.studio_id not in waiting]:
        raise WrongMoment(
            _("%(n)s of these studios have a letter already. Open the page again.", n=len(missing))
        )
    made = [_letter(waiting[line.studio_id], round_.year, line, by) for line in chosen]
    if len(made) == len(waiting):
        round_.done_at = clock.now()
        inbox.settle(round_, "propose_letters")
    return made


def _letter(studio: Studio, year: int, targets: Targets, by: Person) -> AnnualLetter:
    letter = AnnualLetter(
        studio_id=studio.id, year=year, projects=targets.projects, tackled=targets.tackled,
        pairs=targets.pairs,
        exchanges=targets.exchanges, plan=[], rule_version=in_force("targets").version, proposed_by_id=by.id,
        proposed_at=clock.now(), due_at=rules.sign_by(year), state=LetterState.PROPOSED,
    )  # fmt: skip
    db.session.add(letter)
    letter.studio = studio
    db.session.flush()
    audit.record("proposed", letter, by=by, **_numbers(letter))
    inbox.ask(studio.lead, "sign_letter", letter, due=letter.due_at)
    return letter


def _numbers(letter: AnnualLetter) -> dict[str, Any]:
    return {
        "projects": letter.projects, "tackled": letter.tackled, "pairs": letter.pairs,
        "exchanges": letter.exchanges,
    }  # fmt: skip


def correct(letter: AnnualLetter, targets: Targets, *, by: Person) -> None:
    """Before anybody has signed, the leading group may change the numbers."""
    require(rules.may_correct(by, letter))
    before = _numbers(letter)
    for name, value in targets.model_dump().items():
        setattr(letter, name, value)
    audit.record("corrected", letter, by=by, before=before, **_numbers(letter))


def sign_as_lead(letter: AnnualLetter, signature: LeadSignature, *, by: Person) -> None:
    """The lead promises the targets and says when the exchanges will be."""
    require(rules.may_sign_as_lead(by, letter))
    if len(signature.plan) < letter.exchanges:
        raise Invalid(
            _(
                "The plan needs at least %(n)s exchanges with their days, as many as the target.",
                n=letter.exchanges,
            ),
            field="plan",
        )
    for n, line in enumerate(signature.plan):
        if line.on.year != letter.year:
            raise Invalid(_("The day lies in %(year)s.", year=letter.year), field=f"plan.{n}.on")
    letter.plan = [
        {"on": line.on.isoformat(), "title": line.title}
        for line in sorted(signature.plan, key=lambda one: one.on)
    ]
    letter.lead_id, letter.lead_signed_at = by.id, clock.now()
    move(letter, LetterState.LEAD_SIGNED, by=by)
    inbox.settle(letter, "sign_letter")
    inbox.ask(
        seated(letter.studio.leading_unit_id, Role.CHAIR), "countersign_letter", letter, due=letter.due_at
    )


def sign_as_chair(letter: AnnualLetter, *, by: Person) -> None:
    """The chair signs; from here nothing in the letter changes any more."""
    require(rules.may_sign_as_chair(by, letter))
    letter.chair_id, letter.chair_signed_at = by.id, clock.now()
    move(letter, LetterState.SIGNED, by=by)
    inbox.settle(letter)
    inbox.tell([letter.studio.lead], "letter_signed", letter)


def send_back(letter: AnnualLetter, *, reason: str, by: Person) -> None:
    """The chair does not sign it like this: back to the proposal, the lead's signature falls away."""
    require(rules.may_sign_as_chair(by, letter))
    letter.lead_id = letter.lead_signed_at = None
    move(letter, LetterState.PROPOSED, by=by, note=reason)
    inbox.settle(letter, "countersign_letter")
    inbox.ask(letter.studio.lead, "sign_letter", letter, due=letter.due_at)
    people = [letter.studio.lead, *seated(letter.studio.leading_unit_id)]
    inbox.tell(people, "letter_returned", letter, reason=reason)


def remind(letter: AnnualLetter) -> None:
    """The day of signing has passed: both sides are told, once."""
    letter.reminded_at = clock.now()
    chairs = seated(letter.studio.leading_unit_id, Role.CHAIR)
    inbox.tell([letter.studio.lead, *chairs], "letter_late", letter)
    audit.record("reminded", letter, by=None)


def escalate(round_: LetterRound) -> None:
    """31 January has passed: the leading group, and the group's above it, get the list once."""
    n = queries.unsigned(round_.unit_id, round_.year)
    round_.escalated_at = clock.now()
    audit.record("escalated", round_, by=None, unsigned=n)
    if n:
        group = db.session.scalar(sa.select(sa.func.min(Unit.id)).where(Unit.parent_id.is_(None)))
        people = {person.id: person for unit in (round_.unit_id, group) if unit for person in seated(unit)}
        inbox.tell(people.values(), "letters_overdue", round_, n=n)
