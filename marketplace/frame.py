"""How the tables of `pages` reach the reader: navigation, tabs, next steps, words of notices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, request, url_for
from markupsafe import Markup

from bidding.bids.terms import FIELDS as BID_FIELDS
from marketplace.challenges.words import FIELDS
from marketplace.core.addresses import DOORS, PAGES
from marketplace.core.i18n import Words, _, locale
from marketplace.core.web import refusal_page
from marketplace.home import words as home_words
from marketplace.home.queries.search import places
from marketplace.home.queries.trail import state_label
from marketplace.inbox import words
from marketplace.pages import (
    ACKNOWLEDGED,
    ADMINISTRATION,
    DEEDS_ON_TABS,
    NAVIGATION,
    NEXT_STEPS,
    RECORDS,
    TABS,
    Item,
)
from marketplace.people.models import Person
from marketplace.speech import WORDS


@dataclass(frozen=True)
class Navigation:
    """Links (label, url, icon, active, count), and how they look at the side and at the foot of a phone."""

    links: tuple[dict[str, Any], ...]
    side: Markup
    bottom: Markup


def navigation(me: Person, waiting: dict[str, int]) -> Navigation:
    """What this person may use; a counter only where something waits for them. `waiting`: to-dos by kind.

    Rights and counters are asked anew for every page, the links that follow from them drawn once.
    """
    items = {place: item for place, item in enumerate(NAVIGATION) if item.may(me)}
    active = _active(list(items.values()), request.endpoint or "")
    shown = tuple((place, item is active, _count(item, waiting)) for place, item in items.items())
    return _drawn(locale(), request.root_path, shown)


@lru_cache(maxsize=1000)
def _drawn(_language: str, _root: str, shown: tuple[tuple[int, bool, int], ...]) -> Navigation:
    links = tuple(
        {
            "label": str(NAVIGATION[place].label),
            "url": url_for(NAVIGATION[place].endpoint),
            "icon": NAVIGATION[place].icon,
            "active": active,
            "count": count,
        }
        for place, active, count in shown
    )
    draw: Any = current_app.jinja_env.get_template("_macros/frame.html").module
    return Navigation(links, draw.side(links), draw.bottom(links))


def _count(item: Item, waiting: dict[str, int]) -> int:
    if item.endpoint == "home.workbench":
        return sum(waiting.values())
    return sum(n for kind, n in waiting.items() if words.WING.get(kind) in item.waits)


def _active(items: list[Item], here: str) -> Item | None:
    """The very page, else the first of its wing (pages of `home` stand for themselves only)."""
    wing = here.partition(".")[0]
    exact = [item for item in items if item.endpoint == here]
    near = [item for item in items if wing != "home" and item.endpoint.startswith(f"{wing}.")]
    return next(iter(exact or near), None)


def group_links() -> list[tuple[str, str]]:
    """Business of a leading group in higher wings, for its page."""
    return [
        (_("Group overview"), url_for("home.overview")),
        (_("Evaluation of the year"), url_for("evaluation.listing")),
        (_("Challenges on public notice"), url_for("fit.market", state="notice")),
        (_("Closed boxes and too few bids"), url_for("fit.market", state="closed")),
    ]


def admin_links(me: Person) -> list[dict[str, Any]]:
    """Pages of other wings behind the counter."""
    return [
        {"label": item.label, "url": url_for(item.endpoint), "icon": item.icon, "what": what}
        for item, what in ADMINISTRATION
        if item.may(me)
    ]


def tabs(kind: str, thing: Any, me: Person) -> list[dict[str, Any]]:
    """The tabs of a record that this person may open."""
    argument = RECORDS[kind][1]
    return [
        {
            "label": tab.label,
            "url": url_for(tab.endpoint, **{argument: thing.id}),
            "active": request.endpoint == tab.endpoint,
        }
        for tab in TABS.get(kind, ())
        if tab.may(me, thing)
    ]


def next_steps(kind: str, thing: Any, me: Person) -> list[dict[str, Any]]:
    """The buttons of higher wings on a record, each with its verdict."""
    argument = RECORDS[kind][1]
    asked = [(step, step.may(me, thing)) for step in NEXT_STEPS.get(kind, ())]
    return [
        {
            "label": step.label,
            "url": url_for(step.endpoint, **{argument: thing.id}),
            "verdict": verdict,
            "method": step.method,
            "primary": step.primary,
        }
        for step, verdict in asked
        if verdict is not None
    ]


def acknowledged() -> Response | None:
    """Uploads and postings come with their author's word that no state secret is in them; it is written
    down with every deed of this request."""
    if request.method != "POST":
        return None
    if request.endpoint not in ACKNOWLEDGED and not any(one.filename for one in request.files.values()):
        return None
    if request.form.get("no_state_secrets") != "yes":
        reason = _("Tick first that there is no state secret in it. Nothing was sent.")
        return refusal_page(422, reason)
    g.acknowledged = True
    return None


def screened_kind(about: str) -> str:
    """What kind of thing a text belongs to."""
    return str(home_words.KINDS.get(about.partition("/")[0], _("Another thing")))


def screened_field(name: str) -> str:
    """In which part of it a word was found."""
    of_bid = BID_FIELDS[name][1] if name in BID_FIELDS else name
    return str(home_words.FIELDS.get(name) or FIELDS.get(name) or of_bid)


def read_page(endpoint: str) -> str:
    """Which page showed a trade secret."""
    return str(home_words.PAGES.get(endpoint.partition(".")[0], _("Details")))


def pairs(words: type[Words]) -> list[tuple[str, str]]:
    """Value and label of a closed list, for a filter."""
    return [(str(word), str(word.label)) for word in words]


def install(app: Flask) -> None:
    """Make addresses, tabs and words known."""
    app.before_request(acknowledged)
    PAGES.update(RECORDS)
    DOORS.update(DEEDS_ON_TABS)
    for said in WORDS:
        words.learn(said)
    app.jinja_env.globals.update(
        tabs_of=tabs, steps_of=next_steps, pairs=pairs, notice_words=words.notice, todo_words=words.todo,
        todo_verb=words.verb, todo_names_it=words.names_it, deed_words=words.deed, state_words=state_label,
        admin_links=admin_links, places=places, group_links=group_links, screened_kind=screened_kind,
        screened_field=screened_field, read_page=read_page,
    )  # fmt: skip
