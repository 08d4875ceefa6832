"""Studios invited by name."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.challenges import rules
from marketplace.challenges.models import Challenge, Invitation
from marketplace.challenges.terms import InviteTerms
from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.inbox.actions import tell
from marketplace.people.models import Person
from marketplace.studios.models import Studio
from marketplace.studios.rules import listed


def invite(challenge: Challenge, terms: InviteTerms, *, by: Person) -> None:
    """Name the studios that are asked to bid. Before the posting the list may be changed; afterwards it only
    grows, and whoever is new is told at once."""
    require(rules.may_invite(by, challenge))
    there = {one.studio_id: one for one in challenge.invitations}
    new = _studios(set(terms.studio_ids) - there.keys())
    for studio in new:
        _check(challenge, studio)
        challenge.invitations.append(
            Invitation(challenge_id=challenge.id, studio=studio, invited_at=clock.now(), by_id=by.id)
        )
    if not challenge.is_posted:
        for key in there.keys() - set(terms.studio_ids):
            db.session.delete(there[key])
    db.session.flush()
    db.session.expire(challenge, ["invitations"])
    audit.record("invite", challenge, by=by, studios=sorted(one.studio_id for one in challenge.invitations))
    if challenge.is_posted:
        tell_invited(challenge, new)


def tell_invited(challenge: Challenge, studios: Iterable[Studio]) -> None:
    """Their leads hear of it."""
    assert challenge.closes_at is not None
    until = challenge.closes_at.astimezone(clock.HERE).date().isoformat()
    tell([studio.lead for studio in studios], "studio_invited", challenge, until=until)


def _studios(ids: set[int]) -> list[Studio]:
    found = sa.select(Studio).where(Studio.id.in_(ids)).order_by(Studio.id)
    there = list(db.session.scalars(found.options(joinedload(Studio.lead), joinedload(Studio.home_unit))))
    if len(there) < len(ids):
        raise Invalid(_("Please choose a studio in good standing."), field="studio_ids")
    return there


def _check(challenge: Challenge, studio: Studio) -> None:
    verdict = listed(studio) and rules.within_reach(studio, challenge)
    if not verdict:
        raise Invalid(f"{studio.name}: {verdict}", field="studio_ids")
