"""The private key of a challenge comes only out of its keeper's hands, and only for its challenge."""

import dataclasses

import pytest

from bidding.sealing import suite
from bidding.sealing.suite import BrokenSeal, Clock, Mode
from marketplace.core.envelope import new_key

KEEPER = Clock(new_key())
KEY = suite.new_pair(7, KEEPER)


def test_the_key_that_comes_back_opens_what_the_public_half_sealed():
    binding = suite.Binding(7, 1, 1, 1)
    sealed = suite.seal({"price": 1}, binding, KEY.public).sealed
    assert suite.unseal(sealed, binding, suite.unlock(KEY, KEEPER)).content == {"price": 1}


def test_each_challenge_has_its_own_pair():
    other = suite.new_pair(8, KEEPER)
    assert other.public != KEY.public
    assert suite.unlock(other, KEEPER) != suite.unlock(KEY, KEEPER)


@pytest.mark.parametrize(
    "change",
    [{"challenge": 8}, {"mode": Mode.QUORUM}, {"public": suite.new_pair(7, KEEPER).public}, {"wrapped": b""}],
)
def test_a_key_moved_to_another_place_is_refused(change):
    with pytest.raises(BrokenSeal):
        suite.unlock(dataclasses.replace(KEY, **change), KEEPER)


def test_one_bit_of_the_wrapped_key_is_noticed():
    for bit in range(len(KEY.wrapped) * 8):
        wrapped = bytearray(KEY.wrapped)
        wrapped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BrokenSeal):
            suite.unlock(dataclasses.replace(KEY, wrapped=bytes(wrapped)), KEEPER)


def test_another_servers_key_does_not_open_it():
    with pytest.raises(BrokenSeal):
        suite.unlock(KEY, Clock(new_key()))


def test_a_printed_key_shows_no_secret():
    assert KEEPER.kek.hex() not in repr(KEEPER)
    assert "kek" not in repr(KEEPER)
    assert "wrapped" not in repr(KEY)
