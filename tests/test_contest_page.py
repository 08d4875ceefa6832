"""docs/contest.md names tests; each of them is there."""

import re
from pathlib import Path


def test_every_test_named_for_a_promise_exists():
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", Path("docs/contest.md").read_text())
    missing = [
        (file, name) for file, name in named if f"def test_{name}(" not in Path("tests", file).read_text()
    ]
    assert len(named) > 60
    assert missing == []
