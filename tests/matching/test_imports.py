"""A web process that scores must not pay for a solver."""

import subprocess
import sys

import pytest

import matching

SOLVERS = ("scipy.optimize", "scipy.stats", "scipy.linalg")


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_importing_the_library_loads_none_of_its_parts():
    modules = loaded_by("import matching")
    assert not {name for name in modules if name.startswith(("numpy", "scipy", "matching."))}


def test_a_part_is_loaded_when_it_is_named():
    modules = loaded_by("import matching; matching.scoring.score_table")
    assert "matching.scoring" in modules
    assert "matching.text" not in modules


def test_scoring_loads_nothing_beyond_numpy():
    modules = loaded_by("import matching.scoring")
    assert not {name for name in modules if name.split(".")[0] in ("scipy", "sklearn", "pandas")}
    assert not {name for name in modules if name.startswith("matching.") and name.split(".")[1] == "text"}


@pytest.mark.parametrize("part", ["recommend", "text"])
def test_recommendations_and_text_load_no_solver(part):
    plain = loaded_by("import numpy, scipy.sparse")
    modules = loaded_by(f"import matching.{part}")
    assert {name for name in modules - plain if name.startswith("scipy")} == set()


def test_sensitivity_loads_nothing_beyond_numpy():
    assert not {name for name in loaded_by("import matching.sensitivity") if name.startswith("scipy")}


def test_no_part_loads_what_the_tests_compare_it_with():
    modules = loaded_by(
        "import matching.awards, matching.panels, matching.team, matching.recommend, matching.text"
    )
    assert not {name.split(".")[0] for name in modules} & {"sklearn", "ortools", "pymcdm", "pandas", "flask"}


def test_an_unknown_part_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = matching.nothing
