"""The draw: anyone can compute it again, and whoever must not judge is left out with the reason."""

import hashlib
import itertools
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bidding.bids.models import Bid, BidBar, BidState
from bidding.panels import actions
from bidding.panels.models import Recusal, SeatState
from bidding.panels.queries import latest
from bidding.panels.queries.draw import Candidate, as_row, key_of, next_of, pick, seed_of
from bidding.panels.terms import DeclareTerms
from bidding.sealing.queries import box_seal_of
from marketplace.challenges.models import ChallengeState
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.core.jobs import run_due
from marketplace.inbox.models import Todo
from marketplace.people.models import Person, Role, Tie
from tests import make
from tests.make import contest as deeds


def test_seed_and_order_are_plain_sha_256():
    seed = seed_of("BD-2030-0001", "ab" * 32)
    assert seed == hashlib.sha256(("BD-2030-0001" + "ab" * 32).encode()).hexdigest()
    assert key_of(seed, "000017") == hashlib.sha256((seed + "000017").encode()).hexdigest()


def some(n, expert=True, out=()):
    return Candidate(n, f"{n:04}", f"{n:04}", expert, out)


def test_experts_sit_first_then_whoever_comes_next():
    pool = [some(1, expert=False), some(2), some(3, expert=False), some(4), some(5)]
    assert [one.person_id for one in pick(pool, 3, 2)] == [1, 2, 4]


def test_a_pool_too_small_seats_nobody():
    assert pick([some(1), some(2), some(3, out=(("studio", 1),))], 3, 2) == []
    assert pick([some(1, expert=False), some(2), some(3, expert=False)], 3, 2) == []


def test_the_panel_is_odd_from_the_seed_and_the_same_for_everybody_who_computes_it(app):
    panel = deeds.drawn_panel()
    digest = box_seal_of(panel.challenge_id).digest
    assert panel.seed == seed_of(panel.challenge.number, digest)
    keys = [one["key"] for one in panel.pool]
    assert keys == sorted(keys)
    assert keys == [key_of(panel.seed, one["no"]) for one in panel.pool]
    free = [one["person"] for one in panel.pool if not one["out"]]
    assert [seat.person_id for seat in panel.seats] == free[:5]
    assert panel.challenge.state is ChallengeState.REVIEW
    assert {bid.state for bid in db.session.scalars(sa.select(Bid))} == {BidState.REVIEW}


def test_the_clock_draws_by_itself_once(app):
    challenge = deeds.opened_challenge()
    run_due()
    run_due()
    panel = latest(challenge)
    assert (panel.round, len(panel.seats)) == (1, 5)


def conflicted(kind: str) -> Person:
    """A contest whose first reviewer has this conflict; answers the reviewer."""
    challenge = deeds.closed_challenge()
    reviewer = db.session.scalars(sa.select(Person).where(Person.name == "评审0")).one()
    bid = db.session.scalars(sa.select(Bid).order_by(Bid.id).limit(1)).one()
    with transaction():
        reviewer, bid = db.session.get_one(Person, reviewer.id), db.session.get_one(Bid, bid.id)
        if kind in ("mentor", "relative"):
            db.session.add(
                Tie(person_id=bid.lead_id, other_id=reviewer.id, kind=kind, since=date(2020, 1, 1))
            )
        if kind == "workshop":
            reviewer.unit_id = bid.lead.unit_id
        if kind in ("studio", "former"):
            until = date(2028, 1, 1) if kind == "former" else None
            make.saved(make.studios.Membership(studio_id=bid.studio_id, person_id=reviewer.id,
                                               since=date(2026, 1, 1), until=until))  # fmt: skip
        if kind == "posting":
            make.grant(reviewer, Role.POSTER, challenge.department)
        if kind == "insider":
            make.grant(reviewer, Role.LEADING_GROUP, deeds.group_of(challenge.department))
        if kind == "years":
            reviewer.field_since = date(2022, 4, 1)
        if kind == "title":
            reviewer.ladder = "高级工"
    deeds.open_bids(challenge)
    with transaction():
        actions.draw(db.session.get_one(type(challenge), challenge.id), by=None)
    return db.session.get_one(Person, reviewer.id)


@pytest.mark.parametrize(
    "kind", ["mentor", "relative", "workshop", "studio", "former", "posting", "insider", "years", "title"]
)
def test_whoever_must_not_judge_is_left_out_with_the_reason(app, kind):
    reviewer = conflicted(kind)
    challenge = db.session.scalars(sa.select(Bid)).first().challenge
    panel = latest(challenge)
    row = next(one for one in panel.pool if one["person"] == reviewer.id)
    assert [reason for reason, _bid in row["out"]] == [kind]
    assert reviewer.id not in {seat.person_id for seat in panel.seats}
    kept = db.session.scalars(sa.select(Recusal.kind).where(Recusal.person_id == reviewer.id)).all()
    assert kept == ([] if kind in ("years", "title") else [kind])


def test_a_conflicted_reviewer_is_barred_from_that_bid_alone(app):
    reviewer = conflicted("mentor")
    barred = db.session.scalars(sa.select(BidBar.bid_id).where(BidBar.person_id == reviewer.id)).all()
    assert len(barred) == 1


def test_too_small_a_pool_asks_the_chair_once_and_draws_nothing(app):
    challenge = deeds.opened_challenge(reviewers=4)
    run_due()
    run_due()
    assert latest(challenge) is None
    assert db.session.scalar(sa.select(sa.func.count()).where(Todo.kind == "panel_pool")) == 1
    with pytest.raises(WrongMoment, match="too small"), transaction():
        actions.draw(db.session.get_one(type(challenge), challenge.id), by=None)


def test_a_second_panel_is_refused(app):
    panel = deeds.drawn_panel()
    with pytest.raises(WrongMoment, match="already been drawn"), transaction():
        actions.draw(panel.challenge, by=None)


def test_a_declared_conflict_brings_the_next_of_the_draw(app):
    panel = deeds.drawn_panel()
    seat = panel.seats[0]
    free = [one["person"] for one in panel.pool if not one["out"]]
    with transaction():
        seat = db.session.merge(seat)
        actions.declare(seat, DeclareTerms(conflict="yes", reason="与投榜人有亲属关系"), by=seat.person)
    panel = latest(panel.challenge)
    assert panel.seats[0].state is SeatState.REPLACED
    assert [one.person_id for one in panel.active] == [*free[1:5], free[5]]
    assert panel.chair_seat_id == panel.active[0].id


def test_a_conflict_without_a_word_is_not_taken(app):
    seat = deeds.drawn_panel().seats[0]
    with pytest.raises(Invalid), transaction():
        actions.declare(db.session.merge(seat), DeclareTerms(conflict="yes"), by=seat.person)


def test_nobody_declares_for_somebody_else(app):
    panel = deeds.drawn_panel()
    first, second = panel.seats[:2]
    with pytest.raises(NotAllowed), transaction():
        actions.declare(db.session.merge(first), DeclareTerms(conflict="no"), by=second.person)


def test_stepping_down_while_scoring_voids_the_sheets_and_the_follower_declares_and_scores(app):
    panel = deeds.scoring_panel()
    seat = panel.active[1]
    with transaction():
        seat = db.session.merge(seat)
        actions.step_down(seat, DeclareTerms(conflict="yes", reason="刚发现曾参与该方案论证"), by=seat.person)
    panel = latest(panel.challenge)
    follower = panel.active[-1]
    assert (len(panel.active), follower.state) == (5, SeatState.DRAWN)
    with transaction():
        follower = db.session.merge(follower)
        actions.declare(follower, DeclareTerms(conflict="no"), by=follower.person)
    for one in list(latest(panel.challenge).active):
        deeds.submit_scores(panel, one)
    assert str(latest(panel.challenge).state) == "discussion"


def away(n, expert=True):
    return Candidate(n, f"{n:04}", f"{n:04}", expert, outside=True)


@pytest.mark.parametrize(
    ("pool", "size", "experts", "outside", "seated"),
    [
        ([some(1), some(2), some(3), away(4)], 3, 2, 1, [1, 2, 4]),
        ([away(1), some(2), some(3), away(4)], 3, 2, 1, [1, 2, 3]),
        ([some(1, expert=False), some(2), away(3, expert=False), away(4)], 3, 2, 1, [1, 2, 4]),
        ([some(1), some(2, expert=False), away(3, expert=False), some(4), some(5)], 3, 2, 1, [1, 3, 4]),
        ([some(1), some(2), some(3)], 3, 2, 1, [1, 2, 3]),  # nobody from outside: as many as there are
        ([some(1), away(2, expert=False)], 3, 2, 1, []),
    ],
)
def test_seats_are_kept_for_experts_and_for_other_companies_and_else_follow_the_order(
    pool, size, experts, outside, seated
):
    assert [one.person_id for one in pick(pool, size, experts, outside)] == seated


@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), max_size=9),
    st.sampled_from([1, 3, 5]), st.integers(0, 4), st.integers(0, 2),
)  # fmt: skip
def test_the_panel_is_the_first_in_the_order_of_all_that_keep_the_quotas(kinds, size, experts, outside):
    pool = [away(n, expert) if other else some(n, expert) for n, (expert, other) in enumerate(kinds)]
    for quota in range(outside, -1, -1):
        fitting = [
            panel for panel in itertools.combinations(pool, size)
            if sum(one.expert for one in panel) >= experts and sum(one.outside for one in panel) >= quota
        ]  # fmt: skip
        if fitting:
            break
    assert pick(pool, size, experts, outside) == list(fitting[0] if fitting else ())


def test_who_follows_comes_from_another_company_if_one_is_missing_and_left():
    rows = [as_row(one, None) for one in (some(1), some(2), away(3, expert=False), away(4))]
    assert next_of(rows, {1}, expert=True, outside=True)["person"] == 4
    assert next_of(rows, {1}, expert=False, outside=True)["person"] == 3
    assert next_of(rows, {1, 3, 4}, expert=True, outside=True)["person"] == 2
