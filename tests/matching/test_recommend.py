import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matching.recommend import Needs, Profiles, top

LEVELS = st.integers(0, 5)


@st.composite
def problems(draw: st.DrawFn):
    skills = draw(st.integers(1, 6))
    need = draw(arrays(np.int64, (draw(st.integers(1, 6)), skills), elements=LEVELS))
    need[need.sum(axis=1) == 0, 0] = 1
    importance = draw(arrays(np.int64, need.shape, elements=st.integers(1, 5)))
    level = draw(arrays(np.int64, (draw(st.integers(1, 8)), skills), elements=LEVELS))
    return need, importance, level


def coverage(need: np.ndarray, importance: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Σ_k u · min(1, level / need), pair by pair."""
    share = np.where(need > 0, importance, 0)
    share = share / share.sum(axis=1, keepdims=True)
    met = np.minimum(1, level[None] / np.maximum(need[:, None], 1))
    return (met * share[:, None]).sum(axis=2)


@given(problems(), st.integers(1, 4))
def test_the_best_of_both_sides_are_those_of_the_formula(problem, k):
    need, importance, level = problem
    full = coverage(need, importance, level)
    found = top(Needs(need, importance), Profiles(level), k)
    for scores, listed in ((full, found.for_needs), (full.T, found.for_profiles)):
        for row, index, score in zip(scores, listed.index, listed.score, strict=True):
            here = index[index >= 0]
            assert len(here) == min(k, len(row))
            assert score[: len(here)] == pytest.approx(row[here], abs=1e-12)
            assert sorted(row[here], reverse=True) == pytest.approx(
                sorted(row, reverse=True)[: len(here)], abs=2e-6
            )


@given(problems(), st.data())
def test_parts_add_to_the_score_and_gates_are_kept(problem, data):
    need, importance, level = problem
    shape = (len(need), len(level))
    text = data.draw(arrays(np.float64, shape, elements=st.floats(0, 1)))
    allowed = data.draw(arrays(np.bool_, shape))
    free = data.draw(arrays(np.float64, shape[1], elements=st.floats(0, 1)))
    found = top(Needs(need, importance), Profiles(level, free), 3, text=text, allowed=allowed)
    full = 0.7 * coverage(need, importance, level) + 0.2 * text + 0.1 * free
    for row in range(len(need)):
        here = found.for_needs.index[row]
        assert all(allowed[row, studio] for studio in here if studio >= 0)
        assert (here >= 0).sum() == min(3, allowed[row].sum())
        kept = here[here >= 0]
        assert found.for_needs.score[row][: len(kept)] == pytest.approx(full[row, kept], abs=1e-9)
    assert sum(found.for_needs.parts.values()) == pytest.approx(found.for_needs.score, abs=1e-15)
    by_block = top(
        Needs(need, importance),
        Profiles(level, free),
        3,
        text=text,
        allowed=lambda begin, end: allowed[begin:end],
    )
    assert by_block.for_needs.index.tolist() == found.for_needs.index.tolist()


def test_equal_scores_stand_in_order_of_index_across_blocks():
    found = top(np.ones((300, 2)), np.ones((200, 2)), 4)
    assert (found.for_needs.index == np.arange(4)).all()
    assert (found.for_profiles.index == np.arange(4)).all()
    assert (found.for_needs.score == 1.0).all()


@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_skills_does_not_matter(problem, random):
    need, importance, level = problem
    order = list(range(need.shape[1]))
    random.shuffle(order)
    turned = top(Needs(need[:, order], importance[:, order]), level[:, order], 5)
    assert turned.for_needs.index.tolist() == top(Needs(need, importance), level, 5).for_needs.index.tolist()


def test_a_list_names_a_studio_at_most_as_often_as_the_cap_allows():
    found = top(np.ones((6, 1)), [[5], [5], [5]], 2, cap=4)
    shown = np.bincount(found.for_needs.index[found.for_needs.index >= 0], minlength=3)
    assert shown.max() <= 4
    assert shown.sum() == 12


def test_spreading_prefers_a_different_studio_to_a_twin():
    need = [[3, 3, 3]]
    level = [[3, 3, 0], [3, 3, 0], [0, 0, 3]]
    assert top(need, level, 2).for_needs.index.tolist() == [[0, 1]]
    assert top(need, level, 2, spread=0.6).for_needs.index.tolist() == [[0, 2]]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: top([[0, 0]], [[1, 1]]), "needs, row 0: must ask for at least one skill"),
        (lambda: top([[1, 6]], [[1, 1]]), "needs, row 0: levels must be whole numbers in 0..5"),
        (lambda: top([[1, 1]], [[1, 1], [0.5, 1]]), "profiles, row 1: levels must be whole"),
        (lambda: top([[1, 1]], [[1]]), "profiles: must have the 2 skills"),
        (lambda: top([[1]], [[1]], text=np.array([[2.0]])), "text, row 0: must lie in 0..1"),
        (lambda: top([[1]], [[float("nan")]]), "profiles, row 0: must be finite"),
        (lambda: top([[1]], [[1]], weights={"luck": 1}), "weights: unknown part 'luck'"),
        (lambda: top([[1]], [[1]], 0), "k: must be a whole number of at least 1"),
        (lambda: top(Needs([[1]], [[-1]]), [[1]]), "needs.importance, row 0: must not be negative"),
    ],
)
def test_bad_input_is_refused_by_name_row_and_rule(call, words):
    with pytest.raises(ValueError, match=words):
        call()
