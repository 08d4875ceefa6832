"""Who may look at what fits."""

from __future__ import annotations

from marketplace.challenges.models import Challenge
from marketplace.challenges.rules import may_act_for, may_see_details
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, unless
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds


def may_see_studios(person: Person, challenge: Challenge) -> Verdict:
    """Department and leading group see which studios fit a challenge: so they know whom to speak to."""
    leads = holds(person, Role.LEADING_GROUP, challenge.department) or holds(
        person, Role.CHAIR, challenge.department
    )
    return unless(
        leads or may_act_for(person, challenge),
        _("The department and the leading group see which studios fit."),
    ) and may_see_details(person, challenge)


def may_refresh(person: Person) -> Verdict:
    """Leading group and administrator may have everything worked out anew."""
    able = any(holds(person, role) for role in (Role.LEADING_GROUP, Role.CHAIR, Role.SYSTEM_ADMIN))
    return unless(able, _("The leading group or the administrator may do this."))
