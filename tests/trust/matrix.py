"""Every route × every reader × a challenge of each level in each state: who gets what, and not a word more.

`./manage trust matrix` prints counts as JSON and exits 1 unless all three are 0:
leaks (a canary of what the reader must not know in an answer, a deed that went through, a page that is not
theirs), blocked (a page that is theirs refused), unruled (a route without a rule in tests/leaks/table.py).
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from marketplace.core.db import db, transaction
from marketplace.people.models import Person, SecrecyLevel
from marketplace.secrecy import actions as secrecy
from tests import make
from tests.leaks import table
from tests.trust.arena import levels
from tests.trust.arena.access import OUTSIDERS, known, known_to, reads_bid, sees, visible
from tests.trust.arena.ground import ground
from tests.trust.arena.levels import SIGN, Thing
from tests.trust.arena.routes import deeds, filled, get, kind_of, reads, said, unruled
from tests.trust.arena.world import ENGINES

READERS = (
    "stranger", "cleared", "named", "poster", "head", "secrecy", "other_poster", "other_secrecy", "bidder",
    "rival", "panel", "opening", "system", "auditor", "supervisor", "chair", "finance",
)  # fmt: skip
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
                values = {name: filled(name, keys) for name in rule.arguments} | {argument: key}
                url = rule.build(values, append_unknown=False)[1]
                for reader in READERS:
                    if reader in thing.readers:
                        yield reader, thing, kind, key, url

    def _alone(self, rule: Any, method: str) -> Iterator[tuple[Any, ...]]:
        thing = self.things[0]
        if method == "POST" and rule.endpoint in table.OWN_DEEDS:
            return
        values = {name: filled(name, {}) for name in rule.arguments}
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
        before = reads()
        answer = get(client, url, PART if allowed is False else {})
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
        if shown and (secret or (thing.level is SecrecyLevel.CORE)) and reads() == before:
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
        before = deeds()
        answer = client.post(url, data=dict(TYPED), headers=PART)
        self._count(thing)
        self.tally.firm += 1
        cell = f"{reader} POST {url} {thing.level}/{thing.state} {answer.status_code}"
        first = (
            answer.status_code == 303 and "/confirm" in answer.location
        )  # the password first, then the rule
        if not (answer.status_code in REFUSED or first) or deeds() != before:
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
            if thing.mark("D") in text and not any(known_to(role, person_id, thing) for role in mine):
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


def run(app: Any, share: float = 1.0, *, only: Collection[tuple[str, str]] = ()) -> Tally:
    """Build the world and walk it. only: things of these levels in these states; none: all."""
    return Matrix(app, levels.build(only), share).walk()


def main(words: list[str]) -> int:
    """`./manage trust matrix [share] [engine]`: the whole matrix, or a share of its cells (0.1: a tenth)."""
    share = next((float(word) for word in words if word not in ENGINES), 1.0)
    with ground("postgresql" if "postgresql" in words else "sqlite") as (app, _folder):
        with transaction():
            secrecy.put_in_defaults()
        tally = run(app, share)
    print(json.dumps(tally.as_json(), ensure_ascii=False, indent=1))
    return 1 if tally.leaks or tally.blocked or tally.unruled or tally.unlogged else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
