"""Whatever a caller hands over by mistake: an answer, or a ValueError that names the argument."""

import inspect
import re

import numpy as np
import pytest

from matching.awards import Option, choose, worth
from matching.panels import Quota, assign, lottery
from matching.recommend import Needs, Profiles, top
from matching.scoring import Criterion, Member, Need, Offer, SkillNeed, Work, level, rank, score_table, shown
from matching.sensitivity import stability
from matching.team import Core, Gaps, build
from matching.text import Index

NAN = float("nan")
JUNK = [None, NAN, float("inf"), -1, -0.5, 2.5, "x", [], [[]], [NAN], [["a"]], [[1, 2], [3]], {}, [None]]
PLAIN_ANCHORS = [[(0, 0), (1, 1)]] * 2
GOOD = {
    score_table: {"values": [[0.1, 0.2]], "anchors": PLAIN_ANCHORS, "weights": [0.5, 0.5]},
    shown: {"parts": [0.25, 0.5], "digits": 1},
    stability: {"parts": [[0.1, 0.2], [0.2, 0.1]], "weights": [0.5, 0.5], "draws": 10, "seed": 0},
    top: {"needs": [[1, 2]], "profiles": [[1, 2]], "k": 2, "text": [[0.5]], "cap": 1, "spread": 0.1},
    Index: {"texts": ["a"], "tags": [["x"]]},
    build: {
        "need": [(3, 4)],
        "core": Core([[3]], [1]),
        "candidates": [[3]],
        "free_days": [4],
        "cost": [1],
        "disruption": [1],
        "seats": 1,
        "allowed": [True],
        "homes": [0],
        "per_home": 1,
        "coordination": 1.0,
    },
    assign: {
        "affinity": [[1.0, 0.5], [0.5, 1.0]],
        "conflict": [[0, 0], [0, 0]],
        "per_bid": 1,
        "max_load": 2,
        "min_load": 0,
        "seed": 0,
    },
    lottery: {
        "affinity": [[1.0, 0.5], [0.5, 1.0]],
        "conflict": [[0, 0], [0, 0]],
        "per_bid": 1,
        "max_load": 2,
        "min_load": 0,
        "most_chance": 0.5,
    },
    level: {"marks": [[1.0, 2.0]], "scored": [[1, 1]]},
    choose: {"options": [Option("a", 1, 5, {"Lin": 1})], "capacity": {"Lin": 1}, "time_limit": 5.0},
    worth: {"score": 0.5, "reserve": 0.1, "weight": 1},
}


def refusal(call, **given) -> str | None:
    """The words of the refusal, None if there was none; any other error passes."""
    try:
        call(**given)
    except ValueError as error:
        return str(error)
    return None


@pytest.mark.parametrize("call", GOOD, ids=lambda call: call.__name__)
def test_junk_in_any_argument_is_refused_by_name(call):
    good = GOOD[call]
    call(**good)
    names = set(inspect.signature(call).parameters)
    for name in good:
        for junk in JUNK:
            words = refusal(call, **{**good, name: junk})
            assert words is None or re.match(r"[a-z_]+", words).group() in names, (name, junk, words)


FIELDS = [
    *((SkillNeed, {"skill": "a"}, name) for name in ("level", "importance", "heads")),
    *(
        (Need, {"id": "c", "skills": (SkillNeed("a"),)}, n)
        for n in ("ceiling", "floor", "due_days", "core_wish")
    ),
    *((Member, {"id": "p"}, name) for name in ("asked", "free", "levels")),
    *((Work, {"id": "w"}, name) for name in ("benefit", "similarity", "rating")),
    *((Offer, {"id": "o"}, name) for name in ("price", "days", "sealed")),
    *(
        (Criterion, {"name": "cost", "weight": 1.0, "anchors": ((0, 0), (1, 1))}, n)
        for n in ("weight", "anchors")
    ),
]


def ranked(thing):
    """The ranking of one bid with this thing in its place."""
    need, offer, criteria = Need("c", (SkillNeed("a"),)), Offer("o"), None
    match thing:
        case SkillNeed():
            need = Need("c", (thing,))
        case Need():
            need = thing
        case Member():
            offer = Offer("o", (thing,))
        case Work():
            offer = Offer("o", works=(thing,))
        case Offer():
            offer = thing
        case Criterion():
            criteria = (thing,)
    return rank(need, [offer]) if criteria is None else rank(need, [offer], criteria)


@pytest.mark.parametrize(
    ("kind", "good", "name"), FIELDS, ids=lambda value: getattr(value, "__name__", value)
)
def test_junk_in_a_fact_is_refused_or_scores_between_0_and_1(kind, good, name):
    for junk in [*JUNK, {"a": "x"}, {"a": None}, {"a": NAN}, 10**400]:
        words = refusal(scored, thing=kind(**{**good, name: junk}))
        assert words is None or re.match(r"need|offers|criteria|anchors|weights", words), (junk, words)


def scored(thing) -> None:
    (score,) = ranked(thing)
    assert score.total is None or 0 <= score.total <= 1
    assert all(np.isfinite(part.x) for part in score.parts)


@pytest.mark.parametrize(
    "call",
    [
        lambda: top(Needs([[1]], [[NAN]]), Profiles([[1]])),
        lambda: top(Needs([[1]]), Profiles([[1]], ["x"])),
        lambda: build(Gaps([3], [None]), None, [[3]], 1, 1, 1, 1),
        lambda: build([(3, 1)], Core([["x"]], [1]), [[3]], 1, 1, 1, 1),
        lambda: assign([[1.0]], [[0]], 1, 1, quotas=[Quota([1], NAN)]),
        lambda: assign([[1.0]], [[0]], 1, 1, quotas=[Quota([1], 0, "x")]),
        lambda: choose([Option("a", 1, NAN)], {}),
        lambda: choose([Option("a", 1, None)], {}),
        lambda: choose([Option("a", 1, 5, {"Lin": "x"})], {"Lin": 1}),
        lambda: choose([Option("a", 1, 5, tie=0.5)], {}),
        lambda: choose([], {"Lin": None}),
        lambda: choose([Option("a", 1, 5)], {}, packs=["a"], exclusive=[7]),
    ],
)
def test_junk_inside_a_given_thing_is_refused_by_name(call):
    with pytest.raises(ValueError, match=r"^(needs|profiles|need|core|quotas|options|capacity|packs)"):
        call()
