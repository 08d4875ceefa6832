"""Level, circle and summary of a challenge; what of it is screened."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.challenges import rules
from marketplace.challenges.actions.writing import named_circle, searched
from marketplace.challenges.models import SECRET, Challenge, CircleMember
from marketplace.challenges.terms import CircleTerms, PostingTerms
from marketplace.core import audit
from marketplace.core.errors import Invalid
from marketplace.core.files import kept_with
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.inbox.actions import follow, tell, unfollow
from marketplace.people.models import Person, SecrecyLevel

SCREENED = (
    "title", "title_en", "background", "tried", "loss_basis", "acceptance", "constraints", "deliverables",
    "support", "key_task", "scope_reason", "summary", "external_party", "contract_no",
)  # fmt: skip


def texts_of(challenge: Challenge) -> dict[str, str]:
    """What somebody typed, and the names of the files, by field."""
    texts = {name: str(getattr(challenge, name)) for name in SCREENED}
    texts["targets"] = "\n".join(f"{target.metric} {target.unit}" for target in challenge.targets)
    texts["files"] = "\n".join(stored.name for stored in kept_with(challenge))
    return texts


def classify(challenge: Challenge, terms: PostingTerms) -> None:
    """Put level, circle and summary as the secrecy officer named them."""
    if terms.secrecy in SECRET and not terms.summary.strip():
        raise Invalid(_("Say in a desensitised summary what everybody may know."), field="summary")
    if terms.secrecy is SecrecyLevel.CORE and not terms.circle:
        raise Invalid(_("Name the circle that may know a core trade secret."), field="circle")
    challenge.secrecy, challenge.summary = terms.secrecy, terms.summary
    challenge.circle = named_circle(challenge, terms.circle, terms.secrecy)
    challenge.haystack = searched(challenge)


def edit_circle(challenge: Challenge, terms: CircleTerms, *, by: Person) -> None:
    """Whoever may know it from now on; those who no longer may lose sight of it with their next click."""
    require(rules.may_edit_circle(by, challenge))
    before = {member.person_id: member.person for member in challenge.circle}
    challenge.circle = named_circle(challenge, terms.circle, challenge.secrecy)
    into_circle(challenge, by, challenge.contact)
    after = {member.person_id: member.person for member in challenge.circle}
    if challenge.secrecy is SecrecyLevel.CORE and not after:
        raise Invalid(_("Name the circle that may know a core trade secret."), field="circle")
    came, went = after.keys() - before.keys(), before.keys() - after.keys()
    audit.record("circle_changed", challenge, by=by, note=terms.why, came=sorted(came), went=sorted(went))
    for key in went:
        unfollow(before[key], challenge)
    for key in came:
        follow(after[key], challenge)
    tell([after[key] for key in came if key != by.id], "circle_joined", challenge)


def into_circle(challenge: Challenge, *people: Person) -> None:
    """Who answers for a trade secret keeps knowing it after the posting."""
    there = {member.person_id for member in challenge.circle}
    for person in _new(people, there):
        challenge.circle.append(CircleMember(person=person, person_id=person.id))


def _new(people: Iterable[Person], there: set[int]) -> list[Person]:
    return list({one.id: one for one in people if there and one.id not in there}.values())
