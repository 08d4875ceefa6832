"""From `bid/17` to a page: filled by the composition root, so that no wing needs to know another."""

from __future__ import annotations

from typing import Any

from flask import current_app, has_request_context, url_for

PAGES: dict[str, tuple[str, str]] = {}  # table name → (endpoint, name of its id argument)


def url_of(about: str) -> str:
    """The page of a thing, or nowhere."""
    kind, _slash, key = about.partition("/")
    if kind not in PAGES or not key.isdigit():
        return ""
    endpoint, argument = PAGES[kind]
    values: dict[str, Any] = {argument: int(key)}
    if not has_request_context():  # a letter: nobody asks from anywhere
        return current_app.url_map.bind("").build(endpoint, values)
    return url_for(endpoint, **values)


def caption(thing: Any) -> str:
    """What a thing is called in a list of mixed things."""
    for name in ("caption", "title", "name"):
        said = getattr(thing, name, None)
        if said:
            return str(said)
    return ""
