"""Reading a file against what is here; nothing is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.core import clock, files
from marketplace.core.db import db
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.messages import Message, Named, Refused
from marketplace.core.sheets import (
    Parsed,
    Problem,
    Sheet,
    filled_sheets,
    headers,
    match_header,
    parse_file,
    signature,
)
from marketplace.core.sheets.cells import is_empty, shown
from marketplace.core.sheets.header import SEARCHED
from marketplace.core.sheets.plan import letter
from marketplace.home.imports.kinds import KINDS, Asking, Work
from marketplace.home.imports.models import ColumnMap, Intake
from marketplace.people.models import Person

LARGE = 5_000  # rows from which the worker reads a file
MOST_LISTED = 2_000  # captions of new and changed rows that are kept for the preview
ROW = b"<row "
FEWEST, SAMPLES = 2, 3  # texts a header row has at least; values shown of a column


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
        return parse_file(intake.name, data, plan, known_maps(intake.kind))
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


# --- columns by hand ---------------------------------------------------------------------------


@dataclass(frozen=True)
class HeaderCell:
    """One column of the file: its letter, its heading, some of what stands below, what it is taken for."""

    place: int
    letter: str
    said: str
    folded: str
    samples: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class Header:
    """The row that holds the headings, and the rows it might be instead."""

    sheet: str
    row: int
    signature: str
    cells: tuple[HeaderCell, ...]
    rows: tuple[tuple[int, str], ...]  # index, what it says
    explained: ColumnMap | None


def known_maps(kind: str) -> dict[str, dict[str, str]]:
    """Headers of this kind that somebody has explained, by signature."""
    found = sa.select(ColumnMap.signature, ColumnMap.columns).where(ColumnMap.kind == kind)
    return dict(db.session.execute(found).all())


def header_of(intake: Intake, row: int | None = None) -> Header:
    """The headings of the file's first sheet: in the row asked for, else in the one that was recognised, else
    in the first with two texts."""
    plan, known = KINDS[intake.kind].plan(), known_maps(intake.kind)
    try:
        sheets = filled_sheets(intake.name, bytes_of(intake))
    except Refused as refused:
        raise WrongMoment(str(refused)) from refused
    if not sheets:
        raise WrongMoment(_("The file is empty."))
    sheet = sheets[0]
    able = [n for n, cells in enumerate(sheet.rows[:SEARCHED]) if len(headers(cells)) >= FEWEST]
    match = match_header(sheet, plan, known)
    here = row if row in able else match.row if match else next(iter(able), 0)
    cells = sheet.rows[here]
    one = match_header(Sheet(sheet.name, [cells]), plan, known)
    codes = {place.index: code for code, place in one.places.items()} if one else {}
    mark = signature(cells)
    same = (ColumnMap.kind == intake.kind, ColumnMap.signature == mark)
    return Header(
        sheet.name, here, mark,
        tuple(_cell(sheet, here, place, name, codes) for place, name in headers(cells).items()),
        tuple((n, _row_text(sheet.rows[n])) for n in able),
        db.session.scalar(sa.select(ColumnMap).where(*same)),
    )  # fmt: skip


def _cell(sheet: Sheet, row: int, place: int, name: str, codes: dict[int, str]) -> HeaderCell:
    below = [cells[place] for cells in sheet.rows[row + 1 : row + 30] if place < len(cells)]
    samples = tuple(shown(cell)[:40] for cell in below if not is_empty(cell))[:SAMPLES]
    said = shown(sheet.rows[row][place])
    return HeaderCell(
        place, letter(place) if sheet.lettered else "", said, name, samples, codes.get(place, "")
    )


def _row_text(cells: Sequence[Any]) -> str:
    return " · ".join(shown(cell)[:16] for cell in cells if not is_empty(cell))[:80]
