"""The attributes of WTForms' inputs, written ten times quicker, to the letter as WTForms writes them.

WTForms formats every attribute of every option by `Markup.format`; on a page with long lists to choose
from that was half of the whole page. A test compares both.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape
from wtforms.meta import clean_key  # type: ignore[attr-defined]
from wtforms.widgets import core


def attributes(**known: Any) -> Markup:
    """`a="1" b`: sorted, escaped; True is the bare name, False is left out."""
    written = [
        name if value is True else f'{name}="{escape(value)}"'
        for name, value in sorted((clean_key(name), value) for name, value in known.items())
        if value is not False
    ]
    return Markup(" ".join(written))  # noqa: S704 # nosec B704 - every value is escaped above


def install() -> None:
    """For every input, text area and select."""
    core.html_params = attributes
    core.Input.html_params = staticmethod(attributes)  # type: ignore[method-assign]
