import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.awards import Option
from matching.awards.bound import rows_of
from matching.awards.knapsacks import separate
from matching.awards.model import fits, problem_of, unfit
from tests.matching.oracles import cp_sat

RESOURCES = ("Lin", "Wu", "Zhao")


@st.composite
def single_rounds(draw: st.DrawFn):
    """Every option draws on one resource or none; few values, so that many choices are worth the same."""
    unit = draw(st.sampled_from((1, 0.5, 0.1)))
    options = []
    for row in range(draw(st.integers(1, 14))):
        name = draw(st.sampled_from((*RESOURCES, None)))
        uses = {} if name is None else {name: draw(st.integers(0, 8)) * unit}
        place = draw(st.integers(0, 3))
        options.append(Option(f"b{row}", f"c{draw(st.integers(0, 4))}", draw(st.integers(0, 4)), uses, place))
    return options, {name: draw(st.integers(0, 15)) * unit for name in RESOURCES}


@given(single_rounds())
def test_knapsacks_find_the_best_choice_and_among_equals_the_one_most_in_favour(given_round):
    options, capacity = given_round
    problem = problem_of(options, capacity, (), ())
    problem = problem.some(np.flatnonzero(~unfit(problem)))
    assume(len(problem))
    found = separate(problem, rows_of(problem))
    assert found is not None
    tried = [
        np.isin(np.arange(len(problem)), [pick for pick in picks if pick >= 0])
        for picks in itertools.product(
            *([-1, *np.flatnonzero(problem.challenge == c)] for c in range(problem.challenges))
        )
    ]
    worth_of = [
        (int(problem.value[chosen].sum()), round(float(problem.favour[chosen].sum()), 9))
        for chosen in tried
        if fits(problem, chosen)
    ]
    assert fits(problem, found)
    assert (problem.value[found].sum(), round(float(problem.favour[found].sum()), 9)) == max(worth_of)


@pytest.mark.parametrize(("agents", "items", "like"), [(5, 40, 1), (8, 40, -1), (20, 60, 1)])
def test_knapsacks_agree_with_cp_sat_on_generalised_assignment(agents, items, like):
    """Drawn like the classes C and E of Chu and Beasley (1997): value apart from or bound to the weight."""
    rng = np.random.default_rng(items)
    weight = rng.integers(5, 26, (agents, items))
    value = 1000 + (rng.integers(10, 51, weight.shape) if like > 0 else 110 - weight)
    options = [
        Option(f"{a}-{i}", i, int(value[a, i]), {a: int(weight[a, i])})
        for i in range(items)
        for a in range(agents)
    ]
    capacity = {a: int(0.8 * weight[a].sum() / agents) for a in range(agents)}
    problem = problem_of(options, capacity, (), ())
    found = separate(problem, rows_of(problem))
    assert found is not None
    assert fits(problem, found)
    assert int(problem.value[found].sum()) == cp_sat(options, capacity)


def test_options_on_several_resources_or_in_packs_are_none_of_the_knapsacks_business():
    options = [Option("a", 0, 1, {"Lin": 1, "Wu": 1}), Option("b", 1, 1, {"Lin": 1})]
    capacity = {"Lin": 1, "Wu": 1}
    for tried, packs in ((options, ()), (options[1:], [["b"]]), ([Option("b", 1, 1, {"Lin": 1 / 3})], ())):
        problem = problem_of(tried, capacity, packs, ())
        assert separate(problem, rows_of(problem)) is None
