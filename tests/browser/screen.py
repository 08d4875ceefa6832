"""Somebody at a screen with Chromium, in Chinese. Every kind of page is looked at closely once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator

from marketplace.core.db import db
from marketplace.core.i18n import said
from marketplace.people.models import Person
from tests import make

PICTURES = Path(__file__).parents[2] / "test-output"
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 780}
BAD = ("serious", "critical")
BUSY = ".htmx-request, .is-sending"


def zh(msgid: str) -> str:
    """What the page writes for this in Chinese."""
    return said(msgid, "zh_Hans")


@dataclass(frozen=True)
class Seen:
    """Kinds of pages looked at by any process of this run: a file for each."""

    folder: Path

    def first_time(self, kind: str) -> bool:
        """Is this the first page of its kind?"""
        try:
            (self.folder / quote(kind, safe="")).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


class Screen:
    """One person's browser; whatever the console says against a page is a fault."""

    def __init__(self, browser: Browser, site: str, app: Any, who: Person | None, seen: Seen) -> None:
        self.site, self.seen, self.faults = site, seen, list[str]()
        self.context = browser.new_context(
            viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
        )
        if who is not None:
            cookie = make.browser(app, who, "zh_Hans").get_cookie("session")
            assert cookie is not None
            self.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", self._lost)

    def _note(self, message: Any) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _lost(self, request: Any) -> None:
        # a page that is left takes its saving along (the form itself was sent), and the fetching of its icon
        if "/autosave" not in request.url and "/mark." not in request.url:
            self.faults.append(f"{request.url} {request.failure}")

    def leave(self) -> None:
        """Nothing may have been complained of."""
        self.context.close()
        assert self.faults == [], self.faults

    def open(self, path: str, mark: str = "") -> Screen:
        """Go to a page."""
        answer = self.page.goto(self.site + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        return self.look(mark)

    def follow(self, words: str, within: str = "main") -> Screen:
        """Click a link."""
        link = self.page.locator(within).get_by_role("link", name=zh(words), include_hidden=True).first
        self._unfold(link)
        with self.page.expect_navigation():
            link.click()
        return self.look()

    def press(self, words: str, *, agree: bool = False) -> Screen:
        """Press a button that sends something; `agree` to what it asks first."""
        button = self.page.locator("main").get_by_role("button", name=zh(words), exact=True).first
        self._unfold(button)
        tick = button.locator("xpath=ancestor::form").locator("[name=no_state_secrets]")
        if tick.count():
            tick.check()
        with self.page.expect_navigation():
            button.click()
            if agree:
                self.page.get_by_role("dialog").get_by_role("button", name=zh("Go on")).click()
        return self.look()

    def _unfold(self, target: Locator) -> None:
        """What hides in a menu is shown first."""
        target.wait_for(state="attached")
        menu = target.locator("xpath=ancestor::details[not(@open)][1]")
        if menu.count():
            menu.locator("summary").first.click()

    def fill(self, **values: Any) -> Screen:
        """Type into fields; `__` stands for the hyphens of lines."""
        for name, value in values.items():
            self._set(self.page.locator(f'main [name="{name.replace("__", "-")}"]'), str(value))
        return self

    def _set(self, box: Locator, value: str) -> None:
        box.first.wait_for(state="attached")
        tag = box.first.evaluate("e => e.tagName + '/' + (e.type || '')")
        if tag.startswith("SELECT"):
            searched = box.first.evaluate("e => !!e.tomselect")
            if searched:
                box.first.evaluate("(e, v) => e.tomselect.setValue(v)", value)
            else:
                box.first.select_option(value)
        elif tag.endswith(("/radio", "/checkbox")):
            box.locator(f"xpath=self::*[@value='{value}']").first.check() if tag.endswith(
                "/radio"
            ) else box.first.check()
        else:
            box.first.fill(value)

    def add_line(self, name: str) -> Screen:
        """One more line of a list, by the script."""
        lines = self.page.locator(f'[data-lines="{name}"] [data-line]')
        before = lines.count()
        self.page.locator(f'[data-lines="{name}"] [data-add-line]').click()
        lines.nth(before).wait_for()
        return self

    def sees(self, *words: str) -> Screen:
        """These words stand on the page."""
        for one in words:
            self.page.locator("main").get_by_text(zh(one)).first.wait_for(state="attached")
        return self

    def look(self, mark: str = "") -> Screen:
        """Each kind of page once (`mark`: another kind): picture, axe, no sideways scrolling on a phone."""
        self.page.locator(BUSY).first.wait_for(state="detached")
        db.session.rollback()  # the test looks at the books anew
        path = self.page.url.removeprefix(self.site)
        kind = re.sub(r"\d+", "n", path.split("?")[0]) + mark
        if self.seen.first_time(kind):
            self._inspect(kind)
        return self

    def _inspect(self, kind: str) -> None:
        name = kind.strip("/").replace("/", "-") or "workbench"
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
        found = Axe().run(self.page)
        assert found.response["passes"], "axe has looked"
        bad = [
            (v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"] if v["impact"] in BAD
        ]
        if bad:
            self.faults.append(f"{kind}: {bad}")
        self._in_the_dark(kind)
        first = self.page.evaluate(PRIMARY)
        if len(first) > 1:
            self.faults.append(f"{kind}: several buttons want to be the next step: {first}")
        self.page.set_viewport_size(PHONE)
        width = self.page.evaluate("document.scrollingElement.scrollWidth")
        if width > PHONE["width"]:
            wide = self.page.evaluate(WIDE)
            self.faults.append(f"{kind}: {width} px wide on a phone: {wide}")
            self.page.screenshot(path=PICTURES / f"{name}-360.png")
        self.page.set_viewport_size(DESK)

    def _in_the_dark(self, kind: str) -> None:
        """Every word can be read on the dark ground, too."""
        self.page.evaluate(GROUND, "dark")
        found = Axe().run(self.page, options={"runOnly": ["color-contrast"]}).response["violations"]
        pale = [node["html"][:160] for rule in found for node in rule["nodes"]]
        if pale:
            self.faults.append(f"{kind}: too pale in the dark: {pale[:5]}")
        self.page.evaluate(GROUND, "light")


GROUND = "name => { document.documentElement.dataset.bsTheme = name }"
PRIMARY = """() => [...document.querySelectorAll('main .btn-primary:not([aria-disabled])')]
  .filter(e => e.checkVisibility()).map(e => e.innerText.trim())"""
WIDE = """() => [...document.querySelectorAll('main *, .top *')]
  .filter(e => e.getBoundingClientRect().right > 361)
  .map(e => e.tagName + '.' + e.className).slice(0, 6)"""
