"""Dismissing a computed conflict: by the chair of the leading group, with a reason that stays readable."""

from __future__ import annotations

import sqlalchemy as sa

from bidding.bids.actions import unbar
from bidding.bids.models import Bid
from bidding.panels.models import Panel, PanelState, Recusal
from bidding.panels.queries.conflicts import computed
from bidding.panels.rules import may_dismiss
from bidding.panels.terms import DismissTerms
from marketplace.challenges.models import Challenge
from marketplace.core import audit, clock
from marketplace.core.db import db, find
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.models import Person


def dismiss(challenge: Challenge, terms: DismissTerms, *, by: Person) -> Recusal:
    """One conflict no longer counts. Seats already taken stay; the person may follow in the draw's order."""
    require(may_dismiss(by, challenge, terms.kind, terms.person_id))
    person = find(Person, terms.person_id)
    conflict = (person.id, terms.kind, terms.bid_id)
    if conflict not in computed(challenge, [person]):
        raise Invalid(_("There is no such conflict, or it was dismissed already."))
    recusal = _noted(challenge, terms)
    recusal.dismissed_reason, recusal.dismissed_by_id = terms.reason, by.id
    recusal.dismissed_at = clock.now()
    db.session.flush()
    audit.record("dismiss", challenge, by=by, note=terms.reason, person=person.id, kind=terms.kind)
    _lift_bar(challenge, person, terms.bid_id)
    _back_into_the_draw(challenge, person.id, [terms.kind, terms.bid_id])
    return recusal


def _noted(challenge: Challenge, terms: DismissTerms) -> Recusal:
    same = (
        Recusal.challenge_id == challenge.id,
        Recusal.person_id == terms.person_id,
        Recusal.kind == terms.kind,
        Recusal.bid_id.is_(None) if terms.bid_id is None else Recusal.bid_id == terms.bid_id,
    )
    recusal = db.session.scalars(sa.select(Recusal).where(*same)).one_or_none()
    if recusal is None:
        recusal = Recusal(
            challenge_id=challenge.id,
            person_id=terms.person_id,
            kind=terms.kind,
            bid_id=terms.bid_id,
            at=clock.now(),
        )
        db.session.add(recusal)
    return recusal


def _lift_bar(challenge: Challenge, person: Person, bid_id: int | None) -> None:
    if bid_id is None or any(bid == bid_id for _who, _kind, bid in computed(challenge, [person])):
        return
    unbar(find(Bid, bid_id), person)


def _back_into_the_draw(challenge: Challenge, person_id: int, conflict: list[object]) -> None:
    """The books of the draw that sits: the reason falls away, place and key stay."""
    sitting = sa.select(Panel).where(
        Panel.challenge_id == challenge.id, Panel.state.not_in((PanelState.VOID, PanelState.SIGNED))
    )
    for panel in db.session.scalars(sitting):
        panel.pool = [
            {**row, "out": [why for why in row["out"] if why != conflict]}
            if row["person"] == person_id
            else row
            for row in panel.pool
        ]
