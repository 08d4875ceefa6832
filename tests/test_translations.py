"""Chinese comes first: no sentence without it, and none that would fail in front of the reader."""

from marketplace.core import i18n
from tools import translations


def test_every_sentence_has_its_chinese():
    assert list(translations.complaints()) == []


def test_numbers_of_things_speak_chinese_too(app):
    i18n.outside = "zh_Hans"
    assert [i18n.ngettext("%(num)s change", "%(num)s changes", n) for n in (1, 3)] == [
        "改动 1 处",
        "改动 3 处",
    ]
