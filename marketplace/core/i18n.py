"""Languages: simplified Chinese first, English second.

Message ids are English; every wing keeps its Chinese in a catalogue of its own
(`translations/zh_Hans/LC_MESSAGES/<wing>.po`), merged at start.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Self

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, Translations
from flask import request, session
from flask.globals import _cv_request
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

LOCALES = {"zh_Hans": "中文", "en": "English"}
DEFAULT = "zh_Hans"
outside = DEFAULT  # the language where nobody asks (commands, jobs); tests set it
FOLDER = Path(__file__).parents[1] / "translations"


@cache
def sentences(locale: str) -> dict[str, str]:
    """Every sentence of one language by its msgid, for the hundreds of look-ups of a page."""
    if locale == "en":
        return {}
    whole = catalogue(locale)
    known: dict[Any, Any] = whole._catalog
    one = {
        key[0]: words for key, words in known.items() if isinstance(key, tuple) and key[1] == whole.plural(1)
    }
    return one | {
        msgid: words for msgid, words in known.items() if isinstance(msgid, str) and msgid and words
    }


def said(msgid: str, locale: str) -> str:
    """The sentence in this language, its blanks still open."""
    return sentences(locale).get(msgid, msgid)


@cache
def _escaped(msgid: str, locale: str) -> Markup:
    return escape(said(msgid, locale))


@cache
def catalogue(locale: str) -> Translations:
    """All wings' words of one language, merged; compiled in memory, so nothing can be out of date."""
    merged = Translations()
    for po in sorted(FOLDER.glob(f"{locale}/LC_MESSAGES/*.po")):
        one = _compiled(po)
        merged.merge(one)
        merged.plural = one.plural  # an empty catalogue counts as English does
    return merged


def _compiled(po: Path) -> Translations:
    mo = po.with_suffix(".mo")
    if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
        with po.open("rb") as source:
            words = read_po(source, locale="zh_Hans")
        fresh = mo.with_suffix(f".{id(words)}.tmp")
        with fresh.open("wb") as target:
            write_mo(target, words)
        fresh.replace(mo)
    with mo.open("rb") as compiled:
        return Translations(compiled)


_forced: ContextVar[str] = ContextVar("forced", default="")


def locale() -> str:
    """The reader's language: the one being rendered for, else the session's choice, else the browser's."""
    forced = _forced.get()
    if forced:
        return forced
    asked = _cv_request.get(None)  # what stands behind `request`: a page asks a thousand times
    if asked is None:
        return outside
    known: str | None = asked.request.__dict__.get("spoken")
    if known is None:
        known = asked.request.__dict__["spoken"] = _reader()
    return known


def _reader() -> str:
    chosen = session.get("locale") or request.cookies.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    return _understood(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=200)
def _understood(header: str) -> str:
    """The best of our languages for a browser that says this of itself."""
    wanted = parse_accept_header(header, LanguageAccept)
    best = wanted.best_match(["zh-Hans", "zh-CN", "zh", "en"], "zh")
    return "en" if best == "en" else DEFAULT


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything inside is said in this language: letters to somebody who is not asking."""
    before = _forced.set(language if language in LOCALES else DEFAULT)
    try:
        yield
    finally:
        _forced.reset(before)


def gettext(msgid: str, /, **params: Any) -> str:
    """The sentence in the reader's language."""
    sentence = said(msgid, locale())
    return sentence % params if params else sentence


def plural_form(one: str, many: str, n: int, /) -> str:
    """The sentence for `n` things, its blanks still open (templates fill them themselves)."""
    here = locale()
    return (one if n == 1 else many) if here == "en" else str(catalogue(here).ungettext(one, many, n))


def ngettext(one: str, many: str, n: int, /, **params: Any) -> str:
    """The sentence for `n` things in the reader's language."""
    return plural_form(one, many, n) % {"num": n, **params}


def lazy_gettext(msgid: str, /, **params: Any) -> str:
    """The same, decided when it is shown (labels)."""
    proxy: Any = Label(gettext, msgid, enable_cache=False, **params)
    return proxy  # type: ignore[no-any-return]


class Label(LazyProxy):
    """A sentence decided when it is shown. Templates ask for `__html__` first, once."""

    __slots__ = ()

    @property
    def value(self) -> str:
        """In the reader's language."""
        return gettext(*self._args, **self._kwargs)

    def __html__(self) -> Markup:
        return escape(self.value) if self._kwargs else _escaped(self._args[0], locale())


def say(msgid: str) -> str:
    """Mark a sentence that is looked up later with its blanks."""
    return msgid


_ = gettext
_l = lazy_gettext


class Words(enum.StrEnum):
    """A closed list with a label in the reader's language and, for states, a tone of colour.

    Members are written `NAME = "value", _l("Label"), "tone"`.
    """

    label: str
    tone: str

    def __new__(cls, value: str, label: str = "", tone: str = "neutral") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = value if isinstance(label, str) and not label else label
        member.tone = tone
        return member
