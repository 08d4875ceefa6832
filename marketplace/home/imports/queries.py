"""Reading a file against what is here; nothing is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.core import clock, files
from marketplace.core.db import db
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.messages import Message, Named, Refused
from marketplace.core.sheets import Parsed, Problem, parse_file
from marketplace.home.imports.kinds import KINDS, Asking, Work
from marketplace.home.imports.models import Intake
from marketplace.people.models import Person

LARGE = 5_000  # rows from which the worker reads a file
MOST_LISTED = 2_000  # captions of new and changed rows that are kept for the preview
ROW = b"<row "


def is_large(kind: str, data: bytes) -> bool:
    """More rows than a page should wait for?"""
    if kind != "xlsx":
        return data.count(b"\n" if kind == "csv" else b"{") > LARGE
    found = 0
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with book.open(name) as part:
                    while chunk := part.read(2**18):
                        found += chunk.count(ROW)
                        if found > LARGE:
                            return True
    return False


def bytes_of(intake: Intake) -> bytes:
    """The file as it was brought; gone after a day."""
    place = files.folder() / intake.place
    if not intake.place or not place.exists():
        raise WrongMoment(_("This file is no longer kept. Please bring it again."))
    return place.read_bytes()


def parsed_of(intake: Intake) -> Parsed:
    """Every row of the file, or the reason why it cannot be opened as its only problem."""
    plan = KINDS[intake.kind].plan()
    data = bytes_of(intake)
    try:
        return parse_file(intake.name, data, plan)
    except Refused as refused:
        return Parsed(plan, problems=[Problem("", 0, "", "", "", refused.message)])


def assess(intake: Intake, parsed: Parsed, by: Person) -> Work:
    """What taking it in would do now; problems that only the books know are added to the file's own."""
    return KINDS[intake.kind].assess(parsed, Asking.of(by, make_units=intake.make_units))


def report_of(parsed: Parsed, work: Work) -> dict[str, Any]:
    """The preview, as it is kept."""
    order = {name: place for place, name in enumerate(parsed.matches)}
    problems = sorted(parsed.problems, key=lambda p: (order.get(p.sheet, -1), p.row, len(p.letter), p.letter))
    return {
        "problems": [_kept(problem) for problem in problems],
        "notes": [_kept(problem) for problem in parsed.notes],
        "new": work.new[:MOST_LISTED],
        "changed": [[caption, list(fields)] for caption, fields in work.changed[:MOST_LISTED]],
        "left": work.left[:MOST_LISTED],
        "units": work.units,
    }


def counts_of(parsed: Parsed, work: Work) -> dict[str, int]:
    """The numbers of a preview."""
    return {
        "rows": len(parsed.rows) + len(parsed.broken),
        "problems": len(parsed.problems),
        "new": len(work.new),
        "changed": len(work.changed),
        "same": work.same,
        "left": len(work.left),
        "units": len(work.units),
    }


def _kept(problem: Problem) -> list[Any]:
    return [problem.sheet, problem.row, problem.letter, problem.header, problem.value, _packed(problem.rule)]


def _packed(value: Any) -> Any:
    """A sentence with its facts as plain JSON."""
    if isinstance(value, Message):
        return {"say": value.msgid, "with": {k: _packed(v) for k, v in value.params.items()}}
    if isinstance(value, Named):
        return {"zh": value.zh, "en": value.en}
    return (
        value if isinstance(value, (int, str)) else f"{value:f}" if isinstance(value, Decimal) else str(value)
    )


def _unpacked(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "say" in value:
            return Message(value["say"], {k: _unpacked(v) for k, v in value["with"].items()})
        return Named(value["zh"], value["en"])
    return value


def problems_of(kept: Sequence[Sequence[Any]]) -> list[Problem]:
    """Kept problems in the reader's language."""
    return [
        Problem(sheet, row, letter, header, value, _unpacked(rule))
        for sheet, row, letter, header, value, rule in kept
    ]


def latest(person: Person, limit: int = 20) -> Sequence[Intake]:
    """What a person brought lately."""
    found = (
        sa.select(Intake)
        .where(Intake.visible_to(person))
        .order_by(Intake.created_at.desc(), Intake.id)
        .limit(limit)
    )
    return db.session.scalars(found).all()


def expired() -> Sequence[int]:
    """Files whose day is over."""
    found = sa.select(Intake.id).where(Intake.place != "", Intake.expires_at < clock.real())
    return db.session.scalars(found.limit(200)).all()
