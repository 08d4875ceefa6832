"""Front-end files carry a name made from their content and lie compressed beside it."""

import gzip
import re

import brotli
import pytest

from marketplace.core import assets as served
from tools import assets
from tools.ground import ROOT

ASKED = re.compile(r"""\basset\(\s*["']([^"']+)["']\s*\)""")


def test_the_name_follows_the_content_and_both_compressed_forms_hold_it(tmp_path):
    first = assets.put(tmp_path, "app.css", b"a{b:c}" * 99)
    again = assets.put(tmp_path, "app.css", b"a{b:c}" * 99)
    other = assets.put(tmp_path, "app.css", b"a{b:d}" * 99)

    assert first == again != other
    assert re.fullmatch(r"app\.[0-9a-f]{12}\.css", first)
    assert gzip.decompress((tmp_path / f"{first}.gz").read_bytes()) == b"a{b:c}" * 99
    assert brotli.decompress((tmp_path / f"{first}.br").read_bytes()) == b"a{b:c}" * 99


def test_every_file_a_page_asks_for_is_built():
    built = {*assets.VENDOR, "icons.svg"}
    built |= {path.relative_to(assets.SOURCES).as_posix() for path in assets.SOURCES.rglob("*.*")}
    asked = {
        name for page in (ROOT / "templates").rglob("*.html") for name in ASKED.findall(page.read_text())
    }
    assert asked - built == set()


@pytest.mark.parametrize("name", ["tabler.css", "unknown.css"])
def test_the_address_stands_below_the_folder_that_is_kept_for_ever(name):
    assert served.asset(name).startswith("/static/dist/")
