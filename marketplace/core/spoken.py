"""What the script of the pages says: one file for each language, kept by browsers until a word changes."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from flask import Flask, Response

from marketplace.core import i18n
from marketplace.core.drawing import kept
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _

FOR_EVER = "public, max-age=31536000, immutable"


def _script(language: str) -> str:
    with i18n.speaking(language):
        return str(kept("_macros/words.html", "script"))


@cache
def _mark(language: str) -> str:
    return sha256(_script(language).encode()).hexdigest()[:12]


def address(language: str) -> str:
    """Where the words of a language are; another wording has another address."""
    return f"/static/words/{language}.{_mark(language)}.js"


def _words(language: str, mark: str) -> Response:
    """The words themselves."""
    if language not in i18n.LOCALES or mark != _mark(language):
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return Response(_script(language), mimetype="text/javascript", headers={"Cache-Control": FOR_EVER})


def install(app: Flask) -> None:
    """The address, and its name for the templates."""
    app.add_url_rule("/static/words/<language>.<mark>.js", "words", _words)
    app.jinja_env.globals["words_of"] = address
