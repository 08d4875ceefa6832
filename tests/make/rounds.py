"""Joint rounds for tests: two challenges of one name, judged by their panels."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bidding.bids import actions as bids
from bidding.panels import actions as panels
from bidding.panels.queries import latest
from bidding.panels.terms import DeclareTerms
from bidding.rounds.jobs import solve
from bidding.rounds.models import JointRound
from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.core.jobs import JOBS, run_due, run_outbox
from marketplace.core.models import Outbox
from tests.make.bids import bidder, core, done, draft_bid, support, write
from tests.make.challenges import department, needed_skill, open_challenge
from tests.make.contest import leading, officers, open_bids, past_close, pool, submit_scores, write_report
from tests.stages import staged

NAME = "2030 春季联合"


def _again(thing: Any) -> Any:
    return db.session.get_one(type(thing), thing.id)


@staged
def round_of_two(days: int = 10) -> tuple[list[Challenge], list[Any]]:
    """Two open challenges of one round; three studios bid on both, each core person for so many days each."""
    where, skill = department(), needed_skill()
    challenges = [open_challenge(where, skills=[skill], joint_round=NAME) for _n in range(2)]
    officers(where)
    leading(where)
    pool(where, skill, 12)
    studios = [bidder(skills={skill: 3}) for _n in range(3)]
    for challenge in challenges:
        for studio in studios:
            bid = write(draft_bid(challenge, studio))
            core(bid, days=days)
            support(bid)
            done(lambda bid=bid: _seal(bid))
    return [_again(one) for one in challenges], [_again(one) for one in studios]


def _seal(bid: Any) -> None:
    bids.seal(_again(bid), by=_again(bid).lead)


def judged(challenge: Challenge, points: dict[int, str]) -> None:
    """Opened, drawn, scored as told by studio, signed."""
    opened = open_bids(past_close(challenge)) if challenge.state == "open" else open_bids(challenge)
    run_due()
    panel = latest(opened) or done(lambda: panels.draw(_again(opened), by=None))
    for seat in list(panel.active):
        done(
            lambda seat=seat: panels.declare(
                _again(seat), DeclareTerms(conflict="no"), by=_again(seat).person
            )
        )
    labels = sa.text("SELECT blind_label, studio_id FROM bid WHERE challenge_id = :id")
    given = {label: points[studio] for label, studio in db.session.execute(labels, {"id": challenge.id})}
    for seat in list(_again(panel).active):
        submit_scores(_again(panel), seat, given)
    write_report(_again(panel), 3)


def solved() -> JointRound:
    """What the clock and the worker do then."""
    run_due()
    topic = next(name for name, work in JOBS.items() if work is solve)
    for row in db.session.scalars(sa.select(Outbox.id).where(Outbox.topic == topic)).all():
        run_outbox(row)
    return db.session.scalars(sa.select(JointRound)).one()
