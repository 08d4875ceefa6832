"""Chinese comes first: no sentence without it, and none that would fail in front of the reader."""

from tools import translations


def test_every_sentence_has_its_chinese():
    assert list(translations.complaints()) == []
