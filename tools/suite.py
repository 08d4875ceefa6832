"""`./manage test`: the same tests on SQLite and on PostgreSQL, with a real worker, then the browser."""

import os
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from subprocess import PIPE, STDOUT, Popen

from tests import servers
from tools.ground import ROOT, say

#: pytest's code for "no test matched".
NOTHING = 5
#: These ask no database; once is enough.
NO_DATABASE = ("tests/matching", "tests/tools")
#: One process a core; two on a small machine, as every test waits for its disk now and then.
AT_ONCE = ("-n", str(min(8, max(2, os.cpu_count() or 2))), "--dist", "worksteal")
SUMMARY = re.compile(r"^=* ?((?:\d+ \w+,? ?)+in [\d.]+s.*?) ?=*$")


@dataclass(frozen=True)
class Outcome:
    """What one run of pytest said at its end."""

    name: str
    good: bool
    words: str


def main(words: list[str]) -> int:
    """All parts, also after one has failed; with arguments only what they choose, on both engines."""
    outcomes = [on_sqlite(words), on_postgres(words)]
    if not words:
        outcomes.append(in_browser())
    say("\n" + "=" * 100)
    for outcome in outcomes:
        say(f"{'✓' if outcome.good else '✗'} {outcome.name:<12} {outcome.words}")
    return 0 if all(outcome.good for outcome in outcomes) else 1


def on_sqlite(words: list[str]) -> Outcome:
    """Everything but the browser."""
    return pytest("SQLite", chosen(words), {"TEST_DATABASE_URL": ""})


def on_postgres(words: list[str]) -> Outcome:
    """Everything that asks a database, once more on a PostgreSQL of its own."""
    try:
        with servers.postgres() as url:
            spared = [] if words else [f"--ignore={folder}" for folder in NO_DATABASE]
            return pytest("PostgreSQL", [*chosen(words), *spared], {"TEST_DATABASE_URL": url})
    except servers.Unavailable as reason:
        return missing("PostgreSQL", str(reason))


def in_browser() -> Outcome:
    """The main stories in Chromium; each has a server of its own."""
    if not (ROOT / "tests" / "browser").is_dir():
        return Outcome("Browser", True, "no browser tests yet")
    program = servers.chromium()
    if program is None:
        return missing("Browser", "no Chromium on this machine (chromium, google-chrome or CHROMIUM=/path)")
    words = [*AT_ONCE, "-m", "browser", "tests/browser"]
    return pytest("Browser", words, {"TEST_DATABASE_URL": "", "CHROMIUM": program})


def missing(name: str, reason: str) -> Outcome:
    """A part that cannot run here: allowed on a developer's machine, not in CI."""
    in_ci = os.environ.get("CI") == "true"
    say(f"\n{name}: not run, {reason}")
    return Outcome(name, not in_ci, f"not run: {reason}" + (" (CI allows no skips)" if in_ci else ""))


def chosen(words: list[str]) -> list[str]:
    """What the person asked for, or everything."""
    return words or [*AT_ONCE, "-m", "not browser"]


def pytest(name: str, words: list[str], env: Mapping[str, str]) -> Outcome:
    """Run pytest, pass its output on, and keep its last line."""
    strict = ["-p", "tools.no_skips"] if os.environ.get("CI") == "true" else []
    say(f"\n→ {name}: pytest {' '.join(words)}")
    began, last = time.monotonic(), ""
    clean = {
        key: value
        for key, value in os.environ.items()
        if key not in {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"}
    }
    command = [sys.executable, "-m", "pytest", *strict, *words]
    with Popen(command, cwd=ROOT, env={**clean, **env}, stdout=PIPE, stderr=STDOUT, text=True) as process:
        for line in process.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            found = SUMMARY.match(re.sub(r"\x1b\[[\d;]*m", "", line.strip()))
            last = found[1] if found else last
    return Outcome(
        name, process.returncode in {0, NOTHING}, last or f"ended after {time.monotonic() - began:.0f} s"
    )
