"""Constraints: `python -m tests.trust.constraints [engine …]`.

Past all code, by SQL alone: every row of what must not happen twice is put in once more under a new id, and
every row that must never change is changed and deleted. The database itself has to refuse.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from marketplace.core.db import FROZEN, Base, db, transaction
from marketplace.core.models import FormUse
from marketplace.people.models import Person
from marketplace.projects import actions as projects
from marketplace.projects.models import Project
from tests import make
from tests.make import contest
from tests.trust.arena.rounds import tell
from tests.trust.arena.world import ENGINES, worlds

#: What must not happen twice, by its table.
ONCE = {
    "opening": "a challenge is opened once", "opening_line": "a bid is opened once",
    "award": "a place of a challenge is given once", "commitment_letter": "an award has one letter",
    "bid": "a studio has one bid on a challenge", "sealed_version": "a version is sealed once",
    "box_seal": "a round is closed once", "bid_content": "a bid has one content",
    "panel": "a round has one panel", "panel_seat": "a person sits once in a panel",
    "score": "a mark is given once", "panel_report": "a panel has one report",
    "project": "an award has one project", "ledger_entry": "a source counts once",
    "membership": "a person is in a studio once", "key_pair": "a challenge has one key",
    "team_member": "a person is in a team once", "form_use": "a form is sent once",
    "outbox": "work is put off once", "audit_event": "a line stands once",
}  # fmt: skip


def build() -> None:
    """A contest up to its project, and an accepted piece of work."""
    contest.begun_project()
    project, manager = make.delivered_project()
    who = db.session.get_one(Person, manager.id)
    with transaction():
        projects.accept(db.session.get_one(Project, project.id), "现场抽检 200 件。", partly=False, by=who)
        moment = project.registered_at
        form = FormUse(user_id=manager.id, form_key="once", request_hash="0" * 64, created_at=moment)
        db.session.add(form)
    db.session.remove()


def attempts() -> Iterator[tuple[str, list[Any]]]:
    """(what is tried, the statement) for every table; None where there is no row to try it on."""
    tables = Base.metadata.tables
    for name in ONCE:
        yield f"double {name}", [_doubled(tables[name], row) for row in _rows(tables[name])]
    for name in sorted(FROZEN):
        table = tables[name]
        key = next(iter(table.primary_key))
        rows = _rows(table)
        same = [
            sa.update(table).where(key == row[key.name]).values({key.name: row[key.name]}) for row in rows
        ]
        yield f"change {name}", same
        yield f"delete {name}", [sa.delete(table).where(key == row[key.name]) for row in rows]


def _rows(table: sa.Table) -> list[Any]:
    with db.engine.connect() as connection:
        return list(connection.execute(sa.select(table).limit(20)).mappings())


def _doubled(table: sa.Table, row: Any) -> Any:
    """The same row once more; an id of its own is a new one."""
    values = {column.name: row[column.name] for column in table.columns if column.computed is None}
    keys = list(table.primary_key)
    if len(keys) == 1 and not keys[0].foreign_keys and isinstance(keys[0].type, sa.BigInteger | sa.Integer):
        values[keys[0].name] = 10**12 + int(row[keys[0].name])
    return sa.insert(table).values(values)


def check() -> dict[str, Any]:
    """Try everything; refused is good, whatever got through is a fault."""
    refused, faults = 0, {}
    for what, statements in attempts():
        frozen = not what.startswith("double")
        if not statements and not frozen:
            faults[what] = "no row to try it on"
        for statement in statements:
            said = _tried(statement)
            refused += said == "refused"
            if said != "refused":
                faults[what] = said
    return {"refused": refused, "kinds": len(ONCE) + 2 * len(FROZEN), "faults": faults, "unexplained": {}}


def _tried(statement: Any) -> str:
    with db.engine.connect().execution_options(writes=True) as connection:
        try:
            connection.execute(statement)
        except IntegrityError:
            return "refused"
        except DBAPIError as error:
            return "refused" if "is frozen" in str(error.orig) else str(error.orig)[:200]
        finally:
            connection.rollback()
    return "got through"


def main(words: list[str]) -> int:
    """Run on both engines, print, fail if anything got through."""
    result = {}
    for engine in words or ENGINES:
        with worlds(engine) as made, made("constraints"):
            build()
            result[engine] = check()
    return tell(result, result.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
