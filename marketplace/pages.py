"""Where things are: addresses of records, the navigation, and the tabs of records that span wings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for

from bidding.bids.rules import may_read_content, may_view_sealed
from marketplace.core.addresses import PAGES
from marketplace.core.i18n import Words, _l
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds

# table → (endpoint, id argument); a wing's record pages are listed here and nowhere else
RECORDS: dict[str, tuple[str, str]] = {
    "bid": ("bids.show", "bid_id"),
    "team_member": ("bids.join", "member_id"),
    "loan": ("secondments.show", "loan_id"),
    "project": ("projects.show", "project_id"),
    "task": ("projects.task_page", "task_id"),
    "milestone": ("projects.milestone_page", "milestone_id"),
    "outcome": ("outcomes.show", "outcome_id"),
    "studio": ("studios.show", "studio_id"),
    "annual_letter": ("ledger.letter", "letter_id"),
    "letter_round": ("ledger.propose", "round_id"),
}


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    label: str
    endpoint: str
    icon: str
    may: Callable[[Person], bool] = lambda _person: True


@dataclass(frozen=True)
class Tab:
    """One tab of a record; `may` is asked with (reader, record)."""

    label: str
    endpoint: str
    may: Callable[[Person, Any], bool] = lambda _person, _thing: True


NAVIGATION: tuple[Item, ...] = (
    Item(_l("My bids"), "bids.mine", "file-text"),
    Item(_l("Projects"), "projects.listed", "hammer"),
    Item(_l("Studios"), "studios.listing", "building-factory"),
    Item(_l("Annual board"), "ledger.board", "chart-bar"),
)
TABS: dict[str, tuple[Tab, ...]] = {
    "bid": (
        Tab(_l("Overview"), "bids.show"),
        Tab(_l("Content"), "bids.content", lambda person, bid: bool(may_read_content(person, bid))),
        Tab(_l("Team"), "bids.team", lambda person, bid: bool(may_view_sealed(person, bid))),
        Tab(_l("Files"), "bids.files", lambda person, bid: bool(may_view_sealed(person, bid))),
        Tab(_l("History"), "bids.history"),
    ),
    "project": (
        Tab(_l("Project"), "projects.show"),
        Tab(_l("Tasks"), "projects.tasks"),
        Tab(_l("Milestones"), "projects.milestones"),
        Tab(_l("Delivery and acceptance"), "projects.delivery"),
        Tab(_l("Files"), "projects.attachments"),
        Tab(_l("History"), "projects.past"),
    ),
    "studio": (
        Tab(_l("Profile and members"), "studios.show"),
        Tab(_l("Progress and letter"), "ledger.progress"),
        Tab(_l("Ledger"), "ledger.entries"),
        Tab(_l("History"), "studios.history"),
    ),
}


def any_role(*roles: Role) -> Callable[[Person], bool]:
    """Shown to holders of one of these roles."""
    return lambda person: any(holds(person, role) for role in roles)


def navigation(me: Person, todos: int) -> list[dict[str, Any]]:
    """What this person may use; a counter only where something waits for them."""
    here = (request.endpoint or "").partition(".")[0]
    return [
        {
            "label": item.label,
            "url": url_for(item.endpoint),
            "icon": item.icon,
            "active": item.endpoint.partition(".")[0] == here,
            "count": todos if item.endpoint == "home.workbench" else 0,
        }
        for item in NAVIGATION
        if item.may(me)
    ]


def tabs(kind: str, thing: Any, me: Person) -> list[dict[str, Any]]:
    """The tabs of a record that this person may open."""
    argument = RECORDS[kind][1]
    return [
        {"label": tab.label, "url": url_for(tab.endpoint, **{argument: thing.id}), "active": request.endpoint == tab.endpoint}
        for tab in TABS.get(kind, ())
        if tab.may(me, thing)
    ]


def pairs(words: type[Words]) -> list[tuple[str, str]]:
    """Value and label of a closed list, for a filter."""
    return [(str(word), str(word.label)) for word in words]


def install(app: Flask) -> None:
    """Make addresses and tabs known to templates."""
    PAGES.update(RECORDS)
    app.jinja_env.globals["tabs_of"] = tabs
    app.jinja_env.globals["pairs"] = pairs


__all__ = ["NAVIGATION", "TABS", "_l", "install", "navigation", "tabs"]
