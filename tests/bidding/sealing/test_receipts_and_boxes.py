"""The receipt cannot be forged, and the box seal counts exactly the bids that lay in the box."""

import dataclasses
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bidding.sealing import suite
from bidding.sealing.suite import Entry, Receipt
from marketplace.core.signing import public_text, sign

SERVER = Ed25519PrivateKey.generate()
PUBLIC = SERVER.public_key()
RECEIPT = Receipt(
    receipt_no=3,
    challenge=7,
    bid=21,
    studio=5,
    version=2,
    suite="HX1",
    digest="ab" * 32,
    commit="cd" * 32,
    submitted_at="2031-05-06T07:08:09.000000Z",
    audit_seq=112,
    audit_head="ef" * 32,
)
SIGNATURE = suite.sign_receipt(RECEIPT, SERVER)

OTHER = "11" * 32  # a digest that no box below contains

boxes = st.dictionaries(
    st.integers(1, 10_000),
    st.binary(min_size=32, max_size=32).filter(lambda data: data.hex() != OTHER),
    max_size=12,
).map(lambda box: [Entry(number, digest.hex()) for number, digest in box.items()])


def test_a_receipt_is_the_servers_word():
    assert suite.verify_receipt(RECEIPT, SIGNATURE, PUBLIC)
    assert not suite.verify_receipt(RECEIPT, SIGNATURE, Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Receipt)])
def test_no_line_of_a_receipt_can_be_changed(field):
    value = getattr(RECEIPT, field)
    changed = dataclasses.replace(
        RECEIPT, **{field: value + 1 if isinstance(value, int) else value[:-1] + "0"}
    )
    assert not suite.verify_receipt(changed, SIGNATURE, PUBLIC)


def test_no_bit_of_the_signature_can_be_changed():
    for bit in range(512):
        signature = bytearray.fromhex(SIGNATURE)
        signature[bit // 8] ^= 1 << bit % 8
        assert not suite.verify_receipt(RECEIPT, signature.hex(), PUBLIC)


def test_another_statement_of_the_server_does_not_pass_for_a_receipt():
    assert not suite.verify_receipt(RECEIPT, sign("minutes", dataclasses.asdict(RECEIPT), SERVER), PUBLIC)
    assert not suite.verify_receipt(RECEIPT, "no signature", PUBLIC)


def test_the_kept_file_is_read_back_and_a_forged_one_is_not():
    kept = suite.receipt_file(RECEIPT, SIGNATURE, PUBLIC, r=bytes(32))
    assert suite.read_receipt_file(kept, PUBLIC) == RECEIPT
    assert json.loads(kept)["r"] == "00" * 32
    assert b'"r":' not in suite.receipt_file(RECEIPT, SIGNATURE, PUBLIC)
    forger = Ed25519PrivateKey.generate()
    forged = suite.receipt_file(RECEIPT, suite.sign_receipt(RECEIPT, forger), forger.public_key())
    assert json.loads(forged)["key"] == public_text(forger.public_key())
    for wrong in (
        forged,
        b"",
        b"{}",
        b'{"receipt":1}',
        b'{"receipt":{"a":1},"signature":1}',
        b"[]",
        kept[:-2],
    ):
        assert suite.read_receipt_file(wrong, PUBLIC) is None


@given(boxes, st.randoms())
def test_the_order_in_which_bids_are_read_does_not_change_the_seal(box, random):
    shuffled = random.sample(box, len(box))
    assert suite.box_seal(7, 1, shuffled) == suite.box_seal(7, 1, box)


@given(boxes, boxes)
def test_two_boxes_have_the_same_seal_only_if_the_same_bids_lie_in_them(one, other):
    assert (suite.box_seal(7, 1, one) == suite.box_seal(7, 1, other)) == (sorted(one) == sorted(other))


@given(boxes.filter(bool))
def test_a_bid_added_dropped_or_changed_breaks_the_seal(box):
    seal = suite.box_seal(7, 1, box)
    changed = dataclasses.replace(box[0], digest=OTHER)
    renumbered = dataclasses.replace(box[0], receipt_no=20_000)
    for other in (box[1:], [*box, Entry(20_001, OTHER)], [changed, *box[1:]], [renumbered, *box[1:]]):
        assert suite.box_seal(7, 1, other) != seal


def test_the_seal_belongs_to_one_closing_of_one_challenge():
    box = [Entry(1, "ab" * 32)]
    seals = {suite.box_seal(challenge, closing, box) for challenge in (7, 8) for closing in (1, 2)}
    assert len(seals) == 4
    assert suite.box_seal(7, 1, []) != suite.box_seal(7, 2, [])


def test_two_entries_under_one_number_are_refused():
    with pytest.raises(ValueError, match="same receipt number"):
        suite.box_seal(7, 1, [Entry(1, "ab" * 32), Entry(1, "cd" * 32)])


@given(boxes.filter(bool))
def test_every_bidder_can_prove_their_own_bid_and_no_other(box):
    seal = suite.box_seal(7, 1, box)
    for entry in box:
        proof = suite.prove(box, entry.receipt_no)
        assert suite.is_in_box(seal, 7, 1, entry, proof)
        assert not suite.is_in_box(seal, 7, 2, entry, proof)
        assert not suite.is_in_box(seal, 7, 1, dataclasses.replace(entry, digest=OTHER), proof)
        assert not suite.is_in_box(seal, 7, 1, entry, dataclasses.replace(proof, count=proof.count + 1))
        assert not suite.is_in_box(seal, 7, 1, entry, dataclasses.replace(proof, steps=(*proof.steps, "00")))
        assert not suite.is_in_box(seal, 7, 1, entry, dataclasses.replace(proof, steps=("no digest",)))
