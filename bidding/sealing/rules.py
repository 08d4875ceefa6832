"""Who holds keys, who makes them, and when."""

from __future__ import annotations

from collections.abc import Sequence

from bidding.sealing.models import PaperKey
from marketplace.challenges.models import Challenge
from marketplace.challenges.rules import DRAFTING, may_act_for
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.roles import roles_of
from marketplace.people.rules import holds

OFFICERS = 3  # besides the paper key


def may_hold(person: Person) -> Verdict:
    """Opening officers have a pair of their own."""
    return unless(
        holds(person, Role.OPENING_OFFICER), _("Only opening officers have an opening key of their own.")
    )


def may_make_paper(person: Person) -> Verdict:
    """The recovery key is one for the whole group: its secrecy officer prints it and locks it away."""
    whole = any(held.role is Role.SECRECY_OFFICER and held.path.count("/") <= 2 for held in roles_of(person))
    return unless(whole, _("Only the secrecy officer of the whole group makes the paper key."))


def may_see_keys(person: Person) -> Verdict:
    """Whoever has business with opening keys."""
    return may_make_paper(person) or may_hold(person)


def may_make_key(person: Person, challenge: Challenge) -> Verdict:
    """The secrecy officer or the department, until bidding begins."""
    concerned = may_act_for(person, challenge) or holds(person, Role.SECRECY_OFFICER, challenge.department)
    return unless(
        concerned, _("The department or the secrecy officer makes the key of a challenge.")
    ) and not_until(challenge.state in DRAFTING, _("Bidding has begun; the key can no longer be changed."))


def may_offer_key(person: Person, challenge: Challenge) -> Verdict | None:
    """The way to the page of the key, for those who may make it; nothing for everybody else."""
    if challenge.state not in DRAFTING or not challenge.id:
        return None
    return may_make_key(person, challenge) or None


def fit_to_hold(person: Person, challenge: Challenge) -> Verdict:
    """Whoever may open the bids of this challenge may hold a share of its key."""
    apart = person.id not in (challenge.contact_id, challenge.submitted_by_id)
    return unless(
        holds(person, Role.OPENING_OFFICER, challenge.department)
        and apart
        and not holds(person, Role.POSTER, challenge.department),
        _("%(name)s may not open the bids of this challenge.", name=person.name),
    )


def of_three_lines(officers: Sequence[Person], paper: PaperKey | None) -> Verdict:
    """Three officers of three units, and a paper key: no line of command opens by itself."""
    units = {person.unit_id for person in officers}
    return not_until(
        len(officers) == OFFICERS and len(units) == OFFICERS,
        _("Choose three opening officers of three different units."),
    ) and not_until(
        paper is not None,
        _("There is no paper key yet. The secrecy officer of the group makes it."),
    )
