"""Who decides a joint round, and when."""

from __future__ import annotations

from bidding.rounds.models import JointRound, RoundState
from marketplace.challenges.models import Challenge
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds


def in_round(_person: Person, challenge: Challenge) -> bool:
    """Everybody who may see the challenge may know that it is decided together with others."""
    return bool(challenge.joint_round)


def may_decide(person: Person, joint: JointRound, challenges: list[Challenge]) -> Verdict:
    """The chair over all its departments, once the joint choice has been worked out."""
    chairs = all(holds(person, Role.CHAIR, one.department) for one in challenges)
    return unless(
        chairs and bool(challenges), _("The chair over all departments of the round decides it.")
    ) and not_until(joint.state is RoundState.PROPOSED, _("There is nothing to decide now."))
