"""Sentences that are said later: what a pure module found wrong, kept as an id with its facts.

A preview is computed in a worker and read by people of two languages, so a problem stores the
English msgid and its parameters; the words are found when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace.core.i18n import catalogue, gettext, locale


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence: `msgid` is English with `%(name)s` places, `params` fill them."""

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The sentence in the reader's language."""
        return gettext(self.msgid, **self.params) if self.params else gettext(self.msgid)

    def text(self, language: str) -> str:
        """The sentence in a language that is named: for files, which have no reader yet."""
        said = self.msgid if language == "en" else str(catalogue(language).ugettext(self.msgid))
        inside = {
            k: v.text(language) if isinstance(v, (Message, Named)) else v for k, v in self.params.items()
        }
        return said % inside if inside else said


@dataclass(frozen=True, slots=True)
class Named:
    """A name that data brings along in both languages, as columns and choices do."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.text(locale())

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.zh


def say(msgid: str, /, **params: Any) -> Message:
    """A sentence for later: `say("At most %(limit)s rows.", limit=5)`."""
    return Message(msgid, params)


class Refused(ValueError):
    """A file or value that is not taken; `message` says why, in the reader's language."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
