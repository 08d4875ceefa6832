"""A page as somebody without scripts reads it: text, links, closed buttons, forms as a browser sends them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

VOID = {"input", "br", "img", "meta", "link", "hr", "col", "source", "use", "path"}
UNSEEN = {"script", "style", "title", "svg", "head", "noscript"}


@dataclass
class Field:
    """One control of a form."""

    name: str
    kind: str
    value: str = ""
    id: str = ""
    label: str = ""
    sent: bool = True  # a browser would send it as it stands
    required: bool = False
    most: int | None = None
    options: list[tuple[str, str]] = field(default_factory=list)  # value, words


@dataclass
class Button:
    """What sends a form."""

    words: str = ""
    name: str = ""
    value: str = ""
    action: str = ""
    lax: bool = False  # formnovalidate


@dataclass
class Form:
    """A form of the page, with what a browser would send of it."""

    action: str
    method: str
    id: str = ""
    fields: list[Field] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def named(self, name: str) -> list[Field]:
        """The controls of this name."""
        return [one for one in self.fields if one.name == name]


@dataclass
class Page:
    """What came back."""

    status: int
    url: str
    html: str
    text: str = ""
    title: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)  # words, address
    forms: list[Form] = field(default_factory=list)
    closed: dict[str, str] = field(default_factory=dict)  # closed button → why
    ids: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    items: list[tuple[str, list[str]]] = field(default_factory=list)  # words of a list item, its addresses

    def find(self, button: str, value: str | None = None, near: str = "") -> tuple[Form, Button]:
        """The form with this button (of this value, or whose address holds `near`)."""
        words = button.casefold()
        for form in self.forms:
            for one in form.buttons:
                fits = one.words.casefold() == words or one.words.casefold().startswith(words + " ")
                if fits and value in (None, one.value) and near in (one.action or form.action):
                    return form, one
        there = sorted({one.words for form in self.forms for one in form.buttons})
        raise AssertionError(
            f"no button “{button}” on {self.url} ({self.status}); there are {there}; closed: {self.closed}"
        )

    def has(self, button: str) -> bool:
        """Is there an open button of these words?"""
        return any(one.words.casefold() == button.casefold() for form in self.forms for one in form.buttons)

    def link(self, words: str) -> str:
        """Where the link of these words leads (exact words first, else the first that begins so)."""
        exact = [href for said, href in self.links if said == words]
        near = [href for said, href in self.links if said.startswith(words)]
        assert exact or near, (
            f"no link “{words}” on {self.url} ({self.status}); there are {[w for w, _h in self.links]}"
        )
        return (exact or near)[0]


class Reader(HTMLParser):
    """Turns HTML into a Page."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.unseen = 0
        self.words: list[str] = []
        self.catching: list[tuple[str, list[str], Any]] = []  # tag, words, what to do with them
        self.form: Form | None = None
        self.select: Field | None = None
        self.labels: dict[str, str] = {}
        self.reasons: dict[str, str] = {}
        self.shut: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if "id" in at:
            self.page.ids.append(at["id"])
        if tag in UNSEEN:
            self.unseen += 1
        if tag == "title" and self.unseen:
            self._catch(tag, lambda said: setattr(self.page, "title", self.page.title or said))
        handler = getattr(self, f"_on_{tag}", None)
        if handler:
            handler(at)
        if tag not in VOID and tag in ("p", "li", "div", "td", "th", "h1", "h2", "h3", "dt", "dd", "tr"):
            self.words.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen -= 1
        for n in range(len(self.catching) - 1, -1, -1):
            if self.catching[n][0] == tag:
                _tag, words, then = self.catching.pop(n)
                then(_plain("".join(words)))
                break
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = None

    def handle_data(self, data: str) -> None:
        for _tag, words, _then in self.catching:
            words.append(data)
        if not self.unseen:
            self.words.append(data)

    def _catch(self, tag: str, then: Any) -> None:
        self.catching.append((tag, [], then))

    def _on_h1(self, _at: dict[str, str]) -> None:
        self._catch("h1", self.page.headings.append)

    def _on_li(self, _at: dict[str, str]) -> None:
        first = len(self.page.links)
        self._catch(
            "li", lambda said: self.page.items.append((said, [href for _w, href in self.page.links[first:]]))
        )

    def _on_form(self, at: dict[str, str]) -> None:
        assert self.form is None, f"a form inside a form on {self.page.url}"
        self.form = Form(at.get("action") or self.page.url, at.get("method", "get").lower(), at.get("id", ""))
        self.page.forms.append(self.form)

    def _on_a(self, at: dict[str, str]) -> None:
        if "href" in at:
            self._catch("a", lambda said: self.page.links.append((said, at["href"])))

    def _on_label(self, at: dict[str, str]) -> None:
        if "for" in at:
            self._catch("label", lambda said: self.labels.setdefault(at["for"], said))

    def _on_p(self, at: dict[str, str]) -> None:
        if at.get("class") == "why-closed":
            self._catch("p", lambda said: self.reasons.setdefault(at.get("id", ""), said))

    def _on_button(self, at: dict[str, str]) -> None:
        if at.get("aria-disabled") == "true":
            self._catch("button", lambda said: self.shut.append((said, at.get("aria-describedby", ""))))
            return
        form = self._owner(at)
        if form is None or at.get("type", "submit") != "submit":
            return
        made = Button(
            name=at.get("name", ""),
            value=at.get("value", ""),
            action=at.get("formaction", ""),
            lax="formnovalidate" in at,
        )
        form.buttons.append(made)
        self._catch("button", lambda said: setattr(made, "words", said))

    def _owner(self, at: dict[str, str]) -> Form | None:
        if "form" in at:
            return next((one for one in self.page.forms if one.id == at["form"]), None)
        return self.form

    def _add(self, at: dict[str, str], kind: str, **more: Any) -> Field | None:
        form = self._owner(at)
        if form is None or not at.get("name") or "disabled" in at:
            return None
        most = int(at["maxlength"]) if at.get("maxlength", "").isdigit() else None
        made = Field(at["name"], kind, id=at.get("id", ""), required="required" in at, most=most, **more)
        form.fields.append(made)
        return made

    def _on_input(self, at: dict[str, str]) -> None:
        kind = at.get("type", "text")
        if kind in ("checkbox", "radio"):
            self._add(at, kind, value=at.get("value", "on"), sent="checked" in at)
        elif kind not in ("submit", "button", "image", "reset"):
            self._add(at, kind, value=at.get("value", ""))

    def _on_textarea(self, at: dict[str, str]) -> None:
        made = self._add(at, "textarea")
        if made is not None:
            target = made
            self.catching.append(
                ("textarea", raw := [], lambda _said: setattr(target, "value", "".join(raw).strip("\r\n")))
            )

    def _on_select(self, at: dict[str, str]) -> None:
        self.select = self._add(
            at, "select-many" if "multiple" in at else "select", sent="multiple" not in at
        )

    def _on_option(self, at: dict[str, str]) -> None:
        made = self.select
        if made is None:
            return

        def keep(said: str) -> None:
            value = at.get("value", said)
            if not made.options or "selected" in at:
                made.value = value
            made.options.append((value, said))

        self._catch("option", keep)

    def done(self) -> Page:
        """The page, put together."""
        page = self.page
        page.text = _plain("".join(self.words))
        page.closed = {said: self.reasons.get(why.split(" ")[0], "") for said, why in self.shut}
        for form in page.forms:
            for one in form.fields:
                one.label = self.labels.get(one.id, "")
        return page


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


def read(status: int, url: str, html: str) -> Page:
    """A page from its HTML."""
    reader = Reader(Page(status, url, html))
    reader.feed(html)
    reader.close()
    return reader.done()


def filled(
    form: Form, button: Button, values: dict[str, Any], *, strict: bool = True
) -> list[tuple[str, Any]]:
    """What a browser would send: everything that stands there, with these values typed in."""
    for name in values:
        assert form.named(name), (
            f"no field {name} in {form.action}; there are {sorted({f.name for f in form.fields})}"
        )
    sent: list[tuple[str, Any]] = []
    for one in form.fields:
        sent += [
            (one.name, value)
            for value in _of(one, values.get(one.name), one.name in values, strict and not button.lax)
        ]
    if button.name:
        sent.append((button.name, button.value))
    return sent


def _of(one: Field, typed: Any, given: bool, strict: bool) -> list[Any]:
    if one.kind in ("checkbox", "radio", "select-many"):
        return _chosen(one, typed, given)
    if one.kind == "file":
        return [(BytesIO(body), name) for name, body in typed or ()]
    value = str(typed) if given else one.value
    if one.kind == "select" and given:
        values = [v for v, said in one.options if value in (v, said)] or [
            v for v, said in one.options if said.startswith(value)
        ]
        assert values, f"{one.name} has no choice {value}; there are {one.options[:20]}"
        value = values[0]
    if one.kind != "hidden":
        assert not (strict and one.required and not value.strip()), (
            f"a browser asks for {one.name} ({one.label})"
        )
        assert one.most is None or not strict or len(value) <= one.most, (
            f"{one.name} takes {one.most} characters"
        )
    return [value]


def _chosen(one: Field, typed: Any, given: bool) -> list[str]:
    if not given:
        return [one.value] if one.sent else []
    if one.kind == "select-many":
        wanted = {str(t) for t in typed}
        return [v for v, said in one.options if v in wanted or said in wanted]
    if one.kind == "checkbox" and isinstance(typed, bool):
        return [one.value] if typed else []
    wanted = {str(t) for t in typed} if isinstance(typed, (list, tuple, set)) else {str(typed)}
    return [one.value] if one.value in wanted else []
