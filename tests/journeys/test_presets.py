"""Fast, urgent and by invitation, each from its posting to its result."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bidding.awards.queries import live_award, standing
from bidding.bids.models import Bid
from bidding.panels.queries import latest
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.people.models import Person, SecrecyLevel
from tests import make
from tests.journeys import contest, verdicts
from tests.journeys.cast import Cast
from tests.journeys.ways import invited
from tests.make import keys


def sealed(key: int, studio: object, amount: int = 40_000) -> int:
    """A bid brought about without its pages."""
    return int(make.sealed_bid(contest.challenge(key), make.again(studio), amount=amount).id)


def winner(key: int) -> int:
    """The bid that stands first."""
    return live_award(contest.challenge(key)).bid_id


def test_a_fast_contest_needs_two_bids_and_three_reviewers(cast: Cast) -> None:
    key = contest.hand_on(cast, contest.draft(cast, preset="fast", budget="5"))
    first, second = (sealed(key, studio) for studio in cast.studios[:2])
    verdicts.close(cast, key)
    verdicts.open_box(cast, key)
    verdicts.judge(cast, key, best=second, seats=3)
    verdicts.announce(cast, key)
    notice = standing(contest.challenge(key))[0]
    assert (winner(key), notice.state) == (second, "on_notice")
    verdicts.becomes_final(cast, key)
    verdicts.sign_commitment(cast, key, cast.lead(1), cast.at(cast.head))
    cast.at(db.session.get_one(Bid, first).lead_id).told("was not chosen")


def test_an_urgent_contest_opens_a_single_bid_with_the_chairs_reason(cast: Cast) -> None:
    key = contest.hand_on(cast, contest.draft(cast, preset="urgent"))
    only = sealed(key, cast.studios[0])
    verdicts.close(cast, key)
    officer, chair = cast.at(cast.officers[0]), cast.at(cast.chair)
    officer.open(f"/challenges/{key}/opening")
    assert "the chair first says why" in officer.closed("Start the opening")
    chair.open(f"/challenges/{key}/opening")
    chair.follow("Say why the single bid is opened")
    chair.press("Let it be opened", reason="", status=422)
    chair.press("Let it be opened", reason="整线待料，只有该室今夜能到场。")
    verdicts.open_box(cast, key)
    verdicts.judge(cast, key, best=only, seats=3, candidates=1)
    head, lead = cast.at(cast.head), cast.lead(0)
    verdicts.announce(cast, key, "Urgent: final at once")
    lead.told("has won")
    assert live_award(contest.challenge(key)).state == "final"
    verdicts.sign_commitment(cast, key, lead, head)


def test_by_invitation_two_of_three_bid_and_two_shares_open(cast: Cast) -> None:
    make.done(lambda: db.session.execute(sa.update(Person).values(clearance=SecrecyLevel.CORE)))
    key = invited(cast)
    bids = [sealed(key, studio) for studio in cast.studios[:2]]
    cast.until(contest.challenge(key).closes_at + timedelta(minutes=1))
    first, second = keys.holders_of(contest.challenge(key))[:2]
    for officer, button in ((first, "Start the opening"), (second, "Confirm and open")):
        words, screen = keys.passphrase(officer), cast.at(officer)
        screen.open(f"/challenges/{key}/opening/share")
        screen.press(button, passphrase=words)
    screen.sees("The bids are open and the record is signed.", "2 / 2")
    verdicts.judge(cast, key, best=bids[1])
    assert all(seat.person.clearance for seat in latest(contest.challenge(key)).active)
    verdicts.announce(cast, key)
    cast.lead(1).told("is to win")
    stranger = cast.lead(3)
    stranger.open(f"/challenges/{key}/award")
    stranger.sees_not(make.again(cast.studios[1]).name)
    verdicts.becomes_final(cast, key)
    assert (winner(key), clock.now() > contest.challenge(key).closes_at) == (bids[1], True)
