"""Where things are: addresses of records, navigation, tabs of records that span wings, words of notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from flask import Flask, request, url_for

from bidding.bids import words as bids_words
from marketplace.challenges import words as challenges_words
from marketplace.core.addresses import PAGES
from marketplace.core.i18n import Words, _l
from marketplace.inbox import words
from marketplace.apprenticeships import words as apprenticeships_words
from marketplace.evaluation import words as evaluation_words
from marketplace.exchanges import words as exchanges_words
from marketplace.ledger import words as ledger_words
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds
from marketplace.projects import words as projects_words
from marketplace.secondments import words as secondments_words
from marketplace.studios import words as studios_words

# table → (endpoint, id argument); a wing's record pages are listed here and nowhere else
RECORDS: dict[str, tuple[str, str]] = {
    "project": ("projects.show", "project_id"),
    "task": ("projects.task_page", "task_id"),
    "milestone": ("projects.milestone_page", "milestone_id"),
    "outcome": ("outcomes.show", "outcome_id"),
    "studio": ("studios.show", "studio_id"),
    "annual_letter": ("ledger.letter", "letter_id"),
    "letter_round": ("ledger.propose", "round_id"),
    "apprenticeship": ("apprenticeships.show", "pair_id"),
    "exchange": ("exchanges.show", "exchange_id"),
    "evaluation": ("evaluation.show", "evaluation_id"),
    "evaluation_round": ("evaluation.decide_round", "round_id"),
    "risk_notice": ("evaluation.notice", "notice_id"),
    "delisting": ("evaluation.delisting", "delisting_id"),
}
# the words of every wing's notices and to-dos
WORDS: tuple[ModuleType, ...] = (
    secondments_words, studios_words, ledger_words, apprenticeships_words, exchanges_words, challenges_words,
    projects_words, evaluation_words, bids_words,
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One entry of the navigation; `waits` names the wings whose to-dos it counts."""

    label: str
    endpoint: str
    icon: str
    may: Callable[[Person], bool] = lambda _person: True
    waits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tab:
    """One tab of a record; `may` is asked with (reader, record)."""

    label: str
    endpoint: str
    may: Callable[[Person, Any], bool] = lambda _person, _thing: True


def any_role(*roles: Role) -> Callable[[Person], bool]:
    """Shown to holders of one of these roles."""
    return lambda person: any(holds(person, role) for role in roles)


# in this order: Market · My bids · Reviews · Projects · Studios · Annual board · Outcomes · Honour roll ·
# Leading group · Administration; a line stands here as soon as its page does
NAVIGATION: tuple[Item, ...] = (
    Item(_l("Workbench"), "home.workbench", "home"),
    Item(_l("Projects"), "projects.listed", "hammer", waits=("projects",)),
    Item(_l("Studios"), "studios.listing", "building-factory"),
    Item(_l("Annual board"), "ledger.board", "chart-bar"),
)
TABS: dict[str, tuple[Tab, ...]] = {
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
        Tab(_l("Pairs"), "apprenticeships.of_studio"),
        Tab(_l("Exchanges"), "exchanges.of_studio"),
        Tab(_l("Evaluation"), "evaluation.of_studio"),
        Tab(_l("History"), "studios.history"),
    ),
}


def navigation(me: Person, waiting: dict[str, int]) -> list[dict[str, Any]]:
    """What this person may use; a counter only where something waits for them. `waiting`: to-dos by kind."""
    items = [item for item in NAVIGATION if item.may(me)]
    active = _active(items, request.endpoint or "")
    return [
        {
            "label": item.label,
            "url": url_for(item.endpoint),
            "icon": item.icon,
            "active": item is active,
            "count": _count(item, waiting),
        }
        for item in items
    ]


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


def pairs(words: type[Words]) -> list[tuple[str, str]]:
    """Value and label of a closed list, for a filter."""
    return [(str(word), str(word.label)) for word in words]


def install(app: Flask) -> None:
    """Make addresses, tabs and words known."""
    PAGES.update(RECORDS)
    for said in WORDS:
        words.learn(said)
    app.jinja_env.globals.update(
        tabs_of=tabs, pairs=pairs, notice_words=words.notice, todo_words=words.todo, todo_verb=words.verb,
        todo_names_it=words.names_it,
    )  # fmt: skip


__all__ = ["NAVIGATION", "RECORDS", "TABS", "WORDS", "_l", "install", "navigation", "tabs"]
