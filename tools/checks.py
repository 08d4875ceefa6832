"""`./manage check`: everything about the code that can be said without running the tests."""

import json
import tempfile
import time
from collections.abc import Callable

from tools import assets, translations
from tools.ground import BIN, DIST, FLASK, run, say

#: Without a secret it is the demo, which may run anywhere.
DEMO = dict.fromkeys(("SECRET_KEY", "MARKETPLACE_URL"), "")
#: Bytes, compressed, of all front-end files of a page without charts.
HEAVIEST = 150_000
HOUSES = ("matching", "marketplace", "bidding", "tools")


def main(_words: list[str]) -> int:
    """All checks, also after one has failed; the exit code is the number that failed."""
    failed = [name for name, check in CHECKS.items() if not told(name, check)]
    say(f"\nFailed: {', '.join(failed)}." if failed else "\nAll checks passed.")
    return len(failed)


def told(name: str, check: Callable[[], bool]) -> bool:
    """Run one check and say how it went."""
    began = time.monotonic()
    good = check()
    say(f"{'✓' if good else '✗'} {name} ({time.monotonic() - began:.1f} s)")
    return good


def tool(*words: str) -> Callable[[], bool]:
    """A program of the environment that says nothing when all is well."""
    return lambda: run([BIN / words[0], *words[1:]], quiet=True)


def migrations() -> bool:
    """Up from nothing, and no difference between the tables and the models."""
    with tempfile.TemporaryDirectory(prefix="mk") as folder:
        env = {"MARKETPLACE_DATA": folder, "DATABASE_URL": "", "REDIS_URL": ""} | DEMO
        flask = [*FLASK, "db"]
        return run([*flask, "upgrade"], env, quiet=True) and run([*flask, "check"], env, quiet=True)


def light() -> bool:
    """A page without charts stays small on an old PC's line."""
    manifest = json.loads((DIST / "manifest.json").read_text())
    say(f"  {assets.weigh(manifest)}, allowed are {HEAVIEST // 1000} kB")
    return assets.loaded(manifest, ".gz") <= HEAVIEST


def words() -> bool:
    """No English sentence without its Chinese."""
    found = list(translations.complaints())
    for complaint in found[:100]:
        say(f"  {complaint}")
    return not found


CHECKS: dict[str, Callable[[], bool]] = {
    "style (ruff)": tool("ruff", "check", "--quiet", "--output-format", "concise", "."),
    "layout (ruff format)": tool("ruff", "format", "--check", "--output-format", "concise", "."),
    "types (mypy)": tool("mypy"),
    "architecture (import-linter)": tool("lint-imports", "--no-cache"),
    "templates (djlint)": tool("djlint", "templates", "--lint", "--quiet"),
    "security (bandit)": tool("bandit", "-q", "-r", "-c", "pyproject.toml", *HOUSES),
    "migrations": migrations,
    "translations": words,
    "weight of a page": light,
}
