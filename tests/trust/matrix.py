"""Every route × every reader × a challenge of each level in each state: who gets what, and not a word more.

`./manage trust matrix` prints counts as JSON and exits 1 unless all three are 0:
leaks (a canary of what the reader must not know in an answer, a deed that went through, a page that is not
theirs), blocked (a page that is theirs refused), unruled (a route without a rule in tests/leaks/table.py).
"""

from __future__ import annotations

import io
import json
import random
import re
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Response

from marketplace import config
from marketplace.app import create_app
from marketplace.core import clock, i18n
from marketplace.core.db import Base, db, put_in_triggers, transaction
from marketplace.core.models import AuditHead, ReadHead
from marketplace.people.models import Person, SecrecyLevel
from marketplace.rulebook import actions as rulebook
from marketplace.secrecy import actions as secrecy
from tests import make
from tests.conftest import START, forget
from tests.leaks import table
from tests.trust.arena import levels
from tests.trust.arena.levels import SIGN, Thing

READERS = (
    "stranger", "cleared", "named", "poster", "head", "secrecy", "other_poster", "other_secrecy", "bidder",
    "rival", "panel", "opening", "system", "auditor", "supervisor", "chair", "finance",
)  # fmt: skip
OUTSIDERS = {"stranger", "cleared", "other_poster", "other_secrecy", "system", "auditor", "hr", "finance"}
WATCHING = {"supervisor", "chair", "leading"}
TYPED = {
    "why": "测试理由", "reason": "测试理由充分", "text": "这是一个测试问题吗？", "about": "程序问题说明",
    "remedy": "重新评审一次", "answer": "不成立，理由如下。", "circle": "", "secrecy": "internal",
    "summary": "", "comment": "说明", "finding": "cleared", "conflict": "no", "points": "7",
    "title": "测试题目", "days": "3",
    "code": "kind9", "name_zh": "类型", "name_en": "Type", "due_on": "2030-09-01", "payment": "10",
}  # fmt: skip
REFUSED = (403, 404, 409)
FRESH = 240  # seconds; the product asks for the password again after five minutes
#: What should be refused is asked for as its message alone: the frame around it stands on every other page.
PART = {"HX-Request": "true"}
FAULTS = ("leaks", "blocked", "unruled", "unlogged")


@dataclass
class Tally:
    """What was found."""

    cells: int = 0
    firm: int = 0  # cells with one right answer
    leaks: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    unruled: list[str] = field(default_factory=list)
    unlogged: list[str] = field(default_factory=list)
    by_level: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Counts, and the first of each fault."""
        faults = {name: getattr(self, name) for name in FAULTS}
        return {
            "cells": self.cells, "firm": self.firm, **{name: len(found) for name, found in faults.items()},
            "by_level": dict(self.by_level), "first": {name: found[:12] for name, found in faults.items()},
        }  # fmt: skip


# --- who may know what: said anew here, from the roles in the world, not from the product's conditions ----


def visible(reader: str, thing: Thing) -> bool:
    """May this reader know that the challenge exists?"""
    if thing.level is SecrecyLevel.CORE:
        if thing.readers.get(reader) in thing.circle:
            return True
        return not thing.posted and reader in ("poster", "head", "secrecy")
    return thing.posted or reader in ("poster", "head", "secrecy")


def known(reader: str, thing: Thing) -> bool:
    """May this reader read its details?"""
    if thing.level is not SecrecyLevel.ORDINARY:
        return visible(reader, thing)
    return visible(reader, thing) and (
        reader in ("poster", "head", "secrecy") or cleared(thing.readers[reader])
    )


def cleared(person_id: int) -> bool:
    """Cleared for ordinary trade secrets at least."""
    return db.session.get_one(Person, person_id).clearance in (SecrecyLevel.ORDINARY, SecrecyLevel.CORE)


def reads_bid(reader: str, thing: Thing, team: set[int]) -> bool:
    """A sealed bid is for its team; an opened one also for the department and those above it."""
    if not known(reader, thing):
        return False
    offices = reader in ("poster", "head") or reader in WATCHING
    return thing.readers.get(reader) in team or (thing.opened and offices)


def sees(kind: str, reader: str, thing: Thing, key: Any) -> bool | None:  # noqa: PLR0911 - a line a kind
    """May the reader see the thing? None: it depends on more than this table says."""
    if kind == "challenge":
        return visible(reader, thing)
    if kind == "question":
        return known(reader, thing)
    if kind == "bid":
        return reads_bid(reader, thing, thing.bids[key])
    if kind == "award":
        return visible(reader, thing)
    if kind == "panel":
        return reader == "panel" or (reader in WATCHING and visible(reader, thing))
    if kind == "project" and reader in ("stranger", "cleared", "other_poster", "other_secrecy", "system"):
        return False
    if kind in ("loan", "member") and reader in OUTSIDERS | WATCHING:
        return False
    return None


# --- walking -----------------------------------------------------------------------------------


def kind_of(rule: Any) -> tuple[str, str] | None:
    """Kind of thing and the argument that names it, of a route."""
    for argument, kind in table.FAMILIES.items():
        if argument in rule.arguments:
            return kind, argument
    if rule.endpoint in table.LETTERS:
        return "award", "letter_id"
    return None


def unruled(app: Any) -> list[str]:
    """Routes that no line of the table speaks of."""
    lost = []
    for rule in app.url_map.iter_rules():
        ruled = kind_of(rule) is not None or rule.arguments & table.OTHERS
        alone = rule.endpoint in table.KNOWN | table.OWN_DEEDS | table.OFFICES
        if "GET" in rule.methods and rule.endpoint not in table.KNOWN:
            lost.append(f"GET {rule.endpoint}")
        if "POST" in rule.methods and not (ruled or alone):
            lost.append(f"POST {rule.endpoint}")
    return sorted(set(lost) - {"GET static"})


def said(data: bytes) -> str:
    """What an answer holds, also inside a workbook or a PDF."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b"".join(book.read(name) for name in book.namelist())
    elif data.startswith(b"%PDF"):
        data += b"".join(
            _inflated(part) for part in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
        )
    return data.decode(errors="replace")


def _inflated(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return part


class Matrix:
    """One walk over all cells."""

    def __init__(self, app: Any, things: list[Thing], share: float) -> None:
        self.app, self.things, self.share = app, things, share
        self.tally = Tally(unruled=unruled(app))
        self.clients: dict[int, tuple[float, Any]] = {}
        self.dice = random.Random(7741)  # nosec B311 - which cells a short walk looks at

    def walk(self) -> Tally:
        """Every cell (or a share of them)."""
        for rule in self.app.url_map.iter_rules():
            if rule.endpoint in table.OUTSIDE | {"static", "people.log_out"}:
                continue
            found = kind_of(rule)
            for method in sorted({"GET", "POST"} & rule.methods):
                cells = self._of_things(rule, method, *found) if found else self._alone(rule, method)
                for cell in cells:
                    if self.dice.random() < self.share:
                        self._look(method, rule.endpoint, *cell)
        return self.tally

    def tell(self) -> None:
        """How far a long walk has come, for whoever waits."""
        found = {name: len(getattr(self.tally, name)) for name in FAULTS}
        sys.stderr.write(f"{self.tally.cells} cells, {time.process_time():.0f} s, {found}\n")

    def _of_things(self, rule: Any, method: str, kind: str, argument: str) -> Iterator[tuple[Any, ...]]:
        for thing in self.things:
            keys = {"challenge_id": [thing.challenge_id], "bid_id": list(thing.bids)[:2], **thing.keys}
            for key in keys.get(argument, ())[:2]:
                values = {name: _other(name, keys) for name in rule.arguments} | {argument: key}
                url = rule.build(values, append_unknown=False)[1]
                for reader in READERS:
                    if reader in thing.readers:
                        yield reader, thing, kind, key, url

    def _alone(self, rule: Any, method: str) -> Iterator[tuple[Any, ...]]:
        thing = self.things[0]
        if method == "POST" and rule.endpoint in table.OWN_DEEDS:
            return
        values = {name: _other(name, {}) for name in rule.arguments}
        if rule.endpoint == "fit.export":
            values["kind"] = "xlsx"
        url = rule.build(values, append_unknown=False)[1]
        for reader in READERS if method == "GET" else ("stranger", "cleared"):
            if reader in thing.readers:
                yield reader, thing, "", None, url

    def _look(
        self, method: str, endpoint: str, reader: str, thing: Thing, kind: str, key: Any, url: str
    ) -> None:
        person_id = thing.readers[reader]
        client = self._client(person_id)
        allowed = sees(kind, reader, thing, key) if kind else None
        if method == "POST":
            self._send(client, endpoint, reader, thing, kind, allowed, url)
            return
        before = _reads()
        answer = _get(client, url, PART if allowed is False else {})
        text = said(answer.get_data())
        self._count(thing)
        cell = f"{reader} {url} {thing.level}/{thing.state} {answer.status_code}"
        for what in self._words(person_id, text, url):
            self.tally.leaks.append(f"{cell} {what}")
        if answer.status_code >= 500:
            self.tally.leaks.append(cell)
        self._right(cell, endpoint, reader, thing, kind, allowed, answer.status_code)
        shown = answer.status_code == 200 and kind in ("challenge", "bid", "panel", "project", "award")
        secret = thing.level in (SecrecyLevel.ORDINARY, SecrecyLevel.CORE) and thing.mark("D") in text
        if shown and (secret or (thing.level is SecrecyLevel.CORE)) and _reads() == before:
            self.tally.unlogged.append(cell)

    def _right(
        self,
        cell: str,
        endpoint: str,
        reader: str,
        thing: Thing,
        kind: str,
        allowed: bool | None,
        status: int,
    ) -> None:
        if allowed is None:
            return
        if not allowed:
            self.tally.firm += 1
            if status not in (403, 404):
                self.tally.leaks.append(f"{cell} not theirs")
        elif endpoint in table.PLAIN.get(kind, ()):
            self.tally.firm += 1
            want = 403 if endpoint in table.DETAILS and not known(reader, thing) else 200
            if status != want:
                (self.tally.blocked if want == 200 else self.tally.leaks).append(f"{cell} not {want}")

    def _send(
        self, client: Any, endpoint: str, reader: str, thing: Thing, kind: str, allowed: bool | None, url: str
    ) -> None:
        office = reader in OUTSIDERS and endpoint not in table.FREE
        if not (allowed is False or (office and kind) or not kind):
            return  # theirs perhaps: deeds of those who may are what the journeys do
        before = _deeds()
        answer = client.post(url, data=dict(TYPED), headers=PART)
        self._count(thing)
        self.tally.firm += 1
        cell = f"{reader} POST {url} {thing.level}/{thing.state} {answer.status_code}"
        first = (
            answer.status_code == 303 and "/confirm" in answer.location
        )  # the password first, then the rule
        if not (answer.status_code in REFUSED or first) or _deeds() != before:
            self.tally.leaks.append(cell)
        for what in self._words(thing.readers[reader], said(answer.get_data()), url):
            self.tally.leaks.append(f"{cell} {what}")

    def _words(self, person_id: int, text: str, url: str) -> Iterator[str]:
        """Canaries of things this person must not know, in this text."""
        if SIGN not in text:
            return
        for thing in self.things:
            mine = [role for role, key in thing.readers.items() if key == person_id] or ["nobody"]
            if thing.mark("T") in text and not any(visible(role, thing) for role in mine):
                yield f"title of {thing.level}/{thing.state}"
            if thing.mark("D") in text and not any(_known(role, person_id, thing) for role in mine):
                yield f"details of {thing.level}/{thing.state}"
            if thing.mark("S") in text and not any(visible(role, thing) for role in mine):
                yield f"summary of {thing.level}/{thing.state}"
            if thing.mark("B") in text and not self._may_read_bids(person_id, mine, thing):
                yield f"bid of {thing.level}/{thing.state}"

    def _may_read_bids(self, person_id: int, mine: list[str], thing: Thing) -> bool:
        if any(person_id in team for team in thing.bids.values()):
            return True
        if thing.opened and "panel" in mine:
            return True
        if thing.state == "awarded" and "finance" in mine and known("finance", thing):
            return True  # what was promised stands in the project
        return any(reads_bid(role, thing, set()) for role in mine)

    def _client(self, person_id: int) -> Any:
        """A browser of this person whose password counts as fresh: the rule has to refuse, not the login."""
        made, client = self.clients.get(person_id, (0.0, None))
        if time.monotonic() - made > FRESH:
            client = make.browser(self.app, db.session.get_one(Person, person_id), "en")
            self.clients[person_id] = (time.monotonic(), client)
        return client

    def _count(self, thing: Thing) -> None:
        self.tally.cells += 1
        self.tally.by_level[str(thing.level)] += 1
        if self.tally.cells % 500 == 0:
            self.tell()


def _known(role: str, person_id: int, thing: Thing) -> bool:
    if role != "nobody":
        return known(role, thing)
    return thing.posted and (
        thing.level in (SecrecyLevel.OPEN, SecrecyLevel.INTERNAL)
        or (thing.level is SecrecyLevel.ORDINARY and cleared(person_id))
        or person_id in thing.circle
    )


def _other(name: str, keys: dict[str, list[Any]]) -> Any:
    plain = {"step": "idea", "label": "A", "kind": "preset", "code": "standard", "function": "hr",
             "day": "2030-05-01", "name": "funnel", "page": "poster", "language": "en",
             "to": "done"}  # fmt: skip
    return next(iter(keys.get(name, ())), plain.get(name, 1))


def _get(client: Any, url: str, headers: dict[str, str]) -> Any:
    try:
        return client.get(url, headers=headers)
    except Exception as broken:  # noqa: BLE001 - whatever it is, it is a broken page
        db.session.rollback()
        return Response(f"{broken!r}", 500)


def _deeds() -> int:
    return _now(sa.select(AuditHead.seq))


def _reads() -> int:
    return _now(sa.select(ReadHead.seq))


def _now(count: Any) -> int:
    db.session.rollback()
    return db.session.execute(count).scalar() or 0


def run(app: Any, share: float = 1.0) -> Tally:
    """Build the world and walk it."""
    return Matrix(app, levels.build(), share).walk()


def main(words: list[str]) -> int:
    """`./manage trust matrix [share]`: the whole matrix, or a share of its cells (0.1: a tenth)."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.read(
            {"MARKETPLACE_DATA": folder, "DATABASE_URL": f"sqlite:///{Path(folder) / 'm.db'}"}
        )
        app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False)
        app.before_request_funcs.setdefault(None, []).insert(0, forget)
        i18n.outside = "en"
        clock.freeze(START)
        with app.app_context():
            with db.engine.connect().execution_options(writes=True) as connection:
                Base.metadata.create_all(connection)
                put_in_triggers(connection)
                connection.commit()
            with transaction():
                rulebook.put_in_defaults()
                secrecy.put_in_defaults()
            tally = run(app, float(words[0]) if words else 1.0)
    print(json.dumps(tally.as_json(), ensure_ascii=False, indent=1))
    return 1 if tally.leaks or tally.blocked or tally.unruled or tally.unlogged else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
