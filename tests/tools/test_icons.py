"""The sprite holds the icons that pages name."""

from pathlib import Path

import pytest

from tools import icons
from tools.ground import ROOT, Trouble


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(icons, "LIST", tmp_path / "icons.txt")
    for kind, name in (("outline", "check"), ("outline", "home"), ("outline", "clock"), ("filled", "star")):
        (tmp_path / kind).mkdir(exist_ok=True)
        (tmp_path / kind / f"{name}.svg").write_text(f'<svg\n class="{name}">\n <path d="M1 1" />\n</svg>')
    return tmp_path


def page(text: str) -> Path:
    place = ROOT / "test-output" / "icons.html"
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)
    return place


def test_names_are_found_in_calls_and_beside_icon_words(drawn):
    made = icons.sprite(
        drawn, [page("""{{ icon("check" if f(x) else "clock") }} icon_name="home" icon('star-filled')""")]
    )
    assert [part.split('"')[0] for part in made.split('id="')[1:]] == [
        "check",
        "clock",
        "home",
        "star-filled",
    ]


def test_an_icon_that_does_not_exist_is_named_with_its_page(drawn):
    with pytest.raises(Trouble, match=r"icons\.html names the icon 'rocket'"):
        icons.sprite(drawn, [page('{{ icon("rocket") }}')])
