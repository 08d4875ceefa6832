"""The icon sprite: one SVG with a symbol for each icon that a page names.

Found are `icon("home")`, every name inside the call (`icon("check" if ok else "x")`), and `icon="home"`,
`icon_name="home"` or `"icon": "home"` beside it. What a page takes from elsewhere stands in `icons.txt`.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from tools.ground import ROOT, Trouble

LIST = ROOT / "marketplace" / "static" / "src" / "icons.txt"
#: Its tables hold an icon in each line.
NAVIGATION = ROOT / "marketplace" / "pages.py"
CALLED = re.compile(r"\bicon\(((?:[^()]|\([^()]*\))*)\)")
GIVEN = re.compile(r"""\bicon(?:_name)?["']?\s*[=:]\s*["']([a-z0-9-]+)["']""")
PLAIN = re.compile(r"""^\s*["']([a-z0-9-]+)["']""")
WORD = re.compile(r"""["']([a-z0-9-]+)["']""")


def sprite(folder: Path, pages: Iterable[Path]) -> str:
    """All icons in use as one file; a name unknown to Tabler stops the build and says where it is."""
    wanted = listed()
    for page in pages:
        text = page.read_text(encoding="utf-8")
        calls = CALLED.findall(text)
        surely = {found[1] for call in calls if (found := PLAIN.match(call))}
        # A script's `icon: "rect"` speaks of a chart.
        surely.update(GIVEN.findall(text) if page.suffix != ".js" else ())
        maybe = [text] if page == NAVIGATION else calls
        perhaps = {word for part in maybe for word in WORD.findall(part) if source(folder, word).exists()}
        wanted.update(dict.fromkeys(surely | perhaps, page))
    symbols = [symbol(folder, name, page) for name, page in sorted(wanted.items())]
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>"


def listed() -> dict[str, Path]:
    """The names in `icons.txt`, one a line."""
    lines = LIST.read_text(encoding="utf-8").splitlines() if LIST.exists() else []
    return {line.strip(): LIST for line in lines if line.strip() and not line.startswith("#")}


def source(folder: Path, name: str) -> Path:
    """`home` is an outline icon, `star-filled` the filled form of `star`."""
    kind = "filled" if name.endswith("-filled") else "outline"
    return folder / kind / f"{name.removesuffix('-filled')}.svg"


def symbol(folder: Path, name: str, page: Path) -> str:
    """One icon, drawn in the colour of the text around it."""
    drawn = source(folder, name)
    if not drawn.exists():
        raise Trouble(f"{page.relative_to(ROOT)} names the icon {name!r}, which Tabler does not have.")
    drawing = re.sub(r"\s+", " ", drawn.read_text()).split(">", 1)[1].rpartition("</svg>")[0]
    drawing = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", drawing).strip()
    line = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    look = 'fill="currentColor"' if name.endswith("-filled") else line
    return f'<symbol id="{name}" viewBox="0 0 24 24" {look}>{drawing}</symbol>'
