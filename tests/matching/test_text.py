import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.text import Index
from matching.text.tokens import keys_of
from tests.matching.public_sets import public_set

ALPHABET = "铸造焊接缺陷abcXYZ019 ，。.+#-_ＡＢ１"
TEXTS = st.lists(st.text(ALPHABET, max_size=30), min_size=1, max_size=6)


def tokens(text: str) -> list[str]:
    """The rules of the module written once more, plainly, for texts without signs."""
    found, word, last = [], "", ""
    for char in text.lower() + " ":
        han = "\u4e00" <= char <= "\u9fff"
        if han:
            found.append(char)
            if last:
                found.append(last + char)
        if char.isalnum() and not han:
            word += char
        elif word:
            found.append(word)
            word = ""
        last = char if han else ""
    return found


@given(st.lists(st.text("铸造焊接缺陷abcXYZ019 ，", max_size=30), min_size=1, max_size=6))
def test_likeness_is_that_of_scikit_learn(texts):
    if not any(tokens(text) for text in texts):
        return
    peer = TfidfVectorizer(analyzer=tokens, sublinear_tf=True)
    theirs = peer.fit_transform(texts)
    assert Index(texts).similarity(texts) == pytest.approx((theirs @ theirs.T).toarray(), abs=1e-9)


@given(TEXTS)
def test_a_text_is_wholly_like_itself_and_likeness_has_no_direction(texts):
    alike = Index(texts).similarity(texts)
    empty = [not len(keys_of([text])[0]) for text in texts]
    assert np.diag(alike) == pytest.approx([0.0 if none else 1.0 for none in empty], abs=1e-9)
    assert alike == pytest.approx(alike.T, abs=1e-12)
    assert ((alike >= 0) & (alike <= 1)).all()


@given(TEXTS, st.text(ALPHABET, max_size=12))
def test_search_scores_lie_between_0_and_1_best_first(texts, query):
    scores = [hit.score for hit in Index(texts).search(query, 10)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_full_and_half_width_and_case_are_the_same():
    index = Index(["ＱＴ４５０ 铸件 Crack", "焊接"])
    assert index.similarity(["qt450 铸件 cRACK"])[0].tolist() == pytest.approx([1.0, 0.0])


def test_an_empty_text_is_like_nothing():
    assert Index(["", "铸造"]).similarity(["", "铸造", "。"]).tolist() == [
        [0, 0],
        [0, pytest.approx(1)],
        [0, 0],
    ]
    assert Index([]).similarity(["铸造"]).shape == (1, 0)
    assert Index(["铸造"]).search("") == ()


@pytest.mark.parametrize("word", ["c++", "c#", ".net", "3.5", "plc_7", "f#"])
def test_technical_names_stay_whole_words(word):
    keys, _ = keys_of([word, word.upper()])
    assert len(keys) == 2
    assert keys[0] == keys[1]
    bare = word.strip("+#.")
    assert bare == word or keys_of([bare])[0][0] != keys[0]


def test_a_sum_is_two_words_and_an_end_of_sentence_is_no_word():
    assert len(keys_of(["a+b"])[0]) == 2
    assert len(keys_of(["end. begin"])[0]) == 2


def test_pairs_do_not_cross_texts():
    assert len(keys_of(["铸", "造"])[0]) == 2
    assert len(keys_of(["铸造"])[0]) == 3


def test_a_character_of_several_is_folded_as_a_whole():
    assert Index(["10 kg ﬁne"]).similarity(["10 ㎏ fine"])[0, 0] == pytest.approx(1)


def test_skill_ids_let_two_languages_meet():
    texts, tags = ["砂型铸造缺陷", "welding of rails"], [["CAST-SAND"], ["WELD"]]
    plain, tagged = Index(texts), Index(texts, tags)
    assert plain.similarity(["sand casting"])[0, 0] == 0
    assert tagged.similarity(["sand casting"], [["CAST-SAND"]])[0, 0] > 0.1
    assert [hit.index for hit in tagged.search("sand casting", tags=["CAST-SAND"])] == [0]


def test_an_id_in_a_text_is_not_the_id():
    assert keys_of(["cast"])[0][0] != keys_of([""], [["cast"]])[0][0]


def test_many_texts_in_batches_are_the_same_as_few(monkeypatch):
    texts = [f"铸造 {number} 缺陷 part{number % 7}" for number in range(50)]
    whole = Index(texts).similarity(texts)
    monkeypatch.setattr("matching.text.index._BATCH", 40)
    assert Index(texts).similarity(texts).tolist() == whole.tolist()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Index(["a", None]), "texts, row 1: must be a string"),
        (lambda: Index("one string"), "texts: must be a list of strings"),
        (lambda: Index(["a"], [[], []]), "tags: must be given for each of 1 texts, has 2"),
        (lambda: Index(["a"]).search("a", 0), "top: must be a whole number of at least 1"),
    ],
)
def test_bad_input_is_refused_by_name_row_and_rule(call, words):
    with pytest.raises(ValueError, match=words):
        call()


if (PARAGRAPHS := public_set("cmrc2018_trial.json.gz")) is not None:

    def test_questions_find_their_paragraphs():
        index = Index(PARAGRAPHS["docs"])
        asked, right = zip(*((row["q"], row["doc"]) for row in PARAGRAPHS["queries"]), strict=True)
        by_cosine = index.similarity(asked).argmax(axis=1)
        by_search = [next((hit.index for hit in index.search(query, 1)), -1) for query in asked]
        assert np.mean(by_cosine == np.array(right)) >= 0.94
        assert np.mean(np.array(by_search) == np.array(right)) >= 0.96
