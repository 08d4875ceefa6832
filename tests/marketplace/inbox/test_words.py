"""Everything that is told has its words, and the words find their facts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace import speech
from marketplace.inbox import words

ROOT = Path(__file__).parents[3]
BLANK = re.compile(r"%\((\w+)\)")


def _calls(name: str) -> Iterator[tuple[str, ast.Call, str]]:
    """Every call of `tell` or `ask` with its kind: (kind, call, where)."""
    for house in ("marketplace", "bidding"):
        for path in sorted((ROOT / house).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call) or len(node.args) < 2:
                    continue
                said = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if said == name:
                    for kind in _kinds(node.args[1]):
                        yield kind, node, f"{path.relative_to(ROOT)}:{node.lineno}"


def _kinds(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.IfExp):
        return [*_kinds(argument.body), *_kinds(argument.orelse)]
    return [argument.value] if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else []


@pytest.mark.parametrize("name", ["tell", "ask"])
def test_every_kind_that_is_told_or_asked_has_words(app, name):
    known = words.NOTICES if name == "tell" else words.TODOS
    assert [f"{where}: {kind}" for kind, _call, where in _calls(name) if kind not in known] == []


def test_every_blank_of_a_notice_is_filled_where_it_is_told(app):
    wrong = []
    for kind, call, where in _calls("tell"):
        given = {"title", *(word.arg for word in call.keywords)}
        if None not in given:  # **facts: whoever calls knows
            wrong += [
                f"{where}: {kind} lacks {b}"
                for b in BLANK.findall(str(words.NOTICES.get(kind, "")))
                if b not in given
            ]
    assert wrong == []


def test_no_kind_has_words_twice():
    for table in ("NOTICES", "TODOS"):
        kinds = [kind for said in speech.WORDS for kind in getattr(said, table, {})]
        assert sorted(kinds) == sorted(set(kinds))


def test_every_wing_with_words_is_listed():
    spoken = {
        path
        for path in ROOT.glob("*/*/words.py")
        if re.search(r"^(NOTICES|TODOS|DEEDS)\b", path.read_text(), re.MULTILINE)
    }
    registry = Path(words.__file__)
    assert {Path(said.__file__ or "") for said in speech.WORDS} == spoken - {registry}


def test_facts_are_written_as_people_write_them(app):
    words.NOTICES["x"] = "%(title)s until %(until)s, on %(day)s: %(missing)s"
    try:
        said = words.notice("x", {"title": "A", "until": "2030-03-05T06:30:00+00:00", "day": "2030-03-06"})
    finally:
        del words.NOTICES["x"]
    assert said == "A until Tue 5 Mar 2030, 14:30, on Wed 6 Mar 2030: –"
