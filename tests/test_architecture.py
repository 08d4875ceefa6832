"""What the linter cannot say: closed rooms, one door for commits, states, the hour and the queue."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
HOUSES = ("matching", "marketplace", "bidding")
SOURCES = [path for house in HOUSES for path in sorted((ROOT / house).rglob("*.py"))]
CLOSED = {"views", "forms", "jobs", "due"}  # `actions` of lower wings are called, these never
# the composition root
ROOTS = {"app", "worker", "cron", "cli", "due", "pages", "speech", "frame", "wsgi", "early", "tables", "demo"}


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]


def test_closed_rooms_stay_closed_to_other_wings():
    graph = grimp.build_graph("marketplace", "bidding", include_external_packages=False)
    seen = []
    for importer in graph.modules:
        steps = importer.split(".")
        if len(steps) < 2 or steps[1] in ROOTS:
            continue
        for imported in graph.find_modules_directly_imported_by(importer):
            there = imported.split(".")
            other_wing = there[:2] != steps[:2]
            if other_wing and len(there) > 2 and there[1] != "core" and there[2] in CLOSED:
                seen.append(f"{importer} → {imported}")
    assert seen == []


def test_imports_stand_at_the_top():
    found = [
        f"{_named(path)}:{node.lineno}"
        for path in SOURCES
        for outer in ast.walk(ast.parse(path.read_text()))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(outer)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "home"),
    [
        (r"\.commit\(\)", {"marketplace/core/db.py"}),
        (r"\.state = ", {"marketplace/core/lifecycle.py", "marketplace/core/jobs.py"}),
        (r"datetime\.now\(|datetime\.utcnow\(|date\.today\(", {"marketplace/core/clock.py"}),
        (r"\.enqueue\(", {"marketplace/core/outbox.py"}),
        (r"except Exception", {"marketplace/core/jobs.py"}),
        (r"\bcurrent_user\b", {"marketplace/people/login.py", "marketplace/core/formkeys.py",
                               "marketplace/app.py", "marketplace/people/views/account.py",
                               "marketplace/home/views/administration.py"}),
        # they build markup from constants and escape what goes in
        (r"\bMarkup\(", {"marketplace/core/drawing.py", "marketplace/core/templating.py",
                          "marketplace/core/widgets.py"}),
    ],
)  # fmt: skip
def test_one_door_for_each_of_the_great_deeds(pattern, home):
    found = {_named(path) for path in SOURCES if re.search(pattern, path.read_text())}
    assert found <= home


def test_templates_have_no_inline_style_script_or_safe():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text()
        assert not re.search(r"\sstyle=|\son\w+=\"|\|\s*safe\b|javascript:", text), _named(path)
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), _named(path)
        assert not re.search(r"<style", text), _named(path)


def _begin(node: ast.FunctionDef) -> int:
    """Where the work begins, after the docstring."""
    told = len(node.body) > 1 and ast.get_docstring(node) is not None
    return node.body[1].lineno if told else node.body[0].lineno


def test_files_and_functions_stay_small():
    long_files = {_named(p): n for p in SOURCES if (n := len(p.read_text().splitlines())) > 320}
    long_functions = {
        f"{_named(path)}:{node.name}": size
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (size := (node.end_lineno or 0) - _begin(node) + 1) > 35
    }
    assert (long_files, long_functions) == ({}, {})


def test_everything_public_says_what_it_means():
    silent = [
        f"{_named(path)}:{node.name}"
        for path in SOURCES
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_life_names_every_state_and_has_an_end():
    from marketplace.tables import ALL

    for wing in ALL:
        for name, model in vars(wing).items():
            life = getattr(model, "LIFE", None)
            if isinstance(life, dict) and name != "LIFE":
                states = type(next(iter(life)))
                assert set(life) == set(states), name
                assert {to for steps in life.values() for to in steps} <= set(states), name
