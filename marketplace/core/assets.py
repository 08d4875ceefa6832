"""Front-end files by their plain names; the addresses carry a hash of the content and may be kept."""

import json
from functools import cache
from pathlib import Path

DIST = Path(__file__).parents[1] / "static" / "dist"
PREFIX = "/static/dist/"


@cache
def _manifest() -> dict[str, str]:
    """Plain name → name with hash, as the build wrote it; empty before the first build (tests need none)."""
    listed = DIST / "manifest.json"
    return dict(json.loads(listed.read_text())) if listed.exists() else {}


def asset(name: str) -> str:
    """The address of `tabler.css`, `market.js`, `icons.svg`, … as pages write it."""
    return PREFIX + _manifest().get(name, name)
