"""The pages of the manual, as they lie in `docs/manual`: Markdown in, safe HTML out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from marketplace.core.drawing import cleaned

FOLDER = Path(__file__).parents[3] / "docs" / "manual"
#: In the order of the way a problem goes.
PAGES = ("poster", "lead", "member", "manager", "panel", "officers", "leading-group")
PICTURE = re.compile(r'src="\.\./images/')


@dataclass(frozen=True)
class Page:
    """One page: its name in the address, its title, its first sentence, its text as HTML."""

    name: str
    title: str
    about: str
    html: Markup


@cache
def page(name: str, locale: str) -> Page | None:
    """The page in the reader's language; none if there is none. Read once: it changes with a release."""
    path = FOLDER / ("en" if locale.startswith("en") else "zh") / f"{name}.md"
    if name not in PAGES or not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    title, _blank, about, *_rest = text.split("\n")
    made = MarkdownIt("commonmark", {"html": False}).enable("table").render("\n".join(text.split("\n")[1:]))
    html = cleaned(PICTURE.sub('src="/manual/images/', made))
    return Page(name, title.removeprefix("# "), about, html)


def contents(locale: str) -> list[Page]:
    """All pages, in their order."""
    return [found for name in PAGES if (found := page(name, locale))]
