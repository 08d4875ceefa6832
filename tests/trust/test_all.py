"""The table of everything, with campaigns that only say what they would have counted."""

from __future__ import annotations

import json

from tests.trust.all import main, rows

SAID = {
    "matrix": {"cells": 41_000, "firm": 30_000, "leaks": 0, "blocked": 0, "first": {"leaks": []}},
    "races": {"sqlite": {"award": {"rounds": 5, "told": {"done": 5}, "faults": {}}}},
    "tamper": {"sqlite": {"edits": 10, "found and named": 9, "missed": [["flip", []]]}},
}


def fake(words):
    code = int(words[0] == "tamper")
    return code, json.dumps(SAID[words[0]]) if words[0] in SAID else "Traceback"


def test_every_campaign_has_its_line_and_a_fault_is_told():
    lines = {line.split("`")[1].split()[0]: (code, line) for code, line in rows(0.01, ["sqlite"], fake)}
    assert len(lines) == 7
    assert "cells: 41,000; firm: 30,000; leaks: 0" in lines["matrix"][1]
    assert "award: rounds: 5; told: 5 done; faults: 0" in lines["races"][1]
    assert "`tamper 10 sqlite`" in lines["tamper"][1] and "**failed**" in lines["tamper"][1]
    assert lines["tamper"][0] == 1 and "nothing that can be read" in lines["moves"][1]


def test_the_command_fails_when_a_campaign_fails(monkeypatch, capsys):
    monkeypatch.setattr("tests.trust.all.rows", lambda share, engines: iter([(0, "good"), (1, "bad")]))
    assert main(["0.01", "sqlite"]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == ["good", "bad"]
