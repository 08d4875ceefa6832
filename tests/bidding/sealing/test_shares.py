"""Shares and their holders: vectors of the field, every pair of four opens, one alone tells nothing."""

from __future__ import annotations

import importlib.util
import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bidding.sealing import suite
from bidding.sealing.suite import shamir
from marketplace.core.canonical import canonical, read

CHEAP = suite.Cost(memory=8, passes=1)
ABOUT = {"use": "test"}


def test_products_are_those_of_the_standard():
    # FIPS 197, section 4.2
    assert shamir.times(0x57, 0x83) == 0xC1
    assert [shamir.times(0x57, by) for by in (0x02, 0x04, 0x08, 0x10, 0x13)] == [0xAE, 0x47, 0x8E, 0x07, 0xFE]
    assert all(shamir.over(shamir.times(a, 0x53), 0x53) == a for a in range(256))


def test_shares_lie_on_the_line_of_the_standards_products():
    shares = shamir.split(b"\x00\x0f", 2, 4, lambda _n: b"\x57\x57")
    assert [share.values.hex() for share in shares] == ["5758", "aea1", "f9f6", "4748"]


@given(st.binary(min_size=1, max_size=40), st.integers(1, 5), st.integers(0, 4))
@settings(max_examples=60)
def test_any_so_many_shares_give_the_secret_back(secret, need, more):
    shares = shamir.split(secret, need, need + more)
    for chosen in list(combinations(shares, need))[:6]:
        assert shamir.combine(chosen[::-1]) == secret


@given(st.integers(0, 255), st.integers(0, 255), st.integers(1, 4))
def test_one_share_fits_every_secret(secret, guess, x):
    """Whatever somebody holding one share guesses, some second share would prove them right."""
    values = shamir.split(bytes([secret]), 2, 4)[x - 1].values[0]
    slope = shamir.over(guess ^ values, x)
    assert shamir.split(bytes([guess]), 2, 4, lambda _n: bytes([slope]))[x - 1].values[0] == values


@pytest.mark.parametrize("numbers", [(), (1, 1), (0, 1), (1, 256)])
def test_shares_that_cannot_be_are_refused(numbers):
    with pytest.raises(ValueError):
        shamir.combine([shamir.Share(x, b"ab") for x in numbers])


# --- holders -------------------------------------------------------------------------------------


def test_the_passphrase_costs_64_mebibytes_and_three_passes():
    private = suite.new_private()
    kept = suite.keep(private, "开榜口令一二三四五六七八九十", ABOUT)
    assert read(kept)["cost"] == {"lanes": 1, "memory": 64 * 1024, "passes": 3}
    assert suite.regain(kept, "开榜口令一二三四五六七八九十", ABOUT) == private
    assert private not in kept


@pytest.mark.parametrize("change", ["passphrase", "about", "cost", "salt", "box"])
def test_a_kept_key_opens_only_as_it_was_kept(change):
    kept = suite.keep(suite.new_private(), "one two three four", ABOUT, CHEAP)
    stored, said, about = read(kept), "one two three four", dict(ABOUT)
    if change == "passphrase":
        said = "one two three fOur"
    elif change == "about":
        about["use"] = "other"
    elif change == "cost":
        stored["cost"]["passes"] = 2
    else:
        stored[change] = ("00" if stored[change][:2] != "00" else "01") + stored[change][2:]
    with pytest.raises(suite.BrokenSeal):
        suite.regain(canonical(stored), said, about)


@given(st.binary(min_size=32, max_size=32))
def test_the_paper_key_comes_back_however_it_is_typed(private):
    letters = suite.on_paper(private)
    assert [len(group) for group in letters.split("-")] == [4] * 14
    for typed in (letters, letters.lower(), letters.replace("-", "  "), letters.replace("O", "0")):
        assert suite.from_paper(typed) == private


@given(
    st.binary(min_size=32, max_size=32),
    st.integers(0, 55),
    st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
)
def test_a_slip_on_paper_is_noticed(private, place, letter):
    letters = suite.on_paper(private).replace("-", "")
    slip = letters[:place] + letter + letters[place + 1 :]
    if slip != letters:
        with pytest.raises(suite.BrokenSeal):
            suite.from_paper(slip)


@pytest.mark.parametrize("typed", ["", "ABCD", "8" * 56, "密" * 56])
def test_no_letters_of_a_key(typed):
    with pytest.raises(suite.BrokenSeal):
        suite.from_paper(typed)


# --- quorum --------------------------------------------------------------------------------------


def four():
    privates = [suite.new_private() for _n in range(4)]
    names = ("officer/7", "officer/8", "officer/9", "paper/1")
    return privates, [suite.Holder(n, suite.public_half(p)) for n, p in zip(names, privates, strict=True)]


def test_every_two_of_four_holders_open_and_one_alone_does_not():
    privates, holders = four()
    key = suite.new_pair(5, suite.Quorum(holders))
    assert suite.holders_of(key.wrapped) == [h.name for h in holders]
    for a, b in combinations(range(4), 2):
        first = suite.open_share(key, holders[a].name, privates[a])
        given_on = suite.hand_on(key, first, [h for h in holders if h is not holders[a]])
        second = suite.open_share(key, holders[b].name, privates[b])
        got = suite.handed(key, given_on, holders[b].name, privates[b])
        private = suite.unlock(key, suite.Quorum(shares=(second, got)))
        assert suite.public_half(private) == key.public
        with pytest.raises(suite.BrokenSeal):
            suite.unlock(key, suite.Quorum(shares=(first,)))
        with pytest.raises(suite.BrokenSeal):
            suite.handed(key, given_on, holders[a].name, privates[a])  # not to oneself


def test_shares_of_another_challenge_do_not_help():
    privates, holders = four()
    one, other = suite.new_pair(5, suite.Quorum(holders)), suite.new_pair(6, suite.Quorum(holders))
    mixed = [
        suite.open_share(key, h.name, p) for key, h, p in zip((one, other), holders, privates, strict=False)
    ]
    with pytest.raises(suite.BrokenSeal):
        suite.unlock(one, suite.Quorum(shares=mixed))
    moved = suite.ChallengeKey(5, suite.Mode.QUORUM, one.public, other.wrapped)
    with pytest.raises(suite.BrokenSeal):
        suite.open_share(moved, holders[0].name, privates[0])
    with pytest.raises(suite.BrokenSeal):
        suite.open_share(one, "officer/99", privates[0])


def test_two_equal_holders_are_no_four():
    _privates, holders = four()
    with pytest.raises(ValueError):
        suite.new_pair(5, suite.Quorum([*holders[:3], suite.Holder("paper/1", holders[0].public)]))


def offline():
    place = Path(__file__).parents[3] / "docs" / "offline" / "make_key.py"
    spec = importlib.util.spec_from_file_location("make_key", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, place


def test_a_key_made_offline_opens_here():
    privates, holders = four()
    module, _place = offline()
    order = {"challenge": 5, "holders": [{"name": h.name, "public": h.public.hex()} for h in holders]}
    made = module.make(json.loads(canonical(order)))
    kept = canonical({"shares": made["shares"]})
    assert suite.well_formed(kept, holders)
    assert not suite.well_formed(kept, holders[::-1])
    key = suite.ChallengeKey(5, suite.Mode.QUORUM, bytes.fromhex(made["public"]), kept)
    shares = [suite.open_share(key, h.name, p) for h, p in zip(holders[1:3], privates[1:3], strict=True)]
    private = suite.unlock(key, suite.Quorum(shares=shares))
    binding = suite.Binding(5, 1, 1, 3)
    sealed = suite.seal({"price": 1}, binding, key.public).sealed
    assert suite.unseal(sealed, binding, private).content == {"price": 1}


def test_the_offline_program_knows_nothing_of_the_product():
    _module, place = offline()
    assert not [line for line in place.read_text().splitlines() if "bidding" in line or "marketplace" in line]
