"""Without a mouse: past the navigation, through a menu, a problem written and sent on; focus is seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace.people.models import Person
from tests.browser.screen import PICTURES, Screen, zh
from tests.journeys import contest
from tests.journeys.cast import Cast

pytestmark = pytest.mark.browser
At = Callable[[Person], Screen]
FOCUS = """() => { const e = document.activeElement;
  const marked = n => { const s = n && getComputedStyle(n);
    return s && (s.outlineStyle !== 'none' || s.boxShadow !== 'none') };
  const around = [e, e.parentElement, e.parentElement?.parentElement];
  return [e === document.body ? 'BODY' : e.innerText || e.name || e.id || e.tagName, around.some(marked)] }"""
FIELDS = "main :is(input:not([type=hidden]), select, textarea)"
NAMELESS = f"""() => [...document.querySelectorAll('{FIELDS}')]
  .filter(e => e.checkVisibility() && !e.labels.length && !e.ariaLabel && !e.getAttribute('aria-labelledby'))
  .map(e => e.name)"""


def tab_to(screen: Screen, words: str, most: int = 60) -> None:
    """Tab until this has the focus; whatever is passed shows that it has it."""
    unseen = []
    for _step in range(most):
        screen.page.keyboard.press("Tab")
        said, shown = screen.page.evaluate(FOCUS)
        if not shown and said != "BODY":
            unseen.append(said)
        if said.strip().startswith(words):
            assert not unseen, f"nobody sees where the focus is: {unseen}"
            return
    raise AssertionError(f"“{words}” is not reached by the keyboard")


def test_the_page_is_gone_through_without_a_mouse(cast: Cast, at: At) -> None:
    key = contest.draft(cast)
    poster = at(cast.poster)
    page = poster.open(f"/challenges/{key}").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_to(poster, zh("More"))
    page.keyboard.press("Enter")
    tab_to(poster, zh("Withdraw"), 2)
    page.keyboard.press("Escape")
    assert page.locator("main details.menu[open]").count() == 0
    tab_to(poster, zh("Fitting studios"))


def test_a_problem_is_written_and_sent_on_by_the_keyboard(cast: Cast, at: At) -> None:
    poster = at(cast.poster)
    page = poster.open("/challenges/new").page
    assert page.evaluate(NAMELESS) == []
    tab_to(poster, "title")
    page.keyboard.type("液压站油温过高")
    tab_to(poster, "background")
    page.keyboard.type("夏季连续三班，油温超过 65 ℃。")
    tab_to(poster, zh("Save draft"), 120)
    page.screenshot(path=PICTURES / "keyboard-posting.png")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.input_value("main [name=title]") == "液压站油温过高"
    key = contest.draft(cast)
    poster.open(f"/challenges/{key}")
    page.locator("main [name=no_state_secrets]").first.focus()
    page.keyboard.press("Space")
    tab_to(poster, zh("Submit for approval"))
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    with page.expect_navigation():
        tab_to(poster, zh("Go on"), 3)
        page.keyboard.press("Enter")
    assert contest.challenge(key).state == "approval"
