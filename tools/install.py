"""The environment: `.venv` with exactly what the hashed lock names. Stdlib only, runs before anything else.

uv does it in seconds; where uv is not to be had, or cannot read this machine's package index, pip does it
from the same lock. Nothing is ever built from source.
"""

import ast
import os
import subprocess
import sys
import venv
from pathlib import Path

from tools.ground import PYTHON, ROOT, VENV, Trouble, fingerprint, fresh, run, say, step

RUNTIME, DEVELOPMENT = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
UV = VENV / "bin" / "uv"
STAMP = VENV / ".installed"
DEV_MARK = VENV / ".with-tests"

#: How pip's settings are called in uv's environment, and what joins several values there.
UV_NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "no-index": ("UV_NO_INDEX", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "proxy": ("ALL_PROXY", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
}


def ready(*, with_tests: bool) -> None:
    """Bring `.venv` to what the lock says; costs nothing when it already is."""
    lock = DEVELOPMENT if with_tests or DEV_MARK.exists() else RUNTIME
    mark = fingerprint([lock, ROOT / "tools" / "uv.txt"], str(ROOT))
    if fresh(STAMP, mark) and PYTHON.exists():
        return
    if not PYTHON.exists():
        with step(f"Python environment in {VENV.name} (Python {sys.version.split()[0]})"):
            make_venv()
    STAMP.unlink(missing_ok=True)
    with step(f"Python packages from {lock.name} (the first time this downloads about 350 MB)"):
        install(lock)
    if lock == DEVELOPMENT:
        DEV_MARK.touch()
    STAMP.write_text(mark)


def make_venv() -> None:
    """A plain venv; what Debian cut out of Python is named, so that nobody has to guess."""
    try:
        venv.create(VENV, with_pip=True, clear=True, symlinks=os.name != "nt")
    except (subprocess.CalledProcessError, OSError) as problem:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Trouble(
            f"Python could not make an environment ({problem}). On Debian or Ubuntu the package "
            f"python{version}-venv is missing; any other Python 3.11+ with venv and pip will do as well."
        ) from problem


def install(lock: Path) -> None:
    """uv first, pip when uv fails; both check every hash."""
    settings = pip_settings()
    have_uv = UV.exists() or pip("install", "-r", "tools/uv.txt", quiet=True)
    words = [] if sys.stderr.isatty() else ["--quiet"]
    safe = ("--require-hashes", "--only-binary", ":all:")
    sync = [str(UV), *words, "pip", "sync", "--python", str(PYTHON), "--compile-bytecode", *safe, str(lock)]
    if have_uv and run(sync, uv_environment(settings)):
        return
    say("  uv could not do it here; pip takes over (slower, the same lock)")
    if not pip("install", "-r", str(lock)):
        raise Trouble(
            "The Python packages could not be installed. Is the package index reachable? "
            "A mirror is set once with: pip config set global.index-url ADDRESS"
        )


def pip(*words: str, quiet: bool = False) -> bool:
    """pip of the environment, wheels and hashes only."""
    safe = ("--require-hashes", "--only-binary", ":all:", "--disable-pip-version-check", "--no-input")
    return run([PYTHON, "-m", "pip", *words, *safe], quiet=quiet)


def pip_settings() -> dict[str, str]:
    """What pip would use on this machine: files and environment, the environment and [install] winning."""
    listed = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False, cwd=ROOT
    ).stdout
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        section, _, key = name.rpartition(".")
        if section in found and value:
            found[section][key] = str(ast.literal_eval(value))
    return {**found["global"], **found["install"], **found[":env:"]}


def uv_environment(settings: dict[str, str]) -> dict[str, str]:
    """pip's settings in uv's words; what somebody set for uv itself wins."""
    spoken = {
        # As pip does: every index is asked. The hashes make it safe.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy" if crosses_disks() else "hardlink"),
    }
    for key, (name, joint) in UV_NAMES.items():
        if settings.get(key):
            spoken[name] = joint.join(settings[key].split())
    return {name: value for name, value in spoken.items() if name not in os.environ}


def crosses_disks() -> bool:
    """uv's cache on another disk than the environment: hard links are impossible and uv would warn."""
    cache = Path(os.environ.get("UV_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or Path.home())
    return not cache.exists() or cache.stat().st_dev != VENV.stat().st_dev
