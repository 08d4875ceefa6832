"""The catalogues: compiled when older than their source, and no English sentence without its Chinese.

Every wing has a catalogue of its own, `marketplace/translations/zh_Hans/LC_MESSAGES/<wing>.po`; what
belongs to no wing (base page, macros, errors) is in `core.po`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tools.ground import ROOT, step

FOLDER = ROOT / "marketplace" / "translations"
CHINESE = FOLDER / "zh_Hans" / "LC_MESSAGES"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "_n": (1, 2),
    "say": None,
}
#: A wing whose words fill more than one catalogue.
MORE = {"core": ("core", "sheets"), "home": ("home", "imports")}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
#: Folders of templates that belong to no wing.
SHARED = {"_macros", "errors", "mail", "notices", "documents"}


def ready() -> None:
    """Compile what is older than its source."""
    stale = [po for po in FOLDER.glob("*/LC_MESSAGES/*.po") if is_older(po.with_suffix(".mo"), po)]
    if not stale:
        return
    with step(f"Translations: {len(stale)} catalogues"):
        for po in stale:
            fresh = po.with_suffix(".mo.new")
            with fresh.open("wb") as target:
                write_mo(target, load(po))
            fresh.replace(po.with_suffix(".mo"))


def is_older(made: Path, source: Path) -> bool:
    """Was it made before its source changed?"""
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def load(po: Path) -> Catalog:
    """One catalogue with all its messages."""
    with po.open("rb") as source:
        return read_po(source, locale=po.parts[-3])


def complaints() -> Iterator[str]:
    """Every sentence a Chinese reader would get in English, in two versions, or with a wrong blank."""
    catalogues = {po.stem: load(po) for po in sorted(CHINESE.glob("*.po"))}
    for wing, path in sources():
        near = [catalogues[name] for name in (*MORE.get(wing, (wing,)), "core") if name in catalogues]
        for line, words in sentences(path):
            found = (catalogue.get(words) for catalogue in near)
            if not any(message and said(message) for message in found):
                yield f"{path.relative_to(ROOT)}:{line}: {words!r} has no Chinese in {wing}.po"
    yield from two_versions(catalogues)
    for wing, catalogue in catalogues.items():
        yield from (
            f"{wing}.po: {m.id!r}: other blanks than the English" for m in catalogue if not same_blanks(m)
        )


def two_versions(catalogues: dict[str, Catalog]) -> Iterator[str]:
    """All catalogues are merged into one: of two different translations one would win by chance."""
    first: dict[object, tuple[str, object]] = {}
    for wing, catalogue in catalogues.items():
        for message in catalogue:
            if not message.id or not said(message):
                continue
            before, words = first.setdefault(message.id, (wing, message.string))
            if words != message.string:
                yield f"{message.id!r} is {words!r} in {before}.po and {message.string!r} in {wing}.po"


def sources() -> Iterator[tuple[str, Path]]:
    """Every file that speaks to people, with the wing whose catalogue answers for it."""
    for house in ("marketplace", "bidding"):
        for path in sorted((ROOT / house).rglob("*.py")):
            inside = path.relative_to(ROOT / house).parts
            yield inside[0] if len(inside) > 1 else "core", path
    for path in sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates").rglob("*.txt")):
        inside = path.relative_to(ROOT / "templates").parts
        yield "core" if len(inside) == 1 or inside[0] in SHARED else inside[0], path


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """The message ids of one file; a plural is known by its first form."""
    method = "python" if path.suffix == ".py" else "jinja2"
    with path.open("rb") as source:
        for line, words, *_ in extract(method, source, keywords=KEYWORDS, options={"silent": "false"}):
            yield line, words if isinstance(words, str) else words[0]


def said(message: Message) -> bool:
    """Is it translated, for good?"""
    words = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(words) and not message.fuzzy


def same_blanks(message: Message) -> bool:
    """A translation that fills other blanks than its sentence would fail in front of the reader."""
    if not message.id or not said(message):
        return True
    english = message.id if isinstance(message.id, str) else " ".join(message.id)
    chinese = message.string if isinstance(message.string, str) else " ".join(message.string or ())
    return set(PLACEHOLDER.findall(chinese)) <= set(PLACEHOLDER.findall(english))
