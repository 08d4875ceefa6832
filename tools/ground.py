"""Where things stand in the working copy, and how the tools speak to the terminal. Stdlib only."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
FLASK = (sys.executable, "-m", "flask", "--app", "marketplace.cli")
DIST = ROOT / "marketplace" / "static" / "dist"


class Trouble(Exception):
    """Something the person at the terminal can mend; its text says what and how."""


def say(text: str = "") -> None:
    """One line to the terminal, at once, also through a pipe."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Name a long step before it runs and tell how long it took."""
    say(f"→ {text} …")
    began = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - began:.1f} s")


def run(command: Sequence[str | Path], env: Mapping[str, str] | None = None, *, quiet: bool = False) -> bool:
    """Run a program in the working copy; its output is shown, or with `quiet` only when it fails."""
    words = [str(word) for word in command]
    whole = {**os.environ, **(env or {})}
    try:
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=whole,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
        )
    except OSError as problem:
        say(f"  {words[0]}: {problem.strerror}")
        return False
    if quiet and done.returncode:
        sys.stdout.write(done.stdout.decode(errors="replace")[-6000:])
    return done.returncode == 0


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """One short hash over names and contents: a stamp made from it is stale when any of them changes."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        total.update(f"\0{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:20]


def fresh(stamp: Path, mark: str) -> bool:
    """The work behind this stamp was done for exactly this input."""
    return stamp.is_file() and stamp.read_text() == mark
