"""Everything at once: `python -m tests.trust.all [share] [engine …]`.

Each campaign in a process of its own, one after the other, the smaller by the share (0.01: a hundredth).
Prints a row of the table in docs/trust.md for each campaign and engine as it ends; fails if any of them did.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from marketplace.core import clock
from tests.trust.arena.world import ENGINES

ROOT = Path(__file__).parents[2]
#: What is counted in full: rounds, edits, bids; None: there is only the whole.
SIZES = {"constraints": None, "tamper": 1_000, "canary": 200, "deadline": 1_000, "races": 500, "moves": None}
Row = dict[str, Any]
Launch = Callable[[list[str]], tuple[int, str]]  # words of a campaign → its exit code and what it printed


def launch(words: list[str]) -> tuple[int, str]:
    """One campaign in its own process."""
    line = [sys.executable, "-m", f"tests.trust.{words[0]}", *words[1:]]
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    return done.returncode, done.stdout


def campaigns(share: float, engines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """(engine, words) of each: the matrix first, it is the one that finds most."""
    for engine in engines:
        yield engine, ["matrix", str(share), engine]
    for engine in engines:
        for name, size in SIZES.items():
            # eight of anything is the least that says something: a box needs its three bids in either mode
            yield engine, [name, *([str(max(8, round(size * share)))] if size else []), engine]


def counts(found: Row) -> str:
    """What a campaign counted, in one line: numbers and how many faults, not their words."""
    told = [f"{name}: {_short(value)}" for name, value in found.items() if _short(value)]
    return "; ".join(told).replace("|", "/")


def _short(value: Any) -> str:
    if isinstance(value, dict):
        numbers = {name: one for name, one in value.items() if isinstance(one, int | float)}
        if numbers and len(numbers) <= 6:
            return ", ".join(f"{one:,} {name}" for name, one in numbers.items())
        return "" if value else "0"
    if isinstance(value, list):
        return "" if value else "0"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def rows(share: float, engines: list[str], do: Launch = launch) -> Iterator[tuple[int, str]]:
    """(exit code, line of the table) of every campaign, as it ends."""
    commit = _commit()
    for engine, words in campaigns(share, engines):
        code, said = do(words)
        start = f"| {clock.real().date().isoformat()} | {commit} | `{' '.join(words)}` | {engine} |"
        for name, found in _parts(said, engine):
            end = "" if code == 0 else " — **failed**"
            yield code, f"{start} {f'{name}: ' if name else ''}{counts(found)}, load {_load()}{end} |"


def _parts(said: str, engine: str) -> Iterator[tuple[str, Row]]:
    """What was printed, by its parts: races have scenes, the others are one."""
    try:
        printed = json.loads(said)
    except ValueError:
        yield "", {"printed": "nothing that can be read"}
        return
    found = printed.get(engine, printed)
    scenes = all(isinstance(one, dict) and "rounds" in one for one in found.values())
    yield from found.items() if scenes else [("", found)]


def _load() -> str:
    return f"{os.getloadavg()[2]:.0f}"  # of the last quarter of an hour


def _commit() -> str:
    line = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    return done.stdout.strip() or "?"


def main(words: list[str]) -> int:
    """Run all, print the table as it grows."""
    engines = [word for word in words if word in ENGINES] or list(ENGINES)
    share = next((float(word) for word in words if word not in ENGINES), 1.0)
    print("| date | commit | command | engine | counts |\n| --- | --- | --- | --- | --- |", flush=True)
    worst = 0
    for code, line in rows(share, engines):
        worst = max(worst, abs(code))
        print(line, flush=True)
    return int(worst > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
