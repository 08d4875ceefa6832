import doctest
from pathlib import Path

import matching

README = Path(matching.__file__).with_name("README.md")
PAGES = README.parents[1] / "docs" / "matching"
FORMULATIONS = ("awards", "panels", "recommend", "scoring", "sensitivity", "team", "text")


def test_the_examples_of_the_tour_run():
    failed, tried = doctest.testfile(str(README), module_relative=False)
    assert tried > 30
    assert failed == 0


def test_every_formulation_has_its_page_in_both_languages():
    names = sorted(path.name for path in PAGES.glob("*.md"))
    assert names == sorted(f"{name}.{language}.md" for name in FORMULATIONS for language in ("en", "zh"))
