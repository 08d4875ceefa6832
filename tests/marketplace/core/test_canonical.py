"""One document, one spelling."""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.canonical import NotCanonical, canonical, instant, read

documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


class Colour(StrEnum):
    RED = "red"


@given(documents)
def test_what_is_spelled_is_read_back(document):
    assert read(canonical(document)) == document


@given(st.dictionaries(st.text(max_size=5), st.integers(0, 9)), st.randoms())
def test_the_order_of_keys_does_not_matter(facts, random):
    keys = list(facts)
    random.shuffle(keys)
    assert canonical({key: facts[key] for key in keys}) == canonical(facts)


def test_the_spelling_is_fixed_for_ever():
    document = {"b": [1, True, None, (2,)], "a": "焊缝\n", Colour.RED: Colour.RED}
    assert canonical(document) == '{"a":"焊缝\\n","b":[1,true,null,[2]],"red":"red"}'.encode()


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({"a": [1, {"b": 0.1}]}, r"float at \$\.a\[1\]\.b"),
        (float("nan"), r"float at \$"),
        ({"a": 1.0}, r"float at \$\.a: floats have no canonical form, use whole numbers or text"),
        ({1: 2}, r"key 1 at \$ is not text"),
        ({"a": b"x"}, r"bytes at \$\.a"),
        ({"a": datetime(2031, 1, 1, tzinfo=UTC)}, r"datetime at \$\.a"),
        ([2**53], r"beyond 2\^53 at \$\[0\]"),
        (["\ud800"], r"half a character at \$\[0\]"),
        ({"\ud800": 1}, r"half a character at \$"),
    ],
)
def test_what_has_no_single_spelling_is_refused_with_its_place(document, where):
    with pytest.raises(NotCanonical, match=where):
        canonical(document)


def test_a_document_without_end_is_refused():
    deep: list[object] = []
    deep.append(deep)
    with pytest.raises(NotCanonical, match="deeper than 64"):
        canonical(deep)


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b"1.0",
        b"1e2",
        b"NaN",
        b"-0",
        b'"\\u0041"',
        b"",
        b"\xff",
        b"[" * 9999,
    ],
)
def test_any_other_spelling_is_refused(text):
    with pytest.raises(NotCanonical):
        read(text)


def test_a_moment_is_spelled_alike_in_every_time_zone():
    here = datetime(2031, 5, 6, 15, 8, 9, tzinfo=timezone(timedelta(hours=8)))
    assert instant(here) == instant(here.astimezone(UTC)) == "2031-05-06T07:08:09.000000Z"
    with pytest.raises(NotCanonical, match="time zone"):
        instant(here.replace(tzinfo=None))
