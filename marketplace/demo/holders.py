"""Opening keys of the demo: three officers of three units with one passphrase for all, and a paper key."""

from __future__ import annotations

from bidding.sealing import actions, queries, suite
from bidding.sealing.terms import DEMO_PASSPHRASE
from marketplace.challenges.models import Challenge
from marketplace.core.db import find, transaction
from marketplace.demo import world
from marketplace.people.models import Person


def make() -> None:
    """Each officer's own pair; stretched before the deed, as on the page. The paper is in nobody's safe."""
    chosen = [world.numbers(world.GROUP)[8], *(world.numbers(code)[5] for code in world.OFFICERS_OF)]
    people = [world.person(number).id for number in chosen]
    made = {person_id: queries.new_pair(person_id, DEMO_PASSPHRASE) for person_id in people}
    with transaction():
        for person_id, pair in made.items():
            actions.make_pair(pair, by=find(Person, person_id))
        keeper = world.person(world.numbers(world.GROUP)[3])
        actions.make_paper(suite.public_half(suite.new_private()), by=keeper)


def make_key(challenge: Challenge, *, by: Person) -> None:
    """The key of a challenge in the hands of the officers its page proposes (inside a deed)."""
    possible = queries.possible_holders(challenge)
    proposed = set(queries.proposed(possible))
    actions.make_key(challenge, [key for key in possible if key.id in proposed], by=by)
