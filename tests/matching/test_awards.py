import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from matching.awards import Option, choose, value_if_forced, worth
from matching.awards import solve as solve_module
from matching.awards.cliques import cliques
from matching.awards.covers import covers
from matching.awards.model import problem_of
from tests.matching.oracles import cp_sat
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
    found = choose(options, capacity)
    assert (found.value, found.proven) == (cp_sat(options, capacity), True)


@pytest.fixture
def large_only(monkeypatch):
    """The way of rounds too large for HiGHS, however small they are."""
    monkeypatch.setattr(solve_module, "SMALL", 0)


@given(rounds())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bound_search_and_proof_of_large_rounds_are_those_of_brute_force(large_only, given_round):
    options, capacity = given_round
    found = choose(options, capacity)
    assert feasible(options, capacity, set(found.chosen))
    assert (found.value, found.bound, found.proven) == (brute_force(options, capacity),) * 2 + (True,)


def test_a_large_round_is_proven_as_a_small_one_is(large_only, monkeypatch):
    options, capacity = crowded(60, seed=1)
    found = choose(options, capacity, 60.0)
    monkeypatch.setattr(solve_module, "SMALL", 1_500)
    assert (found.value, found.proven) == (choose(options, capacity, 60.0).value, True)


def test_a_search_cut_short_is_feasible_honest_and_near(large_only):
    options, capacity = crowded(60, seed=1)
    found = choose(options, capacity, 0.05)
    assert feasible(options, capacity, set(found.chosen))
    exact = choose(options, capacity, 60.0).value
    assert 0.97 * exact <= found.value <= exact <= found.bound


@given(rounds(), st.lists(st.floats(0, 1), min_size=16, max_size=16))
def test_no_cut_forbids_a_choice_that_fits(given_round, shares):
    options, capacity = given_round
    problem = problem_of(options, capacity, (), ())
    cuts, groups = covers(problem, np.array(shares[: len(options)])), cliques(problem)
    for picks in itertools.product([0, 1], repeat=min(len(options), 9)):
        chosen = np.zeros(len(options))
        chosen[: len(picks)] = picks
        if (problem.use @ chosen <= problem.room).all():
            assert (cuts.matrix @ chosen <= cuts.high + 1e-9).all()
            assert (groups @ chosen <= 1).all()


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


@st.composite
def linked(draw: st.DrawFn):
    """A round with one pack and one exclusive group."""
    options, capacity = draw(rounds())
    ids = st.lists(st.sampled_from([option.id for option in options]), min_size=1, max_size=3, unique=True)
    return options[:10], capacity, draw(ids), draw(ids)


def every_choice(options, capacity, pack, group):
    for size in range(len(options) + 1):
        for won in itertools.combinations(options, size):
            ids = {option.id for option in won}
            whole = ids & set(pack) in (set(), set(pack))
            if whole and len(ids & set(group)) <= 1 and feasible(options, capacity, ids):
                yield ids, sum(option.value for option in won)


@given(linked())
def test_packs_groups_and_forced_winners_are_those_of_brute_force(problem):
    options, capacity, pack, group = problem
    names = {option.id for option in options}
    pack, group = [name for name in pack if name in names], [name for name in group if name in names]
    links = {"packs": [pack] if pack else [], "exclusive": [group] if group else []}
    every = list(every_choice(options, capacity, pack, group))
    best = max(value for _, value in every)
    found = choose(options, capacity, **links, forced=True)
    assert (found.value, found.proven) == (best, True)
    assert set(found.chosen) in [ids for ids, _ in every]
    for loss in found.lost:
        with_it = [value for ids, value in every if loss.option in ids]
        assert loss.cost == (best - max(with_it) if with_it else None)
        if with_it:
            made = value_if_forced(options, capacity, loss.option, **links)
            assert loss.option in made.chosen
            assert (made.value, made.proven) == (max(with_it), True)
        else:
            with pytest.raises(ValueError, match=r"winner: '.*' asks for more than there is"):
                value_if_forced(options, capacity, loss.option, **links)


def test_among_equals_the_stand_alone_winner_stays_then_the_list_of_ties_decides():
    options = [
        Option("a", 1, 9, {"Lin": 1}),
        Option("b", 1, 5),
        Option("c", 2, 9, {"Lin": 1}),
        Option("d", 2, 5),
    ]
    both = choose(options, {"Lin": 1})
    assert len(set(both.chosen) & {"a", "c"}) == 1
    late = [replace(o, tie=1) if o.id == "a" else o for o in options]
    assert set(choose(late, {"Lin": 1}).chosen) == {"b", "c"}
    equal = [Option("x", 1, 9, tie=2), Option("y", 1, 9, tie=1)]
    assert choose(equal, {}).chosen == choose(equal, {}).alone == ("y",)


@given(rounds())
def test_of_equal_choices_none_keeps_more_stand_alone_winners(given_round):
    options, capacity = given_round
    found = choose(options, capacity)
    for ids, value in every_choice(options[:10], capacity, (), ()):
        if value == found.value:
            assert len(ids & set(found.alone)) <= len(set(found.chosen) & set(found.alone))


def test_studio_places_and_budgets_are_resources_like_days():
    options = [
        Option("a", 1, 50, {("studio", "S"): 1, ("buyer", "plant 1"): 300_000}),
        Option("b", 2, 40, {("studio", "S"): 1, ("buyer", "plant 1"): 100_000}),
        Option("c", 2, 20, {("studio", "T"): 1, ("buyer", "plant 1"): 200_000}),
        Option("d", 2, 30, {("studio", "T"): 1, ("buyer", "plant 1"): 300_000}),
    ]
    room = {("studio", "S"): 1, ("studio", "T"): 2, ("buyer", "plant 1"): 500_000}
    assert set(choose(options, room).chosen) == {"a", "c"}


def test_a_bid_under_the_reserve_is_worth_nothing_and_never_forced_in():
    assert (worth(0.8123, 0.6, 2), worth(0.6, 0.6), worth(0.4, 0.6)) == (4246, 0, 0)
    found = choose([Option("bad", 1, worth(0.4, 0.6)), Option("good", 2, worth(0.7, 0.6))], {})
    assert found.chosen == ("good",)
    assert [(loss.option, loss.code) for loss in found.lost] == [("bad", "worthless")]


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
            "options.value, row 0: must be a whole number",
        ),
        (
            lambda: choose([replace(ONE, value=-1)], {"Lin": 1}),
            "options.value, row 0: must be a whole number",
        ),
        (lambda: choose([replace(ONE, uses={"Lin": -1})], {"Lin": 1}), "options.uses 'Lin', row 0: must be"),
        (lambda: choose([ONE, ONE], {"Lin": 1}), "options, row 1: id 'a' appears twice"),
        (lambda: choose([ONE], {"Lin": float("nan")}), "capacity, row Lin: must be a finite"),
        (lambda: choose([ONE], {"Lin": 1}, packs=[("a", "z")]), "packs, row 0: names 'z'"),
        (lambda: choose([ONE], {"Lin": 1}, 0), "time_limit: must be positive"),
        (lambda: value_if_forced([ONE], {"Lin": 0}, "a"), "winner: 'a' asks for more"),
        (lambda: value_if_forced([ONE], {"Lin": 1}, "z"), "winner: names 'z'"),
        (lambda: worth(1.2), "score: must be a finite number and lie in 0..1"),
        (lambda: worth(0.5, 0.5, 0), "weight: must be a whole number of at least 1"),
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
