"""Behind every part of a score: who, which works, whose days; for readers who may know."""

from datetime import date

import pytest

from bidding.openings import queries
from bidding.openings.queries.ranking import words_of
from marketplace.outcomes.models import Outcome, OutcomeKind
from marketplace.people.models import SecrecyLevel
from tests import make
from tests.make.challenges import needed_skill, open_challenge
from tests.make.contest import leading, officers, open_bids, past_close
from tests.make.people import person


def outcome(studio, family, code, **more):
    facts = {
        "title": f"成果{code}", "kind": OutcomeKind.SOLUTION, "claimed": 90_000,
        "accepted_on": date(2029, 5, 1), "certified": 36_000,
        "family_id": family, "studio_id": studio.id, "unit_id": studio.home_unit_id,
    }  # fmt: skip
    return make.saved(Outcome(code=code, **facts | more))


@pytest.fixture
def scored(app):
    """One bid, opened and scored, of a studio with two works of which one is a trade secret."""
    skill = needed_skill()
    challenge = open_challenge(skills=[skill])
    officers(challenge.department)
    leading(challenge.department)
    lead = make.bidder(skills={skill: 4})
    bid = make.sealed_bid(challenge, lead)
    family = challenge.family_id
    outcome(bid.studio, family, "CG1")
    outcome(bid.studio, family, "CG2", secrecy=SecrecyLevel.CORE, certified=None)
    for _n in range(2):
        make.sealed_bid(challenge, make.bidder(skills={skill: 3}))
    return open_bids(past_close(challenge)), bid


def told(challenge, reader, bid):
    """The facts of each part by the criterion's name."""
    found = next(one for one in queries.ranking(challenge, seen_by=reader) if one.bid_id == bid.id)
    return {raw["name"]: part["facts"] for raw, part in zip(found.raw, found.parts, strict=True)}


def test_the_leading_group_reads_who_which_works_and_whose_days(scored):
    challenge, bid = scored
    facts = told(challenge, leading(challenge.department), bid)
    assert bid.lead.name in facts["skill_cover"][0]
    assert sorted(facts["category_works"]) == ["a work whose title is not yours to read", "成果CG1"]
    assert facts["certified_benefit"] == ["成果CG1: 3.6 万元 a year"]
    assert any(bid.lead.name in line for line in facts["free_capacity"])


def test_who_reads_blind_learns_neither_name_nor_title(scored):
    challenge, bid = scored
    facts = told(challenge, person(challenge.department), bid)
    assert facts["category_works"] == []
    assert facts["certified_benefit"] == ["1 certified works"]
    assert bid.lead.name not in str(facts)
    assert "a member at level 4" in facts["skill_cover"][0]


def test_a_score_kept_before_works_had_addresses_is_still_told(scored):
    challenge, bid = scored
    rows = queries.ranking(challenge, seen_by=leading(challenge.department))
    kept = next(one for one in rows if one.bid_id == bid.id)
    for part in kept.raw:
        if part["code"] == "category_works":
            part["facts"]["works"] = ["w0", "w1"]
        if part["code"] == "certified_benefit":
            part["facts"]["works"] = ["w0"]
        if part["code"] == "free_capacity":
            part["facts"]["short"] = part["facts"].pop("people")[:1]
    words = words_of(challenge.id, {bid.id: kept.kept}, seen_by=leading(challenge.department))
    facts = {part["code"]: queries.explained(part, words)["facts"] for part in kept.raw}
    assert facts["category_works"] == []
    assert facts["certified_benefit"] == ["1 certified works"]
    assert len(facts["free_capacity"]) == 1
