"""Constraints: `python -m tests.trust.constraints [engine …]`.

Past all code, by SQL alone. Every key that must be there once is given a second time: a row that is like
another one in the columns of this key only, so that no other key can be what refuses it. Every CHECK is
broken by one row. Every row that must never change is changed and deleted. The database itself has to refuse,
and to name the very constraint that is meant.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
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
from tests.trust.arena.rows import Key, doubled, invented, keys_of, rows_of
from tests.trust.arena.world import ENGINES, worlds

#: What must not happen twice: the key that says so.
ONCE = {
    "a challenge is opened once": ("opening", "challenge_id"),
    "a bid is opened once": ("opening_line", "opening_id", "bid_id"),
    "a bid has one content": ("bid_content", "bid_id"),
    "a place of a challenge is given once": ("award", "challenge_id", "place"),
    "a bid is awarded once": ("award", "bid_id"),
    "an award has one letter": ("commitment_letter", "award_id"),
    "a studio has one bid on a challenge": ("bid", "challenge_id", "studio_id"),
    "a studio has a share in one bid on a challenge": ("bid_share", "challenge_id", "studio_id"),
    "a version is sealed once": ("sealed_version", "bid_id", "version"),
    "a receipt has one number": ("sealed_version", "receipt_no"),
    "a round is closed once": ("box_seal", "challenge_id", "round"),
    "a round has one panel": ("panel", "challenge_id", "round"),
    "a person sits once in a panel": ("panel_seat", "panel_id", "person_id"),
    "a mark is given once": ("score", "seat_id", "bid_id", "criterion", "revision"),
    "a panel has one report": ("panel_report", "panel_id"),
    "an award begins one project": ("project", "source"),
    "a source counts once": ("ledger_entry", "source", "studio_id", "metric"),
    "an entry is undone once": ("ledger_entry", "undoes_id"),
    "a person is in a studio once": ("membership", "studio_id", "person_id"),
    "a challenge has one key": ("key_pair", "challenge_id"),
    "a person is in a team once": ("team_member", "bid_id", "person_id"),
    "a form is sent once": ("form_use", "user_id", "form_key"),
    "work is put off once": ("outbox", "dedupe_key"),
    "a line stands once": ("audit_event", "hash"),
}
Row = dict[str, Any]
#: How each CHECK is broken: values, or what makes them from the row.
BREAKS: dict[str, Row | Callable[[Row], Row]] = {
    "hold_period": {"ends_on": date(2000, 1, 1)},
    "loan_days": {"days": 0},
    "loan_period": {"ends_on": date(2000, 1, 1)},
    "person_skill_level": {"level": 6},
    "apprenticeship_two_people": lambda row: {"apprentice_id": row["mentor_id"]},
    "challenge_posted": {"state": "open", "number": None},
    "challenge_money": {"budget": -1},
    "challenge_difficulty": {"difficulty": 5},
    "ledger_entry_sign": {"count": 2},
    "needed_skill_ranges": {"level": 0},
    "opening_two_officers": lambda row: {"confirmed_by_id": row["started_by_id"]},
    "project_origin": {"origin": "award", "challenge_id": None},
    "project_returns": {"returns": 3},
    "award_place": {"place": 4},
    "bid_share_percent": {"percent": 0},
    "bid_share_agreed": {"live": True, "consent": "no"},
    "gate_ruling_into": {"ruling": "merge", "into_id": None},
    "milestone_payment": {"payment": 101},
    "project_share_percent": {"percent": 0},
    "score_range": {"half_points": 21},
}
#: What an invented row needs besides, so that nothing else is wrong with it.
FITTING: dict[str, Row] = {"uq_ledger_entry_undoes_id": {"count": -1}}
#: Rows need not hang on others for the rest of the transaction; keys and CHECKs hold as ever.
ALONE = {
    "sqlite": "PRAGMA defer_foreign_keys=ON", "postgresql": "SET LOCAL session_replication_role = replica",
}  # fmt: skip


@dataclass(frozen=True)
class Attempt:
    """what: in words; meant: the constraint that has to refuse; the last of the statements is on trial."""

    what: str
    meant: str
    statements: tuple[Any, ...]


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


def attempts() -> Iterator[Attempt]:
    """Everything that is tried."""
    for table in Base.metadata.sorted_tables:
        for key in keys_of(table):
            yield from _twice(table, key)
        for check in table.constraints:
            if isinstance(check, sa.CheckConstraint):
                yield _broken(table, str(check.name))
    for name in sorted(FROZEN):
        yield from _frozen(Base.metadata.tables[name])


def _twice(table: sa.Table, key: Key) -> Iterator[Attempt]:
    what = f"{table.name} ({', '.join(key.columns)}) twice"
    rows = rows_of(table, key)
    for row in rows:
        yield Attempt(what, key.name, (doubled(table, row, key),))
    if not rows:
        row = {**invented(table, key), **FITTING.get(key.name, {})}
        yield Attempt(what, key.name, (sa.insert(table).values(**row), doubled(table, row, key)))


def _broken(table: sa.Table, name: str) -> Attempt:
    row = next(iter(rows_of(table)), None) or invented(table)
    how = BREAKS.get(name.removeprefix("ck_"), {})
    values = how(row) if callable(how) else how
    return Attempt(f"{name} broken", name, (doubled(table, row, None, **values),))


def _frozen(table: sa.Table) -> Iterator[Attempt]:
    key = next(iter(table.primary_key))
    for row in rows_of(table):
        here, same = key == row[key.name], {key.name: row[key.name]}
        yield Attempt(f"{table.name} changed", "is frozen", (sa.update(table).where(here).values(same),))
        yield Attempt(f"{table.name} deleted", "is frozen", (sa.delete(table).where(here),))


def check() -> dict[str, Any]:
    """Try everything; refused by what is meant is good, everything else is a fault."""
    refused, faults, kinds = 0, {}, set()
    for one in attempts():
        kinds.add(one.what)
        said = _tried(one.statements)
        refused += said == one.meant
        if said != one.meant:
            faults[one.what] = f"{said} instead of {one.meant}"
    for words, (table, *columns) in ONCE.items():
        if f"{table} ({', '.join(columns)}) twice" not in kinds:
            faults[words] = "no key says so"
    return {"refused": refused, "kinds": len(kinds), "faults": faults, "unexplained": {}}


def _tried(statements: tuple[Any, ...]) -> str:
    """Who refused the last statement; everything is taken back."""
    with db.engine.connect().execution_options(writes=True) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if len(statements) > 1:  # an invented row has nothing behind it
            connection.exec_driver_sql(ALONE[connection.dialect.name])
        try:
            for statement in statements[:-1]:
                connection.execute(statement)
            connection.execute(statements[-1])
        except DBAPIError as error:
            if "is frozen" in str(error.orig):
                return "is frozen"
            return _named(error, sqlite) if isinstance(error, IntegrityError) else str(error.orig)[:200]
        finally:
            connection.rollback()
    return "got through"


def _named(error: IntegrityError, sqlite: bool) -> str:
    """The constraint that refused: PostgreSQL says its name, SQLite a CHECK's name or a key's columns."""
    if not sqlite:
        return str(error.orig.diag.constraint_name)  # type: ignore[union-attr]
    kind, _colon, rest = str(error.orig).partition(" constraint failed: ")
    if kind != "UNIQUE":
        return rest or kind
    columns = {column.partition(".")[2] for column in rest.split(", ")}
    table = Base.metadata.tables[rest.partition(".")[0]]
    return next((key.name for key in keys_of(table) if set(key.columns) == columns), str(error.orig))


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
