import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ortools.sat.python import cp_model
from scipy.optimize import linprog

from matching.awards import Option, choose, value_if_forced
from matching.awards import solve as solve_module
from tests.matching.public_sets import public_set

RESOURCES = ("Lin", "Wu", "Zhao")


@st.composite
def rounds(draw: st.DrawFn):
    count = draw(st.integers(1, 16))
    options = [
        Option(
            f"b{row}",
            f"c{draw(st.integers(0, 4))}",
            draw(st.integers(0, 30)),
            {name: draw(st.integers(0, 8)) for name in draw(st.sets(st.sampled_from(RESOURCES)))},
        )
        for row in range(count)
    ]
    return options, {name: draw(st.integers(0, 15)) for name in RESOURCES}


def feasible(options, capacity, ids) -> bool:
    won = [option for option in options if option.id in ids]
    one = len({option.challenge for option in won}) == len(won)
    return one and all(sum(o.uses.get(name, 0) for o in won) <= room for name, room in capacity.items())


def brute_force(options, capacity) -> int:
    """The best of one or none per challenge."""
    groups = [
        [None, *(option for option in options if option.challenge == challenge)]
        for challenge in {option.challenge for option in options}
    ]
    best = 0
    for picks in itertools.product(*groups):
        won = [option for option in picks if option is not None]
        value = sum(option.value for option in won)
        if value > best and feasible(options, capacity, {option.id for option in won}):
            best = value
    return best


@given(rounds())
def test_the_choice_is_that_of_brute_force_and_proven(given_round):
    options, capacity = given_round
    found = choose(options, capacity)
    assert feasible(options, capacity, set(found.chosen))
    assert found.value == sum(option.value for option in options if option.id in found.chosen)
    assert (found.value, found.bound, found.proven) == (brute_force(options, capacity),) * 2 + (True,)


@given(rounds())
def test_the_value_is_under_the_linear_bound_and_over_greedys(given_round):
    options, capacity = given_round
    challenges = sorted({option.challenge for option in options})
    rows = [[option.uses.get(name, 0) for option in options] for name in RESOURCES]
    rows += [[option.challenge == challenge for option in options] for challenge in challenges]
    room = [*capacity.values(), *[1] * len(challenges)]
    linear = linprog([-option.value for option in options], A_ub=rows, b_ub=room, bounds=(0, 1))
    taken: set[str] = set()
    for option in sorted(options, key=lambda option: -option.value):
        if feasible(options, capacity, taken | {option.id}):
            taken.add(option.id)
    greedy = sum(option.value for option in options if option.id in taken)
    assert greedy <= choose(options, capacity).value <= -linear.fun + 1e-6


@given(rounds(), st.sampled_from(RESOURCES), st.integers(1, 5))
def test_more_capacity_never_lowers_the_value(given_round, name, more):
    options, capacity = given_round
    assert choose(options, {**capacity, name: capacity[name] + more}).value >= choose(options, capacity).value


@given(rounds())
def test_dropping_a_losing_bid_keeps_the_value(given_round):
    options, capacity = given_round
    found = choose(options, capacity)
    for loss in found.lost[:3]:
        assert choose([o for o in options if o.id != loss.option], capacity).value == found.value


@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_options_and_resources_does_not_matter(given_round, random):
    options, capacity = given_round
    shuffled = random.sample(options, len(options))
    turned = dict(random.sample(list(capacity.items()), len(capacity)))
    assert set(choose(shuffled, turned).chosen) == set(choose(options, capacity).chosen)


@given(rounds())
def test_every_loser_is_told_why(given_round):
    options, capacity = given_round
    found = choose(options, capacity)
    assert {loss.option for loss in found.lost} | set(found.chosen) == {option.id for option in options}
    by_id = {option.id: option for option in options}
    for loss in found.lost:
        option = by_id[loss.option]
        if loss.code == "rival":
            assert loss.rival is not None
            assert by_id[loss.rival].value >= option.value
        if loss.code == "full":
            kept = [by_id[name] for name in found.chosen if by_id[name].challenge != option.challenge]
            for name in loss.full:
                assert sum(o.uses.get(name, 0) for o in kept) + option.uses[name] > capacity[name]
    json.dumps(found.to_json())


def crowded(challenges: int, seed: int = 0):
    rng = np.random.default_rng(seed)
    options = [
        Option(
            f"{c}-{b}",
            c,
            int(rng.integers(4000, 9500)),
            {int(p): int(rng.integers(5, 31)) for p in rng.choice(8 * challenges, 5, replace=False)},
        )
        for c in range(challenges)
        for b in range(6)
    ]
    return options, {p: int(rng.integers(25, 70)) for p in range(8 * challenges)}


def test_cp_sat_finds_the_same_value():
    options, capacity = crowded(30)
    model = cp_model.CpModel()
    wins = {option.id: model.new_bool_var(str(option.id)) for option in options}
    for challenge in range(30):
        model.add_at_most_one(wins[option.id] for option in options if option.challenge == challenge)
    for name, room in capacity.items():
        model.add(sum(option.uses.get(name, 0) * wins[option.id] for option in options) <= room)
    model.maximize(sum(option.value * wins[option.id] for option in options))
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    found = choose(options, capacity)
    assert (found.value, found.proven) == (int(solver.objective_value), True)


def test_the_search_for_large_rounds_is_feasible_honest_and_near(monkeypatch):
    options, capacity = crowded(60, seed=1)
    exact = choose(options, capacity)
    monkeypatch.setattr(solve_module, "SMALL", 0)
    monkeypatch.setattr(solve_module, "whole", _never_large(solve_module.whole))
    found = choose(options, capacity, 3.0)
    assert feasible(options, capacity, set(found.chosen))
    assert 0.99 * exact.value <= found.value <= exact.value <= found.bound


def _never_large(whole):
    """The proof gives up, the neighbourhoods do not."""

    def tried(problem, seconds, sharp=False):
        return whole(problem, 0.01 if sharp else seconds)

    return tried


def test_deciding_alone_would_promise_a_person_twice():
    options = [
        Option("b1", "c1", 90, {"Lin": 8}),
        Option("b2", "c1", 80, {"Wu": 8}),
        Option("b3", "c2", 85, {"Lin": 8}),
        Option("b4", "c2", 60, {"Wu": 9}),
    ]
    found = choose(options, {"Lin": 10, "Wu": 10})
    assert (found.chosen, found.value) == (("b2", "b3"), 165)
    assert (found.alone, found.alone_value) == (("b1", "b3"), 175)
    assert [(c.resource, c.asked, c.room) for c in found.conflicts] == [("Lin", 16.0, 10.0)]
    assert {loss.option: loss.code for loss in found.lost} == {"b1": "full", "b4": "rival"}
    forced = value_if_forced(options, {"Lin": 10, "Wu": 10}, "b1")
    assert (set(forced.chosen), forced.value) == ({"b1", "b4"}, 150)


def test_packs_win_together_and_groups_exclude():
    options = [Option("a", 1, 10), Option("b", 2, 1), Option("c", 2, 5), Option("d", 3, 7)]
    assert set(choose(options, {}, packs=[("a", "b")]).chosen) == {"a", "b", "d"}
    assert set(choose(options, {}, exclusive=[("a", "d")]).chosen) == {"a", "c"}


def test_nothing_to_decide_is_decided():
    found = choose([], {})
    assert (found.chosen, found.value, found.proven) == ((), 0, True)


def test_fractions_of_days_are_not_overbooked():
    options = [Option(row, row, 10, {"Lin": 0.1}) for row in range(5)]
    assert len(choose(options, {"Lin": 0.3}).chosen) == 3


ONE = Option("a", 1, 5, {"Lin": 1})


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: choose([ONE], {}), "options, row 0: uses 'Lin', which capacity does not name"),
        (
            lambda: choose([replace(ONE, value=1.5)], {"Lin": 1}),
            "options, row 0: value must be a whole number",
        ),
        (
            lambda: choose([replace(ONE, value=-1)], {"Lin": 1}),
            "options, row 0: value must be a whole number",
        ),
        (lambda: choose([replace(ONE, uses={"Lin": -1})], {"Lin": 1}), "options, row 0: use of 'Lin'"),
        (lambda: choose([ONE, ONE], {"Lin": 1}), "options, row 1: id 'a' appears twice"),
        (lambda: choose([ONE], {"Lin": float("nan")}), "capacity, row Lin: must be finite"),
        (lambda: choose([ONE], {"Lin": 1}, packs=[("a", "z")]), "packs, row 0: names 'z'"),
        (lambda: choose([ONE], {"Lin": 1}, 0), "time_limit: must be positive"),
        (lambda: value_if_forced([ONE], {"Lin": 0}, "a"), "winner: asks for more of 'Lin'"),
        (lambda: value_if_forced([ONE], {"Lin": 1}, "z"), "winner: names 'z'"),
    ],
)
def test_bad_input_is_refused_by_name_row_and_rule(call, words):
    with pytest.raises(ValueError, match=words):
        call()


if (INSTANCES := public_set("gap_gap1_gap3.json.gz")) is not None:

    @pytest.mark.parametrize("instance", INSTANCES, ids=lambda instance: instance["name"])
    def test_public_assignment_optima_are_proven(instance):
        agents, items = range(instance["agents"]), range(instance["items"])
        dear = max(max(row) for row in instance["cost"])
        options = [
            Option(
                f"{a}-{i}", i, len(items) * dear + 1 - instance["cost"][a][i], {a: instance["weight"][a][i]}
            )
            for i in items
            for a in agents
        ]
        found = choose(options, dict(enumerate(instance["capacity"])))
        assert len(items) * (len(items) * dear + 1) - found.value == instance["optimum"]
        assert found.proven
