"""Second half of every command, inside the environment: front-end files, translations, then the work."""

import compileall
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext

from tools import assets, checks, locks, serve, suite, translations
from tools.ground import PYTHON, ROOT, Trouble, say, step

OWN = ("marketplace", "bidding", "matching", "migrations")


def compiled() -> None:
    """Our own modules, once for all: otherwise the processes of a first start each compile six hundred."""
    first = not (ROOT / "bidding" / "__pycache__").exists()
    with step("Our own modules") if first else nullcontext():
        for folder in OWN:
            compileall.compile_dir(ROOT / folder, quiet=2, workers=0 if first else 1)


def run(_words: list[str]) -> int:
    """The market itself."""
    return serve.main()


def flask(words: list[str]) -> int:
    """The application's own commands."""
    return os.execv(PYTHON, [str(PYTHON), "-m", "flask", "--app", "marketplace.cli", *words])


def bench(words: list[str]) -> int:
    """One measurement by name, or the list of them."""
    return _one_of("bench", "bench", "What can be measured:", words)


def trust(words: list[str]) -> int:
    """One campaign of attacks by name (races, tampering, leaks), or the list of them; it prints counts."""
    return _one_of("trust", "tests/trust", "What can be put to the proof:", words)


def _one_of(command: str, folder: str, title: str, words: list[str]) -> int:
    found = (path.stem for path in (ROOT / folder).glob("[a-z]*.py"))
    known = sorted(name for name in found if not name.startswith("test_"))
    if not words or words[0] not in known:
        say(f"{title}\n" + "\n".join(f"  ./manage {command} {name}" for name in known))
        return 2 if words else 0
    module = f"{folder.replace('/', '.')}.{words[0]}"
    return os.execv(PYTHON, [str(PYTHON), "-m", module, *words[1:]])


def setup(_words: list[str]) -> int:
    """Nothing more: the preparation was it."""
    say("Everything is in place.")
    return 0


def lock(_words: list[str]) -> int:
    """New lock files from pyproject.toml and package.json."""
    return locks.write()


WORK: dict[str, Callable[[list[str]], int]] = {
    "run": run, "flask": flask, "bench": bench, "trust": trust, "setup": setup, "lock": lock,
    "test": suite.main, "check": checks.main,
}  # fmt: skip


def main(words: list[str]) -> int:
    """Prepare what is out of date, then do what was asked."""
    try:
        if words[0] != "lock":
            assets.ready()
            translations.ready()
            compiled()
        return WORK[words[0]](words[1:])
    except Trouble as trouble:
        say(f"\n{trouble}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
