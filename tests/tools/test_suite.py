"""The last line of pytest becomes the line of the table, with and without its frame."""

import pytest

from tools import suite


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("28 passed in 13.31s", "28 passed in 13.31s"),
        ("=== 3 failed, 431 passed in 34.62s ===", "3 failed, 431 passed in 34.62s"),
        ("== 1 failed, 2 warnings in 70.62s (0:01:10) ==", "1 failed, 2 warnings in 70.62s (0:01:10)"),
    ],
)
def test_the_summary_is_found(line, words):
    found = suite.SUMMARY.match(line)
    assert found
    assert found[1] == words


def test_an_ordinary_line_is_no_summary():
    assert suite.SUMMARY.match("tests/test_boot.py .. [100%]") is None


def test_a_part_that_cannot_run_is_a_failure_only_in_ci(monkeypatch):
    monkeypatch.setenv("CI", "true")
    assert not suite.missing("Browser", "no Chromium").good
    monkeypatch.delenv("CI")
    assert suite.missing("Browser", "no Chromium").good
