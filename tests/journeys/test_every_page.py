"""Every page that links reach, for every part somebody may have: it answers, is well made, costs little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.people.models import Role
from tests import make
from tests.journeys import contest, verdicts
from tests.journeys.cast import Cast
from tests.make.contest import done, letter, standing
from tests.visitor import Visitor

A_KIND = 1  # so many pages of one kind are opened
EXPORT = re.compile(r"/export(\.|$)|/template$|/file$|/faults$")
UNCOUNTED = ("SAVEPOINT", "RELEASE", "BEGIN", "PRAGMA")
PLAIN, MOST, FILE = 8, 12, 5  # statements of a list or record, of any page, of an export
FORM = re.compile(r"^/challenges/(new|n/edit|n/amend)$")  # neither list nor record: a form with its choices


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.split(" ", 1)[0] not in UNCOUNTED:
            seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def _limit(page: str) -> int:
    return FILE if EXPORT.search(page) else MOST if FORM.match(page) else PLAIN


def kind(path: str) -> str:
    """The address without its numbers and filters: pages of one kind share it."""
    parts = urlsplit(path)
    names = sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair})
    return re.sub(r"/\d+", "/n", parts.path) + ("?" + "&".join(names) if names else "")


def walk(who: Visitor, cost: dict[str, int]) -> list[str]:
    """Every link from the workbench on; notes what each kind of page cost, answers what was wrong."""
    waiting, opened, wrong = [("/", "")], dict[str, int](), list[str]()
    while waiting:
        path, seen_on = waiting.pop(0)
        name = kind(path)
        if opened.setdefault(name, 0) >= A_KIND:
            continue
        opened[name] += 1
        try:
            with counted() as statements:
                who.open(path)
        except AssertionError as fault:
            wrong.append(f"{who.name}: {seen_on} → {path}: {str(fault)[:400]}")
            continue
        cost[name] = max(cost.get(name, 0), len(statements))
        waiting += [(who._path(href), path) for _words, href in who.page.links if href[:1] in ("/", "?")]
    return wrong


@pytest.fixture
def house(cast: Cast) -> Cast:
    """One challenge in review, one on notice, one under way, one open; a year with its letters."""
    make.at(2030, 1, 5)
    for studio in cast.studios:
        make.signed_letter(make.again(studio))
    cast.until(make.at(2030, 3, 5, 12))
    make.own_project(studio=make.again(cast.studios[0]))
    _contests(cast)
    make.fits()
    for role, name in (
        (Role.AUDITOR, "审计员"),
        (Role.SYSTEM_ADMIN, "管理员"),
        (Role.HR, "人事员"),
        (Role.FINANCE_OFFICER, "财务员"),
        (Role.SUPERVISOR, "监督员"),
        (Role.LEADING_GROUP, "组员"),
    ):
        setattr(cast, role.value, make.officer(role, make.again(cast.group), name=name))
    return cast


def _contests(cast: Cast) -> None:
    for _round in range(2):
        key = cast.posted()
        for n in range(3):
            cast.bid(key, n)
        cast.until(contest.challenge(key).closes_at)
        cast.later(minutes=1)
        judged_by_deeds(cast, key)
    verdicts.becomes_final(cast, key)
    paper = letter(standing(contest.challenge(key)))
    done(lambda: make.contest.awards.sign(make.again(paper), by=make.again(paper).award.bid.lead))
    done(lambda: make.contest.awards.sign(make.again(paper), by=make.again(cast.head)))
    cast.posted()


def judged_by_deeds(cast: Cast, key: int) -> None:
    """Opened, scored, judged and announced without pages."""
    make.contest.open_bids(contest.challenge(key))
    cast.later(hours=1)
    panel = verdicts.latest(contest.challenge(key))
    for seat in list(panel.active):
        done(
            lambda seat=seat: make.contest.panels.declare(
                make.again(seat), make.contest.DeclareTerms(conflict="no"), by=make.again(seat).person
            )
        )
    for seat in list(make.again(panel).active):
        make.contest.submit_scores(make.again(panel), seat)
    make.contest.write_report(make.again(panel))
    done(lambda: make.contest.awards.propose(contest.challenge(key), by=make.again(cast.head)))


PARTS = (
    "poster",
    "head",
    "secrecy",
    "chair",
    "lead",
    "officer",
    "reviewer",
    "lender",
    "auditor",
    "system_admin",
    "hr",
    "finance_officer",
    "supervisor",
    "leading_group",
    "nobody",
)


def test_every_link_of_every_part_leads_to_a_page_that_costs_little(house: Cast) -> None:
    people = {
        "lead": house.studios[0].lead,
        "officer": house.officers[0],
        "reviewer": house.pool[0],
        "lender": house.lenders[0],
        "nobody": make.person(make.again(house.group), name="新职工"),
    }
    cost: dict[str, int] = {}
    wrong = [
        fault
        for part in PARTS
        for fault in walk(house.at(make.again(people.get(part) or getattr(house, part))), cost)
    ]
    over = {page: n for page, n in cost.items() if n > _limit(page)}
    assert (wrong, over) == ([], {})
    assert len(cost) > 80
