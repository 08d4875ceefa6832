"""What `./manage run` starts is watched: a fall is told and mended, a hopeless one ends the run."""

import sys
import time

import pytest

from tools import children, demo
from tools.children import Child
from tools.ground import Trouble


def until(child: Child, holds) -> None:
    end = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < end
        child.watch()
        time.sleep(0.02)


def test_a_fallen_process_is_told_and_started_again(tmp_path, capsys):
    marker = tmp_path / "was-here"
    code = f"import pathlib, sys, time; p = pathlib.Path({str(marker)!r})\n"
    code += "if not p.exists(): p.touch(); print('out of paper'); sys.exit(3)\ntime.sleep(60)"
    child = Child("printer", [sys.executable, "-c", code], {}, tmp_path / "printer.log")
    child.start()
    first = child.process
    until(child, lambda: child.process is not None and child.process is not first)
    child.stop()

    told = capsys.readouterr().out
    assert "printer ended (exit code 3)" in told
    assert "    out of paper" in told


def test_a_process_that_keeps_falling_ends_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(children, "TRIES", 2)
    child = Child("web", [sys.executable, "-c", "raise SystemExit(1)"], {}, tmp_path / "web.log")
    child.start()
    with pytest.raises(Trouble, match="web fell 2 times in a row"):
        until(child, lambda: False)


def test_a_deaf_process_is_taken_down(tmp_path):
    code = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    code += "print('up', flush=True); time.sleep(60)"
    child = Child("deaf", [sys.executable, "-c", code], {}, tmp_path / "deaf.log")
    child.start()
    until(child, lambda: "up" in child.last_lines())
    child.stop(patience=0.2)
    assert child.process is not None
    assert child.process.returncode == -9


def test_the_table_of_accounts_stands_straight_with_chinese_names():
    listed = '[{"role": "组长", "login": "A1", "password": "p", "name": "李", "unit": "总装厂"},'
    listed += '{"role": "chair", "login": "B22", "password": "pass", "name": "Wu", "unit": "x"}]'
    assert demo.table(listed).splitlines() == [
        "  role   login  password  name  unit",
        "  ─────  ─────  ────────  ────  ──────",
        "  组长   A1     p         李    总装厂",
        "  chair  B22    pass      Wu    x",
    ]
