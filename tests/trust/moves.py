"""Illegal moves: `python -m tests.trust.moves [engine …] [stage …]`.

Every thing with a life is put into every state, past all code. Then everybody sends every form there is for
it. Whatever changed state afterwards must have taken a step of its life; and who could bring it about must
be exactly who `arena/lives.py` names for that state and deed: nobody more, nobody less. A refused form has
changed nothing.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from marketplace.core.db import db
from tests.trust.arena.lives import FIELDS, MAY, VARIANTS
from tests.trust.arena.rounds import tell
from tests.trust.arena.scenes import PART
from tests.trust.arena.stages import STAGES
from tests.trust.arena.stages.frame import Stage, kind_of, kinds
from tests.trust.arena.world import ENGINES, worlds

State = dict[tuple[str, Any], Any]


def states() -> State:
    """Where everything stands, read by SQL."""
    found: State = {}
    with db.engine.connect() as connection:
        for kind in kinds().values():
            for key, state in connection.execute(kind.where):
                found[kind.name, key] = state
    return found


@dataclass
class Moves:
    """The counts of one engine. forms: how many were sent; tried: tables whose things were put on trial."""

    forms: int = 0
    cells: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    stumbled: Counter[str] = field(default_factory=Counter)
    moved: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def row(self) -> dict[str, Any]:
        """As it is printed. stumbled: forms that met a state nothing could have brought about, and broke."""
        listed = {step: sorted(who) for step, who in sorted(self.moved.items())}
        return {
            "forms": self.forms, "cells": self.cells, "answers": dict(self.answers),
            "faults": dict(self.faults), "unexplained": {}, "stumbled": dict(self.stumbled), "moved": listed,
        }  # fmt: skip


def attack(stage: Stage, model: Any, found: Moves, names: Sequence[str] = ()) -> None:
    """Every state, every form, everybody."""
    kind = kind_of(model)
    forms = [(name, path, more) for name, path in stage.forms(kind) for more in VARIANTS.get(name, ({},))]
    for state in kind.life:
        stage.put(kind, state)
        before = states()
        for endpoint, path, more in forms:
            for name, client in stage.people_named(names).items():
                found.cells += 1
                where = f"{endpoint} at {kind.name} {state}"
                status = _send(client, path, {**FIELDS, **stage.fields, **more}, where, found)
                if status >= 400:
                    continue
                after = states()
                _judge(before, after, f"{endpoint}", name, found)
                stage.world.restore()
                stage.put(kind, state)
        _unmoved(before, states(), f"refused forms at {kind.name} {state}", found)
        stage.world.restore()


def _send(client: FlaskClient, path: str, fields: dict[str, Any], where: str, found: Moves) -> int:
    found.forms += 1
    sent = {name: value for name, value in fields.items() if value is not None}
    try:
        status = client.post(path, data=sent, headers=PART).status_code
    except Exception as error:  # noqa: BLE001 - counted, and the deed must have left nothing
        db.session.rollback()
        found.stumbled[f"{where}: {type(error).__name__}"] += 1
        return 500
    found.answers[f"{status // 100}xx" if status < 400 else str(status)] += 1
    return int(status)


def _judge(before: State, after: State, endpoint: str, who: str, found: Moves) -> None:
    for thing in before.keys() & after.keys():
        was, to = before[thing], after[thing]
        if was == to:
            continue
        step = f"{thing[0]}: {was} → {to} by {endpoint}"
        found.moved[step].add(who)
        if not _reachable(kinds()[thing[0]].life, was, to):
            found.faults[f"{step} for {who}"] += 1


def _reachable(life: Any, was: Any, to: Any) -> bool:
    """In one deed a thing may take more than one step; each has to be in its life."""
    seen, ahead = set(), [was]
    while ahead:
        here = ahead.pop()
        if here in seen:
            continue
        seen.add(here)
        ahead += list(life[here])
    return to in seen - {was} or to in life[was]


def _unmoved(before: State, after: State, where: str, found: Moves) -> None:
    for thing in before.keys() & after.keys():
        if before[thing] != after[thing]:
            found.faults[f"{where}: {thing[0]} moved from {before[thing]} to {after[thing]}"] += 1


def compare(found: Moves, stages: Iterable[str]) -> None:
    """Who moved what against who may: nobody more, nobody less."""
    table = {step: set(who) for stage in stages for step, who in MAY[stage].items()}
    for step in sorted(table.keys() | found.moved.keys()):
        may, did = table.get(step, set()), found.moved.get(step, set())
        if did - may:
            found.faults[f"{step}: {', '.join(sorted(did - may))} could and must not"] += 1
        if may - did:
            found.faults[f"{step}: {', '.join(sorted(may - did))} may and could not"] += 1


def campaign(engine: str, names: Sequence[str]) -> dict[str, Any]:
    """These stages on one engine."""
    all_found = Moves()
    with worlds(engine) as made:
        for name in names:
            build, models = STAGES[name]
            found = Moves()
            with made(name) as world:
                stage = build(world)
                for model in models:
                    attack(stage, model, found)
            if name in MAY:
                compare(found, [name])
            _add(all_found, found, name)
    return all_found.row()


def _add(total: Moves, part: Moves, name: str) -> None:
    total.forms += part.forms
    total.cells += part.cells
    for counts in ("answers", "faults", "stumbled"):
        getattr(total, counts).update(getattr(part, counts))
    for step, who in part.moved.items():
        total.moved[f"{name}: {step}"] |= who
    sys.stderr.write(f"{name}: {part.forms} forms, {dict(part.faults)}\n")


def main(words: list[str]) -> int:
    """Run, print, fail if anything moved that must not, or did not move for who may."""
    engines = [word for word in words if word in ENGINES] or ENGINES
    names = [word for word in words if word in STAGES] or list(STAGES)
    result = {engine: campaign(engine, names) for engine in engines}
    return tell(result, result.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
