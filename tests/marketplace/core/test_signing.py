"""Envelopes, signatures, trees and witnesses: what was changed is refused."""

import dataclasses

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.chain import Head
from marketplace.core.checkpoint import Checkpoint, line, sign_checkpoint, take, verify_checkpoint, witnesses
from marketplace.core.envelope import Tampered, new_key, unwrap, wrap
from marketplace.core.merkle import path, root, root_from
from marketplace.core.signing import is_signed, public_of, public_text, sign

KEY = new_key()
SERVER = Ed25519PrivateKey.generate()
PUBLIC = SERVER.public_key()
CHECKPOINT = take("main", Head(7, "ab" * 32), ["cd" * 32, "ab" * 32], "2031-05-06T07:08:09.000000Z")


@given(st.binary(max_size=100), st.integers(min_value=0))
def test_an_envelope_opens_only_unchanged(secret, bit):
    envelope = wrap(secret, KEY, {"use": "test"})
    assert unwrap(envelope, KEY, {"use": "test"}) == secret
    changed = bytearray(envelope)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    with pytest.raises(Tampered):
        unwrap(bytes(changed), KEY, {"use": "test"})


@pytest.mark.parametrize("length", [0, 11, 27])
def test_a_short_envelope_is_refused(length):
    with pytest.raises(Tampered, match="too short"):
        unwrap(bytes(length), KEY, {})


def test_an_envelope_about_something_else_does_not_open():
    envelope = wrap(b"secret", KEY, {"use": "one"})
    for key, about in ((KEY, {"use": "two"}), (new_key(), {"use": "one"})):
        with pytest.raises(Tampered):
            unwrap(envelope, key, about)


def test_a_signature_is_for_one_kind_of_statement():
    signature = sign("receipt", {"n": 1}, SERVER)
    assert is_signed("receipt", {"n": 1}, signature, public_of(public_text(PUBLIC)))
    assert not is_signed("minutes", {"n": 1}, signature, PUBLIC)
    assert not is_signed("receipt", {"n": 2}, signature, PUBLIC)
    assert not is_signed("receipt", {"n": 1.5}, signature, PUBLIC)
    with pytest.raises(ValueError, match="plain word"):
        sign("a\0b", {}, SERVER)


# Values of the Merkle trees of RFC 6962's reference implementation.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("count", ROOTS)
def test_the_tree_is_that_of_the_standard(count):
    assert root(ENTRIES[:count]).hex() == ROOTS[count]


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_a_path_leads_from_an_entry_to_the_root_and_from_nothing_else(entries, data):
    index = data.draw(st.integers(0, len(entries) - 1))
    steps = path(entries, index)
    top = root(entries)
    assert root_from(entries[index], index, len(entries), steps) == top
    assert root_from(entries[index] + b"x", index, len(entries), steps) != top
    assert root_from(entries[index], index, len(entries), [*steps, top]) is None
    assert root_from(entries[index], len(entries), len(entries), steps) is None
    if steps:
        assert root_from(entries[index], index, len(entries), steps[:-1]) is None


def test_there_is_no_path_from_outside():
    with pytest.raises(IndexError):
        path([b"a"], 1)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Checkpoint)])
def test_no_line_of_a_checkpoint_can_be_changed(field):
    signature = sign_checkpoint(CHECKPOINT, SERVER)
    assert verify_checkpoint(CHECKPOINT, signature, PUBLIC)
    value = getattr(CHECKPOINT, field)
    changed = dataclasses.replace(
        CHECKPOINT, **{field: value + 1 if isinstance(value, int) else value[:-1] + "0"}
    )
    assert not verify_checkpoint(changed, signature, PUBLIC)


def test_a_file_of_witnesses_is_read_for_its_own_log_only():
    other = dataclasses.replace(CHECKPOINT, log="read", seq=9)
    lines = [line(each, sign_checkpoint(each, SERVER)) + "\n" for each in (CHECKPOINT, other)]
    assert witnesses(lines, "main", PUBLIC) == {7: "ab" * 32}
    assert witnesses(lines, "read", PUBLIC) == {9: "ab" * 32}


def test_a_forged_or_damaged_witness_is_refused_with_its_line():
    good = line(CHECKPOINT, sign_checkpoint(CHECKPOINT, SERVER))
    forged = line(CHECKPOINT, sign_checkpoint(CHECKPOINT, Ed25519PrivateKey.generate()))
    for bad in (forged, "", "[]", '{"log":"main"}', "{"):
        with pytest.raises(ValueError, match="line 2"):
            witnesses([good, bad], "main", PUBLIC)
