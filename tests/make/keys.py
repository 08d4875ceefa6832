"""Opening keys for tests: officers of three units with a passphrase each, a paper key, keys of challenges."""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa

from bidding.sealing import actions, queries, suite
from bidding.sealing.models import OfficerKey
from bidding.sealing.queries.keys import about_pair
from bidding.sealing.terms import Held, Pair, ShareTerms
from marketplace.challenges.models import Challenge
from marketplace.core.db import db, transaction, writing
from marketplace.people.models import Person, Role, Unit
from tests.make.people import officer, unit

CHEAP = suite.Cost(memory=8, passes=1)  # the real cost has a test of its own


def passphrase(who: Person) -> str:
    """What this officer types."""
    return f"开榜口令 Zx7 {who.employee_no}"


@cache
def paper_private() -> bytes:
    """The paper key of all tests."""
    return suite.holders.new_private()


def key_holders(where: Unit) -> list[OfficerKey]:
    """Three officers of three units over this department, each with a pair."""
    top = where
    while top.parent is not None:
        top = top.parent
    live = sa.select(OfficerKey).where(OfficerKey.retired_at.is_(None)).order_by(OfficerKey.id)
    found = list(db.session.scalars(live))
    for n in range(len(found), 3):
        who = officer(Role.OPENING_OFFICER, top, name=f"持份开榜员{n + 1}")
        who.unit = unit(top)
        found.append(pair_for(who))
    if queries.paper_key() is None:
        actions.make_paper(suite.public_half(paper_private()), by=officer(Role.SECRECY_OFFICER, top))
    return found[:3]


def pair_for(who: Person) -> OfficerKey:
    """A pair under this officer's passphrase, cheap to open."""
    private = suite.new_private()
    public = suite.public_half(private)
    wrapped = suite.keep(private, passphrase(who), about_pair(who.id, public), CHEAP)
    return actions.make_pair(Pair(public, wrapped), by=who)


def with_key(challenge: Challenge) -> Challenge:
    """The challenge with its key in the hands of three officers and the paper."""

    def deed() -> None:
        fresh = db.session.get_one(Challenge, challenge.id)
        actions.make_key(fresh, key_holders(fresh.department), by=fresh.contact)
        db.session.expire(fresh)

    if writing():
        deed()
    else:
        with transaction():
            deed()
    return db.session.get_one(Challenge, challenge.id)


def holders_of(challenge: Challenge) -> list[Person]:
    """The officers who hold its shares."""
    state = queries.key_state(challenge)
    assert state is not None
    return [key.person for key in state.officers]


def held(challenge: Challenge, who: Person) -> Held:
    """This officer at the table."""
    return queries.at_the_table(challenge.id, who, ShareTerms(passphrase=passphrase(who)))
