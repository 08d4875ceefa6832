"""Every page, opened by everybody whom it does not concern: no word of a sealed bid or a core secret."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from bidding.bids.models import Bid
from marketplace.challenges.models import Challenge
from marketplace.core import audit, clock, mail
from marketplace.core.db import db, transaction
from marketplace.core.jobs import run_outbox
from marketplace.core.models import Outbox
from marketplace.core.search import haystack
from marketplace.people.models import Person, Role, SecrecyLevel
from marketplace.projects.models import Project, ProjectOrigin
from tests import make
from tests.leaks.table import KNOWN, MISSING, OUTSIDE, STUDIOS

TEXT, PRICE, STUDIO, SECRET = "QZX7741", 1_234_567, "密封工作室KWV9926", "CORE9913"
MARKS = (TEXT, str(PRICE), "123.4567", "123.5", SECRET)
ROLES = {
    "poster": Role.POSTER, "head": Role.UNIT_MANAGER, "panel": Role.PANEL_MEMBER,
    "secrecy": Role.SECRECY_OFFICER, "opening": Role.OPENING_OFFICER, "system": Role.SYSTEM_ADMIN,
    "auditor": Role.AUDITOR, "supervisor": Role.SUPERVISOR, "chair": Role.CHAIR,
}  # fmt: skip
READERS = ("stranger", "rival", *ROLES)
#: A refusal is asked for as its message alone: the frame around it stands on every page that is shown.
PART = {"HX-Request": "true"}
#: Pages that answer with less than the whole page then.
PARTS = {"home.saved_views", "home.trail_check", "fit.similar", "fit.refreshing", "bids.proposals"}


def _core_secret() -> Challenge:
    """A core trade secret of the posting department's neighbour; only its bidder is in the circle."""
    named = make.bidder()
    named.lead.clearance = SecrecyLevel.CORE
    words = {"title": f"核心金丝雀{SECRET}", "background": f"背景{SECRET}", "summary": f"摘要{SECRET}"}
    return make.secret_challenge(SecrecyLevel.CORE, named.lead, **words)


def _its_project(core: Challenge) -> Project:
    studio = make.bidder()
    return make.saved(
        Project(
            number="XM-2030-0001", origin=ProjectOrigin.ENTRUSTED, challenge_id=core.id, studio_id=studio.id,
            department_id=core.department_id, lead_id=studio.lead_id, title=core.title, goal=SECRET,
            registered_at=clock.now(), starts_on=clock.today(), due_on=clock.today(),
            haystack=haystack(core.title),
        )
    )  # fmt: skip


@pytest.fixture
def world(app: Any) -> dict[str, Any]:
    """One sealed bid with a canary in every text, one core secret, and their letters written."""
    for place in mail.folder().glob("*.eml"):
        place.unlink()

    def build() -> tuple[Bid, Project, dict[str, Person]]:
        bid = make.sealed_bid(make.open_challenge(budget=3_000_000), make.bidder(), mark=TEXT, amount=PRICE)
        bid.studio.name, bid.studio.haystack = STUDIO, haystack(STUDIO)
        project = _its_project(_core_secret())
        return bid, project, _people(bid.challenge)

    with transaction():
        bid, project, people = build()
        audit.record("handed_over", project, by=None, note=f"给{SECRET}")
        keys = {
            "bid_id": [bid.id], "challenge_id": [bid.challenge_id, project.challenge_id],
            "project_id": [project.id], "studio_id": [bid.studio_id],
            "person_id": [bid.lead_id], "unit_id": [bid.challenge.department_id],
            "member_id": [bid.team[-1].id], "loan_id": [next(m.loan_id for m in bid.team if m.loan_id)],
            "version": [1], "number": [1], "step": ["idea"], "label": ["A"], "kind": ["preset"],
            "code": ["standard"], "name": ["funnel"], "function": ["hr"],
        }  # fmt: skip
        named = project.challenge.circle[0].person_id
        readers = {name: who.id for name, who in people.items()}
    letters = sa.select(Outbox.id).where(Outbox.topic == "inbox.mail_notice")
    for row_id in db.session.scalars(letters).all():
        run_outbox(row_id)
    return {
        "keys": keys,
        "readers": readers,
        "bid": keys["bid_id"][0],
        "loan": keys["loan_id"][0],
        "named": named,
    }


def _people(challenge: Challenge) -> dict[str, Person]:
    top = challenge.department
    while top.parent is not None:
        top = top.parent
    group = {name: make.officer(role, top) for name, role in ROLES.items() if name not in ("poster", "head")}
    return {
        "stranger": make.person(make.unit(make.company())), "rival": make.bidder().lead,
        "poster": challenge.contact, "head": make.who(Role.UNIT_MANAGER, challenge.department), **group,
    }  # fmt: skip


def _pages(app: Any, keys: dict[str, list[Any]], *, whole: bool) -> Iterator[tuple[str, str]]:
    """Every address of a page with things of this world; `whole`: also with numbers of what is not there."""
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in OUTSIDE:
            continue
        kind = {"kind": ["csv", "xlsx"]} if rule.endpoint == "fit.export" else {}
        code = {"code": ["problems"]} if rule.endpoint.startswith("imports.") else {}
        known = {**keys, **kind, **code}
        names = sorted(rule.arguments)
        if not whole and not known.keys() >= rule.arguments:
            continue
        for values in product(*(known.get(name, [1]) for name in names)):
            yield rule.endpoint, rule.build(dict(zip(names, values, strict=True)), append_unknown=False)[1]
    yield "home.search", "/search?q=核心金"
    yield "home.search", "/search?q=密封工作室"
    yield "fit.market", "/market?q=核心金"


def _read(data: bytes) -> str:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b"".join(book.read(name) for name in book.namelist())
    return data.decode(errors="replace")


def test_every_page_has_its_line_in_the_table(app):
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert there - KNOWN == set(), "say in tests/leaks/table.py whom this page is for"
    assert KNOWN - there == set(), "these pages are gone"


def test_those_whom_it_concerns_do_read_it(app, world):
    lead, named = db.session.get_one(Bid, world["bid"]).lead, db.session.get_one(Person, world["named"])
    assert TEXT in make.browser(app, lead).get(f"/bids/{world['bid']}/content").text
    assert SECRET in make.browser(app, named).get("/market").text
    letters = "".join(one.text + one.subject for one in mail.letters())
    assert "您知悉的一项商业秘密有新动态" in letters, (
        "a letter leaves the house: it only says that there is news"
    )
    assert SECRET not in letters


def test_nobody_learns_of_a_sealed_bid_or_a_core_secret(app, world):
    marks = (*MARKS, f"/bids/{world['bid']}", f"bid/{world['bid']}", f"/loans/{world['loan']}")
    wrong = []
    for name in READERS:
        client = make.browser(app, db.session.get_one(Person, world["readers"][name]))
        for endpoint, url in _pages(app, world["keys"], whole=name == "supervisor"):
            answer = client.get(url, headers={} if endpoint in PARTS else PART)
            text = _read(answer.get_data())
            wrong += [(name, url, mark) for mark in marks if mark in text and mark not in url]
            if STUDIO in text and endpoint not in STUDIOS:
                wrong.append((name, url, "studio"))
            if answer.status_code >= 500 or (endpoint in MISSING and answer.status_code not in (403, 404)):
                wrong.append((name, url, answer.status_code))
    assert wrong == []
