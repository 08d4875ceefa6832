"""What was handed in on a challenge and waits for the secrecy officer."""

from __future__ import annotations

from marketplace.challenges.models import Challenge
from marketplace.challenges.queries.changes import amended, differences, terms_of
from marketplace.challenges.terms import AmendTerms
from marketplace.core.db import find
from marketplace.core.files import kept_with
from marketplace.core.verdict import require
from marketplace.people.models import Person
from marketplace.secrecy.models import HeldDeed, HeldKind, HeldState
from marketplace.secrecy.rules import may_read_held


def held_deed(deed_id: int, *, seen_by: Person) -> tuple[HeldDeed, Challenge]:
    """One of them with its challenge; for whoever handed it in and the officers who may know of it."""
    deed = find(HeldDeed, deed_id)
    challenge = find(Challenge, int(deed.root.partition("/")[2]), seen_by=seen_by)
    require(may_read_held(seen_by, deed))
    return deed, challenge


def held_difference(deed: HeldDeed, challenge: Challenge) -> list[list[str]]:
    """What an amendment that waits would change, as [field, before, after]; other deeds: their text."""
    if deed.kind in (HeldKind.ANSWER, HeldKind.DECISION):
        return [["answer", "", str(deed.payload["text"])]]
    if deed.kind is HeldKind.FILES:
        going = [one.name for one in kept_with(challenge) if one.id in deed.payload["remove"]]
        return [["files", "\n".join(going), "\n".join(one.name for one in kept_with(deed))]]
    if deed.state is not HeldState.WAITS:
        return []
    return differences(terms_of(challenge), amended(challenge, AmendTerms.model_validate(deed.payload)))
