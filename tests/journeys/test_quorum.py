"""A trade secret from its key to its opening: officers make their keys, two of them open, on their pages."""

from __future__ import annotations

import pytest

from bidding.bids.models import Bid
from bidding.sealing import suite
from marketplace.challenges.models import ChallengeState
from marketplace.core.db import db
from marketplace.people.models import Person, SecrecyLevel
from tests import make
from tests.journeys import contest
from tests.journeys.cast import Cast
from tests.journeys.conftest import cheap
from tests.make import keys
from tests.visitor import Visitor

WORDS = "我家门前有两棵树 {} abcdefg"


def make_pair(officer: Visitor, n: int) -> None:
    officer.open("/opening-keys")
    officer.follow("Make my opening key")
    officer.press("Make the key", passphrase="zu kurz", again="zu kurz", status=422)
    officer.sees("At least 16 characters are needed.")
    officer.press("Make the key", passphrase=WORDS.format(n), again=WORDS.format(n + 1), status=422)
    officer.sees("The two passphrases differ")
    officer.press("Make the key", passphrase=WORDS.format(n), again=WORDS.format(n))
    officer.sees("Your opening key is made", "Challenges waiting for it")


def secret_with_key(house: Cast) -> int:
    """Released by the secrecy officer once its key is there."""
    challenge = make.approved_challenge(
        make.again(house.department),
        title="某材料配方",
        summary="某类铸件质量问题。",
        secrecy=SecrecyLevel.ORDINARY,
        skills=[make.again(house.casting)],
    )
    key, secrecy = int(challenge.id), house.at(house.secrecy)
    secrecy.open(f"/challenges/{key}")
    assert "Its key has not been made yet" in secrecy.closed("Release for bidding")
    secrecy.follow("Key for the opening")
    secrecy.press("Make the key", officers=[], status=422)
    secrecy.sees("At least 3 are needed.")
    secrecy.open(f"/challenges/{key}/key")
    secrecy.press("Make the key")
    secrecy.sees("The key is made", "持份员1", "持份员3", "paper key")
    secrecy.open(f"/challenges/{key}")
    secrecy.follow("Release for bidding")
    secrecy.press("Release it")
    secrecy.sees("open for bids")
    return key


def bid(house: Cast, key: int, n: int) -> int:
    """A sealed bid of cleared people."""
    made = make.write(make.draft_bid(contest.challenge(key), make.again(house.studios[n])))
    make.core(made)
    make.done(lambda: make.bids.actions.seal(make.again(made), by=make.again(made).lead))
    return int(made.id)


def paper_key(house: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The group's secrecy officer prints it: a PDF, once."""
    monkeypatch.setattr(suite, "new_private", keys.paper_private)
    keeper = house.at(house.keeper)
    keeper.open("/opening-keys")
    form = {"csrf_token": keeper.token(), "form_key": "paper-1"}
    answer = keeper.client.post("/opening-keys/paper", data=form)
    assert answer.data.startswith(b"%PDF")
    monkeypatch.undo()
    keeper.open("/opening-keys")
    keeper.sees("Fingerprint", "集团保密员")


def test_two_officers_open_a_trade_secret_with_their_passphrases(house: Cast, monkeypatch) -> None:
    paper_key(house, monkeypatch)
    monkeypatch.setattr(suite.holders.Cost, "__init__", cheap)
    officers = [house.at(who) for who in house.holders]
    for n, officer in enumerate(officers):
        make_pair(officer, n)
    key = secret_with_key(house)
    bids = [bid(house, key, n) for n in range(3)]
    house.until(contest.challenge(key).closes_at)
    first, second, third = officers
    first.open(f"/challenges/{key}/opening")
    first.sees("four shares")
    first.follow("Start the opening")
    first.press("Start the opening", status=422)
    first.sees("Type your opening passphrase or the letters of the paper key.")
    first.press("Start the opening", passphrase=WORDS.format(7), status=422)
    first.sees("This is not your opening passphrase.")
    first.press("Start the opening", passphrase=WORDS.format(0))
    first.sees("Started. The second officer has 15 minutes to confirm.")
    assert "another officer" in first.closed("Confirm and open")
    # 15 minutes later it has to begin anew, by whomever
    house.later(minutes=16)
    third.open(f"/challenges/{key}/opening/share")
    third.press("Start the opening", passphrase=WORDS.format(2))
    second.open(f"/challenges/{key}/opening")
    second.follow("Confirm and open")
    second.press("Confirm and open", passphrase=WORDS.format(1))
    second.sees("The bids are open and the record is signed.", "3 / 3", "The box seal held")
    assert contest.challenge(key).state is ChallengeState.OPENED
    assert {db.session.get_one(Bid, one).blind_label for one in bids} == {"A", "B", "C"}


def test_an_officer_and_the_paper_open_too(house: Cast, monkeypatch) -> None:
    paper_key(house, monkeypatch)
    monkeypatch.setattr(suite.holders.Cost, "__init__", cheap)
    for n, who in enumerate(house.holders):
        make_pair(house.at(who), n)
    key = secret_with_key(house)
    for n in range(3):
        bid(house, key, n)
    house.until(contest.challenge(key).closes_at)
    letters = suite.on_paper(keys.paper_private())
    first = house.at(house.holders[0])
    outside: Person = house.officers[0]  # holds no share, may open
    second = house.at(outside)
    first.open(f"/challenges/{key}/opening/share")
    first.press("Start the opening", paper=letters[:-1] + ("A" if letters[-1] != "A" else "B"), status=422)
    first.sees("A letter is missing or wrong")
    first.press("Start the opening", paper=letters)
    second.open(f"/challenges/{key}/opening/share")
    second.press("Confirm and open", passphrase=WORDS.format(0), status=422)
    second.sees("No share of this challenge")
    second.press("Confirm and open", paper=letters, status=422)
    second.sees("another one is needed")
    house.at(house.holders[2]).open(f"/challenges/{key}/opening/share")
    house.at(house.holders[2]).press("Confirm and open", passphrase=WORDS.format(2))
    house.at(house.holders[2]).sees("The bids are open and the record is signed.")
