"""Is this zip an honest Office file? Read before anything else opens it.

Every part is unpacked once, counted while it is read (a header may lie about sizes) and, where it
is XML, walked by expat: a DOCTYPE, an entity, a macro or an outside link ends the reading.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import lru_cache

# Entities and document types, the danger of this parser, are refused below.
from xml.parsers import expat  # nosec B406

from marketplace.core.messages import Refused, say

MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 100
SMALL = 2**20  # under this much nobody is hurt, whatever the ratio
MAX_ROWS = 120_000
MAX_COLUMNS = 200
MAX_CELLS = 3_000_000  # of the rectangle that a sheet takes, empty cells included
CHUNK = 2**16
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

MAIN_PARTS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
MACROS = ("vbaproject", "xl/macrosheets/", "/activex/")
HARMLESS_OUTSIDE = ("/hyperlink",)  # an address somebody typed; nothing fetches it
LINKED_DATA = ("/externalLinkPath", "/externalLink")

DAMAGED = say("The file is damaged and cannot be read.")
MACRO = say("The file contains macros. Save it without macros and try again.")
DOCTYPE = say("The file contains a document type definition, which Office never writes.")
OUTSIDE = say("The file links to other files. Break the links in Excel and try again.")
BOMB = say("The file grows too much when it is unpacked.")
TOO_LARGE = say(
    "The table is larger than %(rows)s rows or %(columns)s columns. Split it, or delete what lies far out.",
    rows=MAX_ROWS,
    columns=MAX_COLUMNS,
)


@dataclass(slots=True)
class Package:
    """What an Office file is, and the places where Excel itself shows an error."""

    kind: str
    errors: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)  # sheet → row, column, text


@dataclass(slots=True)
class _Walk:
    """What is gathered over all parts of one file."""

    linked_data: bool
    cells: bool
    unpacked: int = 0
    sheets: dict[str, str] = field(default_factory=dict)  # relation → sheet name
    parts: dict[str, str] = field(default_factory=dict)  # relation → part
    wrong: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)


class _Part:
    """One XML part under expat."""

    def __init__(self, walk: _Walk, name: str) -> None:
        self.walk, self.name = walk, name
        self.where, self.error, self.seen = "", False, [""]
        self.row = self.column = self.lowest = self.rightmost = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        if name.endswith(".rels"):
            self.parser.StartElementHandler = self.relation
        elif name == "xl/workbook.xml":
            self.parser.StartElementHandler = self.sheet
        elif walk.cells:
            self.parser.StartElementHandler = self.cell

    def refuse(self, *_: object) -> None:
        raise Refused(DOCTYPE)

    def relation(self, _tag: str, given: dict[str, str]) -> None:
        kind = given.get("Type", "")
        if kind.endswith(("/vbaProject", "/control", "/xlMacrosheet")):
            raise Refused(MACRO)
        if given.get("TargetMode", "").casefold() == "external":
            allowed = HARMLESS_OUTSIDE + (LINKED_DATA if self.walk.linked_data else ())
            if not kind.endswith(allowed):
                raise Refused(OUTSIDE)
        elif self.name == "xl/_rels/workbook.xml.rels":
            target = given.get("Target", "")
            self.walk.parts[given.get("Id", "")] = target.lstrip("/") if target[:1] == "/" else "xl/" + target

    def sheet(self, tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            relation = next((v for k, v in given.items() if k.endswith(":id")), "")
            self.walk.sheets[relation] = given.get("name", "")

    def cell(self, tag: str, given: dict[str, str]) -> None:
        """Only cells with something in them count: Excel keeps formats far below the last row."""
        if tag in {"v", "is"}:
            self.filled()
        elif tag == "c":
            self.where, self.error = given.get("r", ""), given.get("t") == "e"
            letters = self.where.rstrip("0123456789")
            self.column = column_index(letters) if letters else self.column + 1
        elif tag == "row":
            self.row, self.column = int(given.get("r", self.row + 1)), -1
        elif ":" in tag:
            self.cell(tag.rpartition(":")[2], given)

    def filled(self) -> None:
        """The reader lays a sheet out as one rectangle: its area is what counts. A cell without an
        address stands behind the one before it."""
        row = int(self.where.lstrip(LETTERS)) if self.where else self.row
        column = self.column
        if row > self.lowest or column > self.rightmost:
            self.lowest, self.rightmost = max(row, self.lowest), max(column, self.rightmost)
            area = self.lowest * (self.rightmost + 1)
            if self.lowest > MAX_ROWS or self.rightmost >= MAX_COLUMNS or area > MAX_CELLS:
                raise Refused(TOO_LARGE)
        if self.error:
            self.seen = [""]
            self.walk.wrong.setdefault(self.name, []).append((row - 1, column, ""))
            self.parser.CharacterDataHandler = self.shown
            self.parser.EndElementHandler = self.done

    def shown(self, text: str) -> None:
        self.seen.append(text)

    def done(self, _tag: str) -> None:
        row, column, _ = self.walk.wrong[self.name][-1]
        self.walk.wrong[self.name][-1] = (row, column, "".join(self.seen))
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None

    def feed(self, chunk: bytes, last: bool = False) -> None:
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError:
            raise Refused(DAMAGED) from None


@lru_cache(maxsize=1_000)
def column_index(letters: str) -> int:
    """A → 0, AA → 26."""
    index = 0
    for each in letters.upper():
        index = index * 26 + ord(each) - 64
    return index - 1


def check_package(data: bytes, *, linked_data: bool = False, cells: bool = False) -> Package:
    """Refuse a hostile or damaged Office file, else say what it is.

    `linked_data` lets links to other workbooks pass (an attachment is only kept); `cells` counts rows
    and columns and finds error values (an import is read).
    """
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:
        raise Refused(say("The file has more than %(limit)s parts.", limit=MAX_ENTRIES))
    walk = _Walk(linked_data, cells)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind = _kind(archive.infolist())
            for entry in archive.infolist():
                _read(archive, entry, walk, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(DAMAGED) from None
    if not all(
        part.endswith(".xml") and part not in MAIN_PARTS for part in map(walk.parts.get, walk.sheets) if part
    ):
        raise Refused(DAMAGED)  # a sheet where nobody counted its cells
    wrong = {name: walk.wrong.get(walk.parts.get(key, ""), []) for key, name in walk.sheets.items()}
    return Package(kind, {name: found for name, found in wrong.items() if found})


def _kind(entries: list[zipfile.ZipInfo]) -> str:
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(entry.flag_bits & 1 for entry in entries):
        raise Refused(DAMAGED)
    if any(mark in "/" + name.casefold() for name in names for mark in MACROS):
        raise Refused(MACRO)
    kinds = [kind for part, kind in MAIN_PARTS.items() if part in names]
    if "[Content_Types].xml" not in names or len(kinds) != 1:
        raise Refused(say("Zip archives are not accepted. Attach the files one by one."))
    return kinds[0]


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, walk: _Walk, size: int) -> None:
    """Unpack one part, counting; what looks like XML is walked, everything is searched."""
    part: _Part | None = None
    first, tail = True, b""
    with archive.open(entry) as source:
        while chunk := source.read(CHUNK):
            walk.unpacked += len(chunk)
            if walk.unpacked > min(MAX_UNPACKED, max(SMALL, MAX_RATIO * size)):
                raise Refused(BOMB)
            if first and _is_xml(entry.filename, chunk):
                part = _Part(walk, entry.filename)
            first = False
            _search(entry.filename, tail + chunk)
            tail = chunk[-16:]
            if part:
                part.feed(chunk)
    if part:
        part.feed(b"", last=True)


def _is_xml(name: str, chunk: bytes) -> bool:
    """Old drawings (.vml) are never well-formed; they are only searched."""
    if name.casefold().endswith(".vml"):
        return False
    start = chunk[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    return name.casefold().endswith((".xml", ".rels")) or start.startswith(b"<")


def _search(name: str, chunk: bytes) -> None:
    if name.casefold().endswith(".vml") and (b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk):
        raise Refused(DOCTYPE)
    if name == "[Content_Types].xml" and (b"macroEnabled" in chunk or b"vbaProject" in chunk):
        raise Refused(MACRO)
