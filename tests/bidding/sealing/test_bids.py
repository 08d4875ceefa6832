"""A sealed bid opens for its challenge's key, as what it was, or not at all."""

import dataclasses
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from bidding.sealing import suite
from bidding.sealing.suite import Binding, BrokenSeal, Clock, Part
from marketplace.core.canonical import NotCanonical, canonical
from marketplace.core.envelope import new_key, wrap

KEK = new_key()
KEEPER = Clock(KEK)
KEY = suite.new_pair(7, KEEPER)
PRIVATE = suite.unlock(KEY, KEEPER)
HERE = Binding(challenge=7, bid=21, version=2, studio=5)
CONTENT = {"price": 480_000, "plan": "焊缝探伤机器人", "files": [{"name": "plan.pdf", "sha256": "ab" * 32}]}
SEALING = suite.seal(CONTENT, HERE, KEY.public)
SEALED = SEALING.sealed

documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def part_refused(sealed=SEALED, binding=HERE, private=PRIVATE):
    with pytest.raises(BrokenSeal) as refusal:
        suite.unseal(sealed, binding, private)
    return refusal.value.part


def flipped(data, bit):
    return bytes(byte ^ (1 << bit % 8 if place == bit // 8 else 0) for place, byte in enumerate(data))


@given(st.dictionaries(st.text(max_size=8), documents, max_size=5))
def test_what_was_sealed_comes_out_again(content):
    sealing = suite.seal(content, HERE, KEY.public)
    opened = suite.unseal(sealing.sealed, HERE, PRIVATE)
    assert (opened.content, opened.r, opened.dek) == (content, sealing.r, sealing.dek)


def test_a_price_with_a_fraction_is_refused_before_anything_is_encrypted():
    with pytest.raises(NotCanonical, match=r"float at \$\.budget\[1\]\.amount"):
        suite.seal({"budget": [{"amount": 1}, {"amount": 0.5}]}, HERE, KEY.public)


def test_the_same_bid_sealed_twice_has_nothing_in_common():
    one, two = SEALED, suite.seal(CONTENT, HERE, KEY.public).sealed
    assert len({one.ct, two.ct}) == len({one.wdek, two.wdek}) == len({one.commit, two.commit}) == 2


def test_small_bids_of_any_length_look_alike():
    lengths = {len(suite.seal({"plan": "x" * n}, HERE, KEY.public).sealed.ct) for n in (0, 1, 900, 65_000)}
    assert lengths == {64 * 1024 + 28}


def test_no_clear_text_stands_in_the_row():
    for column in (SEALED.ct, SEALED.wdek):
        assert "焊缝".encode() not in column
        assert b"plan" not in column
    assert "480000" not in repr(SEALING)
    assert SEALING.r.hex() not in repr(SEALING)
    assert repr(SEALING.dek) not in repr(SEALING)


@given(st.integers(0, len(SEALED.ct) * 8 - 1))
def test_one_bit_of_the_ciphertext_breaks_the_seal(bit):
    changed = dataclasses.replace(SEALED, ct=flipped(SEALED.ct, bit))
    assert part_refused(changed) is Part.DIGEST
    assert part_refused(dataclasses.replace(changed, digest=suite.digest(changed.ct))) is Part.BODY


def test_one_bit_of_the_wrapped_key_breaks_the_seal():
    # X25519 itself ignores the highest bit of a point (RFC 7748), but the key schedule covers that bit too.
    for bit in range(len(SEALED.wdek) * 8):
        assert part_refused(dataclasses.replace(SEALED, wdek=flipped(SEALED.wdek, bit))) is Part.KEY


def test_one_bit_of_the_commitment_or_the_digest_breaks_the_seal():
    for bit in range(256):
        commit = flipped(bytes.fromhex(SEALED.commit), bit).hex()
        digest = flipped(bytes.fromhex(SEALED.digest), bit).hex()
        assert part_refused(dataclasses.replace(SEALED, commit=commit)) is Part.COMMIT
        assert part_refused(dataclasses.replace(SEALED, digest=digest)) is Part.DIGEST


@pytest.mark.parametrize("length", [0, 1, 31, 32, 47, 79])
def test_a_wrapped_key_cut_short_is_refused_and_not_a_crash(length):
    assert part_refused(dataclasses.replace(SEALED, wdek=SEALED.wdek[:length])) is Part.KEY
    assert part_refused(dataclasses.replace(SEALED, wdek=bytes(length))) is Part.KEY


@pytest.mark.parametrize("length", [0, 11, 27, 28, 65_000])
def test_a_ciphertext_cut_short_is_refused(length):
    ct = SEALED.ct[:length]
    assert part_refused(dataclasses.replace(SEALED, ct=ct, digest=suite.digest(ct))) is Part.BODY


@pytest.mark.parametrize("column", ["challenge", "bid", "version", "studio"])
def test_a_row_moved_to_another_place_does_not_open(column):
    assert part_refused(binding=dataclasses.replace(HERE, **{column: 99})) is Part.KEY
    with pytest.raises(BrokenSeal):
        suite.unseal_with(SEALED, dataclasses.replace(HERE, **{column: 99}), SEALING.dek)


@pytest.mark.parametrize(
    "columns", [("ct",), ("wdek",), ("commit",), ("digest",), ("ct", "digest"), ("wdek", "commit")]
)
def test_columns_exchanged_between_two_versions_do_not_open(columns):
    other = suite.seal(CONTENT, HERE, KEY.public).sealed
    mixed = dataclasses.replace(SEALED, **{column: getattr(other, column) for column in columns})
    part_refused(mixed)


def test_another_challenges_key_and_another_suite_are_refused():
    assert part_refused(private=X25519PrivateKey.generate().private_bytes_raw()) is Part.KEY
    assert part_refused(dataclasses.replace(SEALED, suite="HX0")) is Part.SUITE


def test_what_is_well_encrypted_but_no_document_is_named():
    for text in (b"{", b'{"a": 1}', b'{"a":1.5}', b'{"a":1,"a":1}', b"[" * 5000, b"\xff"):
        r, dek = bytes(32), new_key()
        ct = wrap(suite.padding.pad(r + text), dek, HERE.facts())
        commit = suite.bids.commitment(r, text)
        sealed = dataclasses.replace(SEALED, ct=ct, commit=commit, digest=suite.digest(ct))
        with pytest.raises(BrokenSeal) as refusal:
            suite.unseal_with(sealed, HERE, dek)
        assert refusal.value.part is Part.CONTENT


def test_the_bidder_reads_back_only_their_own_version():
    wrapped = suite.lock_for_bidder(SEALING.dek, HERE, KEK)
    dek = suite.unlock_for_bidder(wrapped, HERE, KEK)
    assert suite.unseal_with(SEALED, HERE, dek).content == CONTENT
    for binding, kek in ((dataclasses.replace(HERE, version=1), KEK), (HERE, new_key())):
        with pytest.raises(BrokenSeal):
            suite.unlock_for_bidder(wrapped, binding, kek)


def test_after_the_opening_the_bidder_proves_the_content_and_nothing_else():
    assert suite.is_committed(CONTENT, SEALING.r, SEALED.commit)
    assert not suite.is_committed({**CONTENT, "price": 480_001}, SEALING.r, SEALED.commit)
    assert not suite.is_committed(CONTENT, bytes(32), SEALED.commit)


# RFC 9180 written a second time, from its text: in fifteen years a bid can be checked without our code.


def labeled_extract(suite_id, salt, label, key):
    mac = hmac.HMAC(salt or bytes(32), hashes.SHA256())
    mac.update(b"HPKE-v1" + suite_id + label + key)
    return mac.finalize()


def labeled_expand(suite_id, secret, label, info, length):
    block = hmac.HMAC(secret, hashes.SHA256())
    block.update(length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + info + b"\x01")
    return block.finalize()[:length]


def open_base(sealed, private, *, info, aad, aead_id, key_length):
    enc, ct = sealed[:32], sealed[32:]
    holder = X25519PrivateKey.from_private_bytes(private)
    shared = holder.exchange(X25519PublicKey.from_public_bytes(enc))
    kem, whole = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01" + aead_id.to_bytes(2, "big")
    context = enc + holder.public_key().public_bytes_raw()
    secret = labeled_expand(kem, labeled_extract(kem, b"", b"eae_prk", shared), b"shared_secret", context, 32)
    schedule = b"\x00" + labeled_extract(whole, b"", b"psk_id_hash", b"")
    schedule += labeled_extract(whole, b"", b"info_hash", info)
    key_secret = labeled_extract(whole, secret, b"secret", b"")
    key = labeled_expand(whole, key_secret, b"key", schedule, key_length)
    nonce = labeled_expand(whole, key_secret, b"base_nonce", schedule, 12)
    return AESGCM(key).decrypt(nonce, ct, aad)


def test_the_second_hand_written_hpke_opens_the_vector_of_the_rfc():
    enc = "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
    ct = "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
    opened = open_base(
        bytes.fromhex(enc + ct),
        bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"),
        info=bytes.fromhex("4f6465206f6e2061204772656369616e2055726e"),
        aad=b"Count-0",
        aead_id=1,
        key_length=16,
    )
    assert opened == b"Beauty is truth, truth beauty"


def test_a_bid_can_be_opened_without_our_code():
    info = canonical({"b": 21, "c": 7, "s": 5, "suite": "HX1", "v": 2})
    dek = open_base(SEALED.wdek, PRIVATE, info=info, aad=b"", aead_id=2, key_length=32)
    padded = AESGCM(dek).decrypt(SEALED.ct[:12], SEALED.ct[12:], info)
    length = int.from_bytes(padded[:8], "big")
    assert padded[40 : 8 + length] == canonical(CONTENT)
    assert sha256(SEALED.ct).hexdigest() == SEALED.digest
