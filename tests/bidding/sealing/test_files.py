"""A file of a bid comes out whole or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.sealing import suite
from bidding.sealing.suite import Binding, BrokenSeal, DraftBinding
from bidding.sealing.suite.files import CHUNK, SEALED_CHUNK
from bidding.sealing.suite.padding import LEAST, pad, step, unpad
from marketplace.core.envelope import new_key

HERE = Binding(challenge=7, bid=21, version=2, studio=5)
DEK = new_key()
LONG = bytes(range(256)) * (5 * 1024 * 2)  # 2.5 MiB
SEALED = suite.seal_file(LONG, DEK, HERE, 0)
CHUNKS = [SEALED[start : start + SEALED_CHUNK] for start in range(0, len(SEALED), SEALED_CHUNK)]
SMALL = suite.seal_file(b"a plan", DEK, HERE, 1)


def refused(sealed, dek=DEK, bound=HERE, index=0):
    with pytest.raises(BrokenSeal):
        suite.unseal_file(sealed, dek, bound, index)


@pytest.mark.parametrize("length", [0, 1, LEAST - 8, LEAST - 7, CHUNK - 8, CHUNK - 7, CHUNK, 3 * CHUNK])
def test_a_file_of_any_length_comes_out_as_it_was(length):
    data = b"x" * length
    assert suite.unseal_file(suite.seal_file(data, DEK, HERE, 3), DEK, HERE, 3) == data


def test_chunks_dropped_repeated_exchanged_or_cut_are_refused():
    one, two, three = CHUNKS
    for parts in (
        [one, two],
        [two, three],
        [one, three],
        [two, one, three],
        [one, two, two, three],
        [],
        [one],
    ):
        refused(b"".join(parts))
    refused(SEALED[:-1])
    refused(SEALED + b"\0")


def test_a_chunk_of_another_file_another_version_or_the_draft_is_refused():
    refused(SEALED, index=1)
    refused(SEALED, bound=Binding(7, 21, 3, 5))
    refused(SEALED, bound=DraftBinding(7, 21, 5))
    refused(SEALED, dek=new_key())
    other = suite.seal_file(LONG, DEK, HERE, 1)
    refused(other[:SEALED_CHUNK] + SEALED[SEALED_CHUNK:])


@given(st.integers(0, len(SMALL) * 8 - 1))
def test_one_bit_of_a_file_is_noticed(bit):
    changed = bytearray(SMALL)
    changed[bit // 8] ^= 1 << bit % 8
    refused(bytes(changed), index=1)


@given(st.integers(0, 4 * CHUNK))
def test_the_filled_up_size_is_one_of_a_few_and_never_wasteful(length):
    size = step(length)
    assert size >= length + 8
    assert size in {LEAST, 2 * LEAST, 4 * LEAST, 8 * LEAST} or size % CHUNK == 0
    assert size == LEAST or size <= max(2 * (length + 8), length + 8 + CHUNK)


@given(st.binary(max_size=300))
def test_only_the_exact_filling_is_accepted(data):
    padded = pad(data)
    assert unpad(padded) == data
    for wrong in (padded[:-1], padded + b"\0", padded[:-1] + b"\1", padded * 2, b"\xff" * 8 + padded[8:]):
        with pytest.raises(BrokenSeal):
            unpad(wrong)
