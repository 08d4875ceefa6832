import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.scoring import (
    DEFAULT,
    Criterion,
    Gate,
    Member,
    Need,
    Offer,
    SkillNeed,
    Work,
    criteria_from,
    need_from,
    offer_from,
    rank,
)

NEED = Need(
    "C-1",
    (SkillNeed("casting", 3, importance=2), SkillNeed("welding", 2), SkillNeed("control", 4, heads=2)),
    category="foundry",
    ceiling=500_000,
    floor=300_000,
    due_days=100,
)


@st.composite
def offers(draw: st.DrawFn, name: str = "b") -> Offer:
    people = tuple(
        Member(
            f"{name}-p{row}",
            {skill: draw(st.integers(0, 5)) for skill in ("casting", "welding", "control")},
            draw(st.sampled_from(["R&D", "process", "engineering", "skilled trade", None])),
            draw(st.sampled_from(["plant 1", "plant 2", "plant 3", None])),
            draw(st.booleans()),
            draw(st.integers(0, 30)),
            draw(st.none() | st.integers(0, 30)),
        )
        for row in range(draw(st.integers(0, 4)))
    )
    works = tuple(
        Work(f"w{row}", draw(st.sampled_from(["foundry", "other"])), draw(st.none() | st.integers(0, 10**7)))
        for row in range(draw(st.integers(0, 3)))
    )
    price = draw(st.integers(250_000, 500_000))
    return Offer(name, people, draw(st.just(works) | st.none()), price, 80, draw(st.integers(0, 9)))


FIELDS = st.integers(1, 5).flatmap(lambda n: st.tuples(*(offers(f"b{row}") for row in range(n))))


@given(FIELDS)
def test_parts_with_their_weights_add_to_the_score(field):
    for score in rank(NEED, field):
        assert sum(part.part for part in score.parts) == score.total
        assert all(abs(part.weight * part.value - part.part) < 1e-12 for part in score.parts)
        points, total = score.points()
        assert sum(round(point * 10) for point in points.values()) == round((total or 0) * 10)


@given(FIELDS, st.randoms(use_true_random=False))
def test_order_of_bids_and_of_people_does_not_matter(field, shuffled: random.Random):
    turned = [
        replace(offer, people=tuple(shuffled.sample(offer.people, len(offer.people)))) for offer in field
    ]
    shuffled.shuffle(turned)
    need = replace(NEED, skills=tuple(shuffled.sample(NEED.skills, 3)))
    found = {score.offer: (score.place, score.total) for score in rank(need, turned)}
    before = {score.offer: (score.place, score.total) for score in rank(NEED, field)}
    assert {name: total for name, (_, total) in found.items()} == pytest.approx(
        {name: total for name, (_, total) in before.items()}, abs=1e-14
    )


@given(FIELDS)
def test_a_rival_that_leaves_moves_nobodys_score(field):
    whole = {score.offer: score.total for score in rank(NEED, field)}
    for score in rank(NEED, field[1:]):
        assert score.total == whole[score.offer]


@given(FIELDS)
def test_a_failed_gate_never_outranks_a_pass(field):
    shut = replace(field[0], failed=(Gate("secrecy", {}, "Not cleared."),))
    ranked = rank(NEED, [shut, *field[1:]])
    assert ranked[-1].offer == shut.id
    assert (ranked[-1].place, ranked[-1].total, ranked[-1].parts) == (None, None, ())
    assert ranked[-1].gates == (Gate("secrecy", {}, "Not cleared."),)


@given(FIELDS)
def test_a_snapshot_gives_the_same_scores_years_later(field):
    stored = json.dumps(
        {
            "need": NEED.to_json(),
            "offers": [offer.to_json() for offer in field],
            "criteria": [criterion.to_json() for criterion in DEFAULT],
        }
    )
    read = json.loads(stored)
    again = rank(
        need_from(read["need"]),
        [offer_from(offer) for offer in read["offers"]],
        criteria_from(read["criteria"]),
    )
    assert [score.to_json() for score in again] == [score.to_json() for score in rank(NEED, field)]


def test_default_weights_are_the_seven_of_the_house():
    named = {criterion.name: round(criterion.weight * 100) for criterion in DEFAULT if criterion.weight}
    assert named == {
        "skill_cover": 35,
        "level_above": 15,
        "category_works": 15,
        "category_mix": 10,
        "free_capacity": 10,
        "certified_benefit": 10,
        "unit_crossing": 5,
    }


def test_what_nobody_has_recorded_scores_0_and_says_so():
    (score,) = rank(NEED, [Offer("bare")])
    assert score.total == 0
    works = next(part for part in score.parts if part.name == "category_works")
    assert (works.code, works.value) == ("unrecorded", 0.0)
    assert works.sentence == "Nobody has recorded the accepted works, so it scores 0."


def test_the_person_behind_each_skill_is_named():
    offer = Offer("b", (Member("Lin", {"casting": 4}, asked=10, free=10), Member("Wu", {"casting": 3})))
    (score,) = rank(NEED, [offer])
    skills = score.parts[0].facts["skills"]
    assert skills[0]["people"] == [{"person": "Lin", "level": 4.0}]
    assert score.parts[0].sentence == "Covers 1 of 3 skills at the level asked."


def test_a_level_counts_only_up_to_the_days_the_person_has_free():
    full, half = (
        rank(NEED, [Offer("b", (Member("Lin", {"casting": 3}, asked=10, free=free),))])[0].parts[0].value
        for free in (10, 5)
    )
    assert full == pytest.approx(2 * half)


def test_days_are_compared_week_by_week():
    offer = Offer("b", (Member("Lin", {}, asked=(5, 5), free=(10, 0)),))
    free = next(part for part in rank(NEED, [offer])[0].parts if part.name == "free_capacity")
    assert free.x == 0.5


def test_a_price_under_the_floor_earns_nothing_more_and_is_flagged():
    criteria = [Criterion("cost", 1.0, ((0, 0), (1, 1)))]
    scores = {
        s.offer: s for s in rank(NEED, [Offer("low", price=100_000), Offer("floor", price=300_000)], criteria)
    }
    assert scores["low"].total == scores["floor"].total == 1.0
    assert scores["low"].parts[0].code == "cost_below_floor"


def test_price_over_the_ceiling_and_a_missing_required_skill_shut_the_gate():
    need = replace(NEED, skills=(SkillNeed("casting", 3, required=True),))
    (score,) = rank(need, [Offer("b", price=500_001)])
    assert [gate.code for gate in score.gates] == ["over_ceiling", "required_skill"]
    assert score.gates[1].facts == {"skill": "casting", "level": 3, "heads": 1, "able": 0}


def test_ties_go_to_the_lower_price_then_the_earlier_sealing_and_equals_share_a_place():
    field = [
        Offer("late", price=400_000, sealed=2),
        Offer("dear", price=410_000, sealed=0),
        Offer("early", price=400_000, sealed=1),
        Offer("also early", price=400_000, sealed=1),
    ]
    assert [(score.offer, score.place) for score in rank(NEED, field)] == [
        ("also early", 1),
        ("early", 1),
        ("late", 3),
        ("dear", 4),
    ]


@pytest.mark.parametrize(
    ("need", "field", "criteria", "words"),
    [
        (Need("c", ()), [], DEFAULT, "need.skills: must name at least one"),
        (
            Need("c", (SkillNeed("a", 6),)),
            [],
            DEFAULT,
            "need.skills.level, row 0: must be a finite number and lie in 1..5",
        ),
        (
            Need("c", (SkillNeed("a"), SkillNeed("a"))),
            [],
            DEFAULT,
            "need.skills, row 1: id 'a' appears twice",
        ),
        (NEED, [Offer("a"), Offer("a")], DEFAULT, "offers, row 1: id 'a' appears twice"),
        (NEED, [Offer("a", (Member("p", {"x": 7}),))], DEFAULT, "offers: level of 'p', row 0: must be"),
        (NEED, [Offer("a", (Member("p", {}, asked=-1),))], DEFAULT, "offers, row 0: days of 'p'"),
        (
            NEED,
            [Offer("a", (Member("p", {}, asked=(1, 2), free=3),))],
            DEFAULT,
            "offers, row 0: asked and free",
        ),
        (NEED, [Offer("a", price=float("nan"))], DEFAULT, "offers.price, row 0: must be a finite"),
        (
            NEED,
            [],
            [Criterion("beauty", 1.0, ((0, 0), (1, 1)))],
            "criteria, row 0: unknown criterion 'beauty'",
        ),
        (replace(NEED, floor=600_000), [], DEFAULT, "need.floor: must lie below the ceiling"),
    ],
)
def test_bad_input_is_refused_by_name_row_and_rule(need, field, criteria, words):
    with pytest.raises(ValueError, match=words):
        rank(need, field, criteria)
