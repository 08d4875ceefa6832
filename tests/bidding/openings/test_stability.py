"""How firm the first place is, what losers would have needed, and scores that come out again."""

import dataclasses

import pytest

from bidding.openings import queries
from bidding.openings.queries.matcher import NAMES
from marketplace.rulebook.defaults import ANCHORS
from marketplace.rulebook.queries import anchors_of
from matching.scoring import DEFAULT
from tests import make
from tests.make.challenges import needed_skill, open_challenge
from tests.make.contest import leading, officers, open_bids, past_close
from tests.visitor import Visitor


@pytest.fixture
def opened(app):
    """Three bids of unlike studios, opened and scored."""
    skill, other = needed_skill(), needed_skill()
    challenge = open_challenge(skills=[skill, other])
    officers(challenge.department)
    leading(challenge.department)
    for levels in ({skill: 5, other: 3}, {skill: 3, other: 4}, {skill: 3, other: 3}):
        make.sealed_bid(challenge, make.bidder(skills=levels))
    return open_bids(past_close(challenge))


def ranked(challenge):
    return queries.ranking(challenge, seen_by=leading(challenge.department))


def test_under_the_posted_weights_the_order_is_the_kept_one(opened):
    bids = ranked(opened)
    tried = queries.tried(bids, {})
    assert [(place, bid.label, total) for place, bid, total in tried.rows] == [
        (bid.place, bid.label, bid.total) for bid in bids
    ]
    assert tried.errors == []


def test_one_weight_alone_orders_by_that_criterion(opened):
    bids = ranked(opened)
    typed = dict.fromkeys(NAMES, "0") | {"depth": "40"}
    tried = queries.tried(bids, typed)
    depth = {bid.label: next(p["value"] for p in bid.raw if p["name"] == "level_above") for bid in bids}
    assert [total for _place, _bid, total in tried.rows] == sorted(
        (round(value * 10_000) for value in depth.values()), reverse=True
    )


def test_a_weight_that_is_none_is_refused_by_its_field(opened):
    bids = ranked(opened)
    for typed in ("-1", "101", "abc", "", "１２", "1e3"):
        tried = queries.tried(bids, {"skill": typed})
        assert len(tried.errors) == 1, typed
        assert tried.weights[0].typed == typed


def test_what_is_told_as_enough_is_enough(opened):
    """A criterion raised as told brings the loser level with the first."""
    bids = ranked(opened)
    stable = queries.stability_of(bids)
    losers = {one.label: one for one in stable.losers}
    assert set(losers) == {bid.label for bid in bids[1:]}
    assert all(one.gap == bids[0].total - bid.total for bid in bids[1:] for one in [losers[bid.label]])
    assert abs(sum(stable.shares.values()) - 1) < 1e-9
    for bid in bids[1:]:
        for part in bid.raw:
            gap = bids[0].total - bid.total
            can = gap > 0 and part["points"] + gap <= part["weight"] * 100
            told = any(f"{(part['points'] + gap) / 100:.2f}" in line for line in losers[bid.label].alone)
            assert told or not can


def test_a_score_comes_out_again_and_a_changed_one_is_seen(opened):
    bids = ranked(opened)
    assert [one.same for one in queries.checked(bids)] == [True, True, True]
    changed = dataclasses.replace(bids[0], total=bids[0].total + 1)
    assert [one.same for one in queries.checked([changed])] == [False]


def test_the_scales_are_those_of_the_posting(opened):
    assert opened.rule_versions["anchors"] == max(ANCHORS)
    anchors = anchors_of(opened)
    house = {criterion.name: criterion.anchors for criterion in DEFAULT}
    assert {name: tuple(map(tuple, anchors[code])) for code, name in NAMES.items()} == {
        name: tuple(map(tuple, house[name])) for name in NAMES.values()
    }
    kept = ranked(opened)[0].kept.inputs["criteria"]
    assert [len(one["anchors"]) for one in kept] == [len(anchors[code]) for code in NAMES]


def test_the_pages_without_scripts(app, opened):
    for locale in ("en", "zh_Hans"):
        _without_scripts(Visitor(app, leading(opened.department), locale), opened)


def _without_scripts(chair, opened):
    chair.open(f"/challenges/{opened.id}/ranking")
    chair.follow("How firm is the first place?")
    chair.sees("Try other weights", "What each of the others would have needed")
    chair.press("Show the order", skill="0", depth="60")
    chair.press("Show the order", skill="x", strict=False, status=422)
    chair.open(f"/challenges/{opened.id}/ranking/check")
    chair.sees("Every score comes out as it was kept, to the last digit, and its parts add up.")
