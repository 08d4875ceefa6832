"""Taking a proposal of the team builder: everybody of it is asked, or nobody."""

from __future__ import annotations

from typing import Any

from bidding.bids import rules
from bidding.bids.actions.plan import renew_plan
from bidding.bids.actions.team import add_core, add_support
from bidding.bids.models import Bid, TeamPlan
from bidding.bids.queries.consortium import studio_of
from bidding.bids.queries.plan import proposal_of
from bidding.bids.terms import MemberTerms, TakeTerms
from marketplace.core import audit
from marketplace.core.db import db
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.models import Person


def take_plan(bid: Bid, terms: TakeTerms, *, by: Person) -> int:
    """Ask everybody of one proposal: members of the studio as core, the others for temporary support."""
    require(rules.may_change_team(by, bid))
    plan = db.session.get(TeamPlan, bid.id)
    found = proposal_of(plan, terms.kind) if plan is not None and plan.job_id == terms.job_id else None
    if plan is None or found is None:
        raise WrongMoment(_("The proposals have been worked out anew meanwhile. Please look at them again."))
    for one in found["people"]:
        _ask(bid, one, plan.asked, terms.purpose, by)
    audit.record("team_taken", bid, by=by, kind=terms.kind, people=len(found["people"]))
    renew_plan(bid, by=by)
    return len(found["people"])


def _ask(bid: Bid, one: dict[str, Any], asked: dict[str, Any], purpose: str, by: Person) -> None:
    person = db.session.get_one(Person, one["person"])
    wanted = MemberTerms(
        person_id=person.id, skill_id=one["skill"], days=one["days"],
        starts_on=asked["starts_on"], ends_on=asked["ends_on"], purpose=purpose,
    )  # fmt: skip
    try:
        (add_core if studio_of(bid, person) is not None else add_support)(bid, wanted, by=by)
    except Invalid as refused:
        raise Invalid(_("%(name)s: %(why)s", name=person.name, why=refused.reason)) from refused
