"""Somebody at a browser without scripts: opens pages, follows links, fills forms in and presses buttons."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from marketplace.core.i18n import said
from marketplace.people.models import Person
from tests import make
from tests.reading import Page, filled, read

HERE = "http://localhost"


class Visitor:
    """One person with one browser; `page` is what they look at."""

    def __init__(self, app: Any, who: Person, locale: str = "en") -> None:
        self.name, self.id, self.locale = who.name, who.id, locale
        self.client = make.browser(app, who, locale)
        self.page = Page(0, "/", "")

    def word(self, msgid: str) -> str:
        """What the page writes for this in the visitor's language."""
        return said(msgid, self.locale)

    def open(self, path: str, status: int = 200) -> Page:
        """Look at a page; it answers with this status."""
        answer = self.client.get(path)
        return self._look(answer, path, status)

    def follow(self, words: str, status: int = 200) -> Page:
        """Click a link."""
        return self.open(self._path(self.page.link(self.word(words))), status)

    def press(
        self,
        button: str,
        values: dict[str, Any] | None = None,
        /,
        *,
        value: str | None = None,
        near: str = "",
        status: int = 200,
        strict: bool = True,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> Page:
        """Fill in and send the form of this button; the page it leads to answers with this status."""
        form, pressed = self.page.find(self.word(button), value, near)
        sent = filled(form, pressed, {**(values or {}), **more}, strict=strict)
        self.last = (self._path(pressed.action or form.action), form.method, sent, headers)
        if form.method == "post":
            assert form.named("csrf_token"), f"no token in the form of “{button}” on {self.page.url}"
        return self.send_again(status)

    def send_again(self, status: int = 200) -> Page:
        """Send the last form once more (a double click)."""
        path, method, sent, headers = self.last
        if method == "get":
            return self._look(self.client.get(path, query_string=[(k, v) for k, v in sent]), path, status)
        data: dict[str, list[Any]] = {}
        for name, value in sent:
            data.setdefault(name, []).append(value)
        answer = self.client.post(
            path, data=data, headers={"Referer": urljoin(HERE, self.page.url), **(headers or {})}
        )
        return self._look(answer, path, status)

    def _path(self, href: str) -> str:
        target = urlsplit(urljoin(urljoin(HERE, self.page.url), href))
        assert not target.netloc or target.netloc == "localhost", href
        return target.path + (f"?{target.query}" if target.query else "")

    def _look(self, answer: Any, path: str, status: int) -> Page:
        for _hop in range(5):
            if answer.status_code not in (302, 303):
                break
            path = self._path(answer.location)
            answer = self.client.get(path)
        html = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else ""
        self.page, self.answer = read(answer.status_code, path, html), answer
        assert answer.status_code == status, (
            f"{self.name}: {path} answered {answer.status_code}: {self.page.text[:1500]}"
        )
        if status == 200 and answer.mimetype == "text/html" and "<html" in html:
            self._is_well_made()
        return self.page

    def _is_well_made(self) -> None:
        page = self.page
        assert len(page.headings) == 1, f"{page.url} has the headings {page.headings}"
        twice = {one for one in page.ids if page.ids.count(one) > 1}
        assert not twice, f"{page.url} has ids twice: {twice}"
        for form in page.forms:
            assert form.method == "get" or form.named("csrf_token"), f"{page.url}: {form.action} has no token"
        assert not re.search(
            r"%\(\w+\)s|\bNone\b(?![.:]| of| handed| in | within)|<built-in|object at 0x|\{\{|Undefined",
            page.text,
        ), f"{page.url}: {page.text}"

    def token(self) -> str:
        """The token of the forms on this page."""
        return next(form.named("csrf_token")[0].value for form in self.page.forms if form.named("csrf_token"))

    def sees(self, *sentences: str) -> None:
        """These words stand on the page."""
        for one in map(self.word, sentences):
            assert one in self.page.text, f"“{one}” is not on {self.page.url}: {self.page.text[:3000]}"

    def sees_not(self, *sentences: str) -> None:
        """These words do not."""
        for one in map(self.word, sentences):
            assert one not in self.page.text, f"“{one}” is on {self.page.url}"

    def closed(self, button: str) -> str:
        """Why this button is closed."""
        words = self.word(button)
        assert words in self.page.closed, f"“{words}” is not closed on {self.page.url}: {self.page.closed}"
        return self.page.closed[words]

    def todo(self, words: str) -> Page:
        """Something waits: the line of the workbench leads to its page."""
        self.open("/")
        found = [addresses for line, addresses in self._waiting() if words in line]
        assert found and found[0], (
            f"“{words}” does not wait for {self.name}: {[line for line, _a in self._waiting()]}"
        )
        return self.open(self._path(found[0][-1]))

    def no_todo(self, words: str) -> None:
        """It waits no more."""
        self.open("/")
        assert not [line for line, _a in self._waiting() if words in line], (
            f"“{words}” still waits for {self.name}"
        )

    def _waiting(self) -> list[tuple[str, list[str]]]:
        part = self.page.html.split('<div class="main-col">', 1)[1].split("<aside", 1)[0]
        return read(200, self.page.url, part).items

    def told(self, words: str) -> None:
        """A notice of these words is in the inbox."""
        self.open("/inbox")
        self.sees(words)
