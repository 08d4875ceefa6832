"""What the check of the catalogues sees."""

from babel.messages import Catalog

from tools import translations
from tools.ground import ROOT


def catalogue(*pairs: tuple[str, str]) -> Catalog:
    made = Catalog(locale="zh_Hans")
    for english, chinese in pairs:
        made.add(english, chinese)
    return made


def test_one_sentence_with_two_chinese_versions_is_named():
    both = {"bids": catalogue(("Proposed", "已提出")), "ledger": catalogue(("Proposed", "已提名"))}
    assert list(translations.two_versions(both)) == [
        "'Proposed' is '已提出' in bids.po and '已提名' in ledger.po"
    ]


def test_a_blank_that_the_english_does_not_fill_is_seen():
    good, bad = catalogue(("%(n)s bids", "%(n)s 份")), catalogue(("%(n)s bids", "%(count)s 份"))
    assert [translations.same_blanks(m) for m in good if m.id] == [True]
    assert [translations.same_blanks(m) for m in bad if m.id] == [False]


def test_sentences_are_found_in_pages_and_code():
    place = ROOT / "test-output" / "words.html"
    place.parent.mkdir(exist_ok=True)
    place.write_text('{{ _("Seal") }} {% if x %}{{ ngettext("one", "many", 2) }}{% endif %}')
    assert [words for _line, words in translations.sentences(place)] == ["Seal", "one"]
