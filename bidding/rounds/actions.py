"""Gathering a round, having it worked out, deciding it: all notices go out in one deed."""

from __future__ import annotations

from bidding.awards.actions import propose
from bidding.rounds import rules
from bidding.rounds.models import JointRound, RoundState
from bidding.rounds.queries import challenges_of
from bidding.rounds.terms import DecideTerms
from marketplace.challenges.models import Challenge
from marketplace.core import audit, clock, outbox
from marketplace.core.db import db, find
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import settle
from marketplace.people.models import Person

SHORTEST = 10  # letters of a reason for departing


def gather(name: str) -> JointRound:
    """The first challenge of a round is posted: from now on the round has its page."""
    joint = JointRound(name=name, created_at=clock.now())
    db.session.add(joint)
    db.session.flush()
    return joint


def work_out(joint: JointRound, *, by: Person | None = None) -> None:
    """All panels have signed: the worker weighs all awards together. The chair may have it done anew."""
    if by is not None:
        require(rules.may_decide(by, joint, challenges_of(joint.name)))
    move(joint, RoundState.WORKING, by=by)
    settle(joint, "decide_round")
    db.session.flush()
    outbox.put_off("rounds.solve", key=f"round-{joint.id}-{joint.version}", round_id=joint.id)


def decide(joint: JointRound, terms: DecideTerms, *, by: Person) -> None:
    """Accept the joint choice, or depart from it with a reason; all results go on notice at this moment."""
    challenges = [find(Challenge, one.id, lock=True) for one in challenges_of(joint.name)]
    require(rules.may_decide(by, joint, challenges))
    if set(terms.choices) != {one.id for one in challenges}:
        raise Invalid(_("Every challenge of the round needs a decision."), field="choices")
    joint.chosen = {str(key): bid or None for key, bid in terms.choices.items()}
    joint.departed = {bid for bid in terms.choices.values() if bid} != set(joint.found["chosen"])
    if joint.departed and len(terms.reason.strip()) < SHORTEST:
        raise Invalid(_("Departing from the joint choice needs a reason."), field="reason")
    joint.reason, joint.decided_at, joint.decided_by_id = terms.reason, clock.now(), by.id
    for challenge in challenges:
        challenge.round_decided_at = joint.decided_at
    db.session.flush()
    for challenge in challenges:
        if terms.choices[challenge.id]:
            propose(challenge, by=by, bid_id=terms.choices[challenge.id])
    move(joint, RoundState.DECIDED, by=by, note=terms.reason)
    audit.record("round_decided", joint, by=by, departed=joint.departed)
    settle(joint)
