"""Front-end files by their plain names; the addresses carry a hash of the content and may be kept."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

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


def with_files(application: "WSGIApplication") -> WhiteNoise:
    """The application with these files in front of it: straight from disk, compressed, kept for ever."""
    return WhiteNoise(
        application,
        root=DIST,
        prefix=PREFIX,
        immutable_file_test=r"^.+\.[0-9a-f]{12}\..+$",
        allow_all_origins=False,
        add_headers_function=_guard,
    )


def _guard(headers: Headers, _path: str, _url: str) -> None:
    """The files bypass the application and with it the headers that every answer carries."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
