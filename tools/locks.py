"""The lock files: exact versions and hashes, and no address, so that any mirror can serve them."""

import json
import os
from collections.abc import Mapping

from tools.assets import npm
from tools.ground import ROOT, Trouble, run, step
from tools.install import UV, pip_settings, uv_environment

OPTIONS = (
    "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate",
    "--no-emit-index-url", "--only-binary", ":all:", "--quiet",
)  # fmt: skip
#: Dropped from npm's lock: addresses that say nothing about what is installed.
TALK = ("funding", "homepage", "bugs")


def write() -> int:
    """Python for running and for testing (the second agrees with the first), Node, front-end packages."""
    # The locks name every file the public index has, whatever else this machine is told to ask.
    env = {**uv_environment(pip_settings()), "UV_INDEX": "", "UV_FIND_LINKS": ""}
    groups = [word for name in ("test", "quality", "browser") for word in ("--group", name)]
    with step("requirements.txt, requirements-dev.txt, tools/node.txt"):
        compile_lock(env, "pyproject.toml", "-o", "requirements.txt")
        compile_lock(env, "pyproject.toml", *groups, "-c", "requirements.txt", "-o", "requirements-dev.txt")
        compile_lock(env, "--group", "pyproject.toml:node", "-o", "tools/node.txt")
    with step("package-lock.json"):
        if not run([*npm(), "install", "--package-lock-only", "--ignore-scripts", "--loglevel=error"]):
            raise Trouble("npm could not write its lock.")
        strip_addresses()
    return 0


def compile_lock(env: Mapping[str, str], *words: str) -> None:
    """One lock by uv; versions already in it stay unless UPGRADE=1 asks for newer ones."""
    newer = ["--upgrade"] if os.environ.get("UPGRADE") else []
    if not run([UV, "pip", "compile", *words, *OPTIONS, *newer], env):
        raise Trouble("uv could not write the lock.")


def strip_addresses() -> None:
    """npm notes who may be paid for a package; our lock holds no address at all."""
    place = ROOT / "package-lock.json"
    lock = json.loads(place.read_text())
    for package in lock["packages"].values():
        for key in TALK:
            package.pop(key, None)
    place.write_text(json.dumps(lock, indent=2) + "\n")
