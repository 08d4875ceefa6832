"""Weights of a challenge's own, until it is posted."""

from __future__ import annotations

from marketplace.challenges import rules
from marketplace.challenges.models import Challenge
from marketplace.core import audit
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.verdict import require
from marketplace.people.models import Person
from marketplace.rulebook.queries import version_weights
from marketplace.rulebook.terms import OwnWeightsTerms


def set_weights(challenge: Challenge, terms: OwnWeightsTerms, *, by: Person) -> None:
    """The matcher weighs this challenge's bids so, within the leeway of the version; bidders read the reason.
    Weights as in the version are none of its own."""
    require(rules.may_edit(by, challenge))
    weights = terms.body()
    off = rules.too_far(challenge, weights)
    if off:
        raise Invalid(off[0][1], field=off[0][0])
    own = weights != {name: int(points) for name, points in version_weights(challenge).items()}
    challenge.own_weights = weights if own else None
    challenge.weights_reason = terms.reason if own else ""
    db.session.flush()
    audit.record("weights_set", challenge, by=by, note=terms.reason, weights=weights)


def usual_weights(challenge: Challenge, *, by: Person) -> None:
    """Back to the weights of the version in force."""
    require(rules.may_edit(by, challenge))
    challenge.own_weights, challenge.weights_reason = None, ""
    audit.record("weights_usual", challenge, by=by)
