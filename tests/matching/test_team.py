import itertools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from matching.team import Core, Gaps, build


@st.composite
def small(draw: st.DrawFn):
    gaps, people = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    need = Gaps([2] * gaps, [draw(st.integers(1, 12)) for _ in range(gaps)])
    levels = [[draw(st.integers(0, 4)) for _ in range(gaps)] for _ in range(people)]
    free, cost, risk = ([draw(st.integers(0, top)) for _ in range(people)] for top in (15, 9, 40))
    return need, np.array(levels), np.array(free), np.array(cost), np.array(risk), draw(st.integers(0, 4))


def fill(need, levels, free, cost, people):
    """(open days, cost of days) of these people, by a linear program."""
    days, people = np.array(need.days), list(people)
    if not people:
        return float(days.sum()), 0.0
    able = (levels[people] >= 2).ravel()
    count, gaps = len(people), len(days)
    fills = np.kron(np.ones(count), np.eye(gaps))
    loads = np.kron(np.eye(count), np.ones(gaps))
    pay = np.repeat(cost[people], gaps)
    bounds = [(0, None if can else 0) for can in able]
    rows, room = np.vstack([fills, loads]), np.concatenate([days, free[people]])
    most = linprog(-np.ones(len(able)), A_ub=rows, b_ub=room, bounds=bounds)
    least = linprog(
        pay, A_ub=rows, b_ub=room, A_eq=[np.ones(len(able))], b_eq=[-most.fun], bounds=bounds
    )  # fmt: skip
    return float(days.sum() + most.fun), float(least.fun)


def brute_force(problem):
    """(open days, cost) of the best team of at most `seats`."""
    need, levels, free, cost, risk, seats = problem
    best = (np.inf, np.inf)
    for size in range(seats + 1):
        for people in itertools.combinations(range(len(levels)), size):
            open_days, pay = fill(need, levels, free, cost, people)
            best = min(best, (round(open_days, 6), round(pay + risk[list(people)].sum(), 6)))
    return best


@given(small())
def test_the_cheapest_team_is_that_of_brute_force(problem):
    team = build(problem[0], None, *problem[1:], explain=False)[0]
    open_days, cost = brute_force(problem)
    assert sum(team.gaps) == pytest.approx(open_days, abs=1e-5)
    assert team.cost == pytest.approx(cost, abs=1e-4)
    assert team.proven


def test_the_cheapest_of_twelve_people_is_that_of_brute_force():
    _, levels, free, cost, risk = crowd(12, gaps=2, seed=1)
    levels = np.where(levels, levels, np.array([3, 0]))
    problem = (Gaps([2, 2], [20, 10]), levels, free, cost, risk, 2)
    team = build(problem[0], None, *problem[1:], explain=False)[0]
    open_days, best = brute_force(problem)
    assert (sum(team.gaps), team.cost) == (pytest.approx(open_days, abs=1e-5), pytest.approx(best, abs=1e-3))


@given(small())
def test_nobody_works_over_free_days_or_beside_a_seat(problem):
    need, levels, free, _cost, _risk, seats = problem
    for team in build(need, None, *problem[1:]):
        assert len(team.people) <= seats
        given_days = np.zeros(len(need.days))
        for member in team.people:
            assert sum(member.days.values()) <= free[member.person] + 1e-6
            for gap, days in member.days.items():
                assert levels[member.person, gap] >= 2
                given_days[gap] += days
        assert given_days + team.gaps == pytest.approx(np.array(need.days, dtype=float), abs=1e-5)
        json.dumps(team.to_json())


@given(small())
def test_the_cost_never_rises_when_a_candidate_joins(problem):
    need, levels, free, cost, risk, seats = problem
    before = build(need, None, levels[:-1], free[:-1], cost[:-1], risk[:-1], seats, explain=False)[0]
    after = build(need, None, *problem[1:], explain=False)[0]
    assert sum(after.gaps) <= sum(before.gaps) + 1e-5
    if sum(after.gaps) == pytest.approx(sum(before.gaps), abs=1e-5):
        assert after.cost <= before.cost + 1e-4


def crowd(people: int, gaps: int = 6, seed: int = 0):
    rng = np.random.default_rng(seed)
    levels = rng.integers(1, 6, (people, gaps)) * (rng.random((people, gaps)) < 0.2)
    need = np.column_stack([rng.integers(2, 5, gaps), rng.integers(10, 30, gaps)])
    return (
        need,
        levels,
        rng.integers(5, 40, people),
        rng.integers(600, 2500, people),
        rng.integers(0, 20_000, people),
    )


def test_three_teams_each_best_in_its_own_way():
    need, levels, free, cost, risk = crowd(250)
    teams = {team.kind: team for team in build(need, None, levels, free, cost, risk, 8)}
    assert all(sum(team.gaps) == 0 for team in teams.values())
    assert teams["cheapest"].cost == min(team.cost for team in teams.values())
    assert len(teams["fewest"].people) == min(len(team.people) for team in teams.values())
    assert teams["calmest"].disruption == min(team.disruption for team in teams.values())


def test_each_person_says_what_their_absence_would_cost():
    need = [(3, 10)]
    (team,) = build(need, None, [[3], [3]], [10, 10], [100, 130], [0, 0], 1)
    (member,) = team.people
    assert (member.person, member.days, member.gap, member.extra) == (0, {0: 10.0}, 0, pytest.approx(300))
    (lonely,) = build(need, None, [[3]], [10], [100], [0], 1)[0].people
    assert (lonely.extra, lonely.open_days) == (pytest.approx(-1000), pytest.approx(10))


@given(small())
def test_why_a_person_is_what_the_best_team_without_them_costs(problem):
    need, levels, free, cost, risk, seats = problem
    team = build(need, None, levels, free, cost, risk, seats)[0]
    for member in team.people:
        rest = np.delete(np.arange(len(levels)), member.person)
        open_days, best = brute_force((need, levels[rest], free[rest], cost[rest], risk[rest], seats))
        assert team.cost + member.extra == pytest.approx(best, abs=1e-3)
        assert sum(team.gaps) + member.open_days == pytest.approx(open_days, abs=1e-4)


def test_the_core_fills_what_it_can_and_takes_no_seat():
    core = Core([[3, 0]], [10])
    (team,) = build([(3, 12), (2, 5)], core, [[3, 2]], [20], [100], [0], 1)
    assert team.people[0].days == {0: pytest.approx(2), 1: pytest.approx(5)}
    assert team.cost == pytest.approx(700)


def test_what_nobody_can_fill_is_reported():
    (team,) = build([(3, 12), (5, 5)], None, [[3, 2]], [9], [100], [0], 3)
    assert team.gaps == (pytest.approx(3), pytest.approx(5))


def test_gates_homes_and_coordination_hold():
    args = ([(1, 10)], None, [[1]] * 3, [5] * 3, [1, 1, 9], [0] * 3, 3)
    assert {m.person for m in build(*args)[0].people} == {0, 1}
    assert {m.person for m in build(*args, allowed=[True, False, True])[0].people} == {0, 2}
    assert {m.person for m in build(*args, homes=[7, 7, 8], per_home=1)[0].people} in ({0, 2}, {1, 2})
    assert build(*args, coordination=100.0)[0].cost == pytest.approx(210)


def test_same_input_same_teams():
    problem = crowd(300, seed=4)
    first, again = (build(problem[0], None, *problem[1:], 6) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: build([(3, float("nan"))], None, [[3]], 1, 1, 1, 1), "need, row 0: must be finite"),
        (lambda: build([(3, -1)], None, [[3]], 1, 1, 1, 1), "need.days, row 0: must not be negative"),
        (lambda: build(Gaps([], []), None, [[3]], 1, 1, 1, 1), "need: must name at least one skill"),
        (lambda: build([(3, 1)], None, [[3, 3]], 1, 1, 1, 1), "candidates: must be candidates × 1"),
        (lambda: build([(3, 1)], None, [[3]], [1, 2], 1, 1, 1), "free_days: must have one number"),
        (lambda: build([(3, 1)], None, [[3]], 1, -1, 1, 1), "cost, row 0: must not be negative"),
        (lambda: build([(3, 1)], None, [[3]], 1, 1, 1, 1.5), "seats: must be a whole number"),
        (lambda: build([(3, 1)], Core([[3, 1]], [1]), [[3]], 1, 1, 1, 1), "core: levels must be people × 1"),
        (
            lambda: build([(3, 1)], None, [[3]], 1, 1, 1, 1, allowed=[True, True]),
            "allowed: must be candidates",
        ),
    ],
)
def test_bad_input_is_refused_by_name_row_and_rule(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def equals(people: int, gaps: int, seats: int, seed: int):
    """People all as dear and as free, each able in one or two skills: most of them are as good as others."""
    rng = np.random.default_rng(seed)
    levels = np.zeros((people, gaps))
    for _ in range(2):
        levels[np.arange(people), rng.integers(0, gaps, people)] = 3
    flat = np.full(people, 10)
    return [(3, 10)] * gaps, None, levels, flat, flat, 0 * flat, seats


@pytest.mark.parametrize(("people", "seats"), [(40, 6), (20_000, 6), (20_000, 4)])
def test_among_equals_a_team_said_to_be_proven_leaves_no_day_open_that_could_be_filled(people, seats):
    """One person fills one gap: as many gaps as there are seats can be closed, and no more."""
    problem = equals(people, 6, seats, seed=people)
    for team in build(*problem, explain=False):
        assert sum(team.gaps) == pytest.approx(10 * (6 - seats))
        assert len(team.people) == seats
    assert build(*problem, explain=False)[0].proven


@pytest.mark.parametrize("seed", range(4))
def test_a_proven_team_is_that_of_the_whole_problem_with_gaps_left_or_without(seed):
    """Few hundred people with few seats: HiGHS decides on all of them, whatever the pruning thought."""
    need, levels, free, cost, risk = crowd(220, seed=seed)
    for seats in (2, 3, 6):
        team = build(need, None, levels, free, cost, risk, seats, explain=False)[0]
        days = np.asarray(need)[:, 1]
        able = levels >= np.asarray(need)[:, 0]
        who, gap = np.nonzero(able)
        people, pairs, penalty = len(free), len(who), 1e6
        gain = np.concatenate([risk, cost[who], np.full(len(days), penalty)]).astype(float)
        rows = np.zeros((len(days) + people + 1, len(gain)))
        rows[gap, people + np.arange(pairs)] = 1
        rows[np.arange(len(days)), people + pairs + np.arange(len(days))] = 1
        rows[len(days) + who, people + np.arange(pairs)] = 1
        rows[len(days) + np.arange(people), np.arange(people)] = -free
        rows[-1, :people] = 1
        low = np.concatenate([days, np.full(people + 1, -np.inf)])
        high = np.concatenate([days, np.zeros(people), [seats]])
        whole = np.concatenate([np.ones(people), np.zeros(len(gain) - people)])
        top = np.concatenate([np.ones(people), np.full(len(gain) - people, np.inf)])
        best = milp(
            gain, integrality=whole, bounds=Bounds(0, top),
            constraints=LinearConstraint(rows, low, high), options={"mip_rel_gap": 1e-9},
        )  # fmt: skip
        total = team.cost + penalty * sum(team.gaps)
        assert total >= best.fun * (1 - 1e-6) - 1e-3
        if team.proven:
            assert total == pytest.approx(best.fun, rel=1e-6)


@given(small())
def test_the_smallest_team_has_as_few_people_as_can_be_and_is_the_cheapest_of_them(problem):
    need, levels, free, cost, risk, seats = problem
    teams = build(need, None, *problem[1:], explain=False)
    fewest = next((team for team in teams if team.kind == "fewest"), teams[0])
    open_days, _ = brute_force(problem)
    for size in range(seats + 1):
        left, best = brute_force((need, levels, free, cost, risk, size))
        if left == open_days:
            break
    assert (len(fewest.people), fewest.cost) == (size, pytest.approx(best, abs=1e-3))
    assert fewest.bound == size if fewest.kind == "fewest" else True
