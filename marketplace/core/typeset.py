"""Set one document as PDF: JSON on standard input, PDF on standard output; a program of its own.

The compiler and its Chinese fonts take 40 MB, which no web worker shall keep for a few papers a day.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pylopdf_fonts_zh_cn as chinese
import typst


def main(paper: Path) -> None:
    """Read, set, write. Only the two shipped fonts are used: every machine sets the same page."""
    fonts = [str(Path(chinese.serif_path()).parent)]
    said = {"data": sys.stdin.buffer.read().decode()}
    made = typst.compile(
        str(paper), format="pdf", font_paths=fonts, ignore_system_fonts=True, sys_inputs=said
    )
    sys.stdout.buffer.write(made if isinstance(made, bytes) else b"".join(made))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
