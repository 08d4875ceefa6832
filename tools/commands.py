"""Second half of every command, inside the environment: front-end files, translations, then the work."""

import os
import sys
from collections.abc import Callable

from tools import assets, checks, locks, serve, suite, translations
from tools.ground import PYTHON, ROOT, Trouble, say


def run(_words: list[str]) -> int:
    """The market itself."""
    return serve.main()


def flask(words: list[str]) -> int:
    """The application's own commands."""
    return os.execv(PYTHON, [str(PYTHON), "-m", "flask", "--app", "marketplace.app", *words])


def bench(words: list[str]) -> int:
    """One measurement by name, or the list of them."""
    known = sorted(path.stem for path in (ROOT / "bench").glob("[a-z]*.py"))
    if not words or words[0] not in known:
        say("What can be measured:\n" + "\n".join(f"  ./manage bench {name}" for name in known))
        return 2 if words else 0
    return os.execv(PYTHON, [str(PYTHON), "-m", f"bench.{words[0]}", *words[1:]])


def setup(_words: list[str]) -> int:
    """Nothing more: the preparation was it."""
    say("Everything is in place.")
    return 0


def lock(_words: list[str]) -> int:
    """New lock files from pyproject.toml and package.json."""
    return locks.write()


WORK: dict[str, Callable[[list[str]], int]] = {
    "run": run, "flask": flask, "bench": bench, "setup": setup, "lock": lock,
    "test": suite.main, "check": checks.main,
}  # fmt: skip


def main(words: list[str]) -> int:
    """Prepare what is out of date, then do what was asked."""
    try:
        if words[0] != "lock":
            assets.ready()
            translations.ready()
        return WORK[words[0]](words[1:])
    except Trouble as trouble:
        say(f"\n{trouble}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
