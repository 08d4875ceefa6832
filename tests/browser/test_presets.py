"""Fast, emergency and by invitation on the screens of those who do them, from the posting to the result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bidding.awards.queries import live_award
from bidding.bids.models import Bid
from bidding.panels.queries import blind_labels, latest
from marketplace.core.db import db
from marketplace.people.models import Person
from tests import make
from tests.browser.screen import Screen, zh
from tests.journeys import contest
from tests.journeys.cast import TITLE, Cast
from tests.journeys.ways import work_off
from tests.make import contest as deeds

pytestmark = pytest.mark.browser
At = Callable[[Person], Screen]
WHY = "整线待料，只有该室今夜能到场。"


def hand_on(cast: Cast, at: At, key: int) -> None:
    """Approved, checked for secrets, released."""
    at(cast.poster).open(f"/challenges/{key}").press("Submit for approval", agree=True)
    at(cast.head).open(f"/challenges/{key}").press("Approve", agree=True)
    at(cast.secrecy).open(f"/challenges/{key}").follow("Release for bidding").press("Release it")


def seal(key: int, cast: Cast, *studios: int) -> list[int]:
    """Sealed bids, brought about without their pages."""
    return [
        int(make.sealed_bid(contest.challenge(key), make.again(cast.studios[n]), amount=40_000).id)
        for n in studios
    ]


def judge(cast: Cast, at: At, key: int, *, candidates: int = 2) -> Screen:
    """Declared, scored, signed without pages; the head announces on the screen."""
    cast.later(hours=1)
    panel = latest(contest.challenge(key))
    assert panel is not None
    free = deeds.DeclareTerms(conflict="no")
    for seat in list(panel.active):
        make.done(lambda seat=seat: deeds.panels.declare(make.again(seat), free, by=make.again(seat).person))
    seats = list(make.again(panel).active)
    at(seats[0].person).open(f"/panels/{panel.id}/bid/{blind_labels(make.again(panel))[0][1]}", f"-{key}")
    for seat in seats:
        deeds.submit_scores(make.again(panel), make.again(seat))
    deeds.write_report(make.again(panel), candidates)
    head = at(cast.head)
    head.open(f"/challenges/{key}/award").follow("Read the messages and announce")
    return head.press("Release and announce", agree=True)


def open_box(cast: Cast, at: At, key: int) -> None:
    """Two officers, each from their own login."""
    for officer, button in zip(cast.officers, ("Start the opening", "Confirm and open"), strict=True):
        at(officer).open(f"/challenges/{key}/opening").press(button, agree=True)


def test_a_fast_contest_in_the_browser(cast: Cast, at: At) -> None:
    key = contest.draft(cast, preset="fast", budget="6")
    poster = at(cast.poster)
    poster.open(f"/challenges/{key}").sees("The budget is above what this preset allows.")
    poster.open(f"/challenges/{key}/edit").fill(budget="5").press("Save and look at it")
    hand_on(cast, at, key)
    at(make.again(cast.studios[0]).lead).open("/market?preset=fast", "fast").follow(TITLE)
    seal(key, cast, 0, 1)
    cast.until(contest.challenge(key).closes_at + timedelta(minutes=1))
    open_box(cast, at, key)
    judge(cast, at, key).look("fast").sees("Notice ends")
    assert len(latest(contest.challenge(key)).active) == 3


def test_an_urgent_contest_with_a_single_bid_in_the_browser(cast: Cast, at: At) -> None:
    key = contest.draft(cast, preset="urgent")
    hand_on(cast, at, key)
    seal(key, cast, 0)
    cast.until(contest.challenge(key).closes_at + timedelta(minutes=1))
    officer, chair = at(cast.officers[0]), at(cast.chair)
    officer.open(f"/challenges/{key}/opening", "single").sees(
        "A single bid came in; the chair first says why it is opened."
    )
    chair.open("/").open(f"/challenges/{key}/opening").follow("Say why the single bid is opened")
    chair.fill(reason=WHY).press("Let it be opened")
    open_box(cast, at, key)
    head = judge(cast, at, key, candidates=1).look("urgent")
    assert live_award(contest.challenge(key)).state == "final"
    head.follow("Commitment letter").press("Sign", agree=True)


def words(n: int) -> str:
    """What the officer with this number types."""
    return f"我家门前有两棵树 {n} abcdefg"


def make_keys(house: Cast, at: At) -> None:
    """The paper sheet is saved, every officer makes a key."""
    keeper = at(house.keeper).open("/opening-keys", "-none")
    page = keeper.page
    page.locator("main").get_by_role("button", name=zh("Make the paper key as PDF")).click()
    with page.expect_download() as saved:
        page.get_by_role("dialog").get_by_role("button", name=zh("Go on")).click()
    assert saved.value.suggested_filename.endswith(".pdf")
    keeper.faults.clear()  # a download ends the visit of its address
    for n, who in enumerate(house.holders):
        at(who).open("/opening-keys").follow("Make my opening key")
        at(who).fill(passphrase=words(n), again=words(n)).press("Make the key")
    at(house.holders[0]).look("-made").follow("Change the passphrase")


def invite(house: Cast, at: At, key: int) -> None:
    """Three studios are ranked and named."""
    poster = at(house.poster)
    poster.open(f"/challenges/{key}").follow("Name the studios").press("Rank the studios")
    work_off("fit.refresh_challenge")
    poster.open(f"/challenges/{key}/invite", "-ranked")
    for studio in house.studios[:3]:
        poster.page.locator(f'main [name="studio_ids"][value="{studio.id}"]').check()
    poster.press("Save the invitations")


def kept_and_read_back(house: Cast, at: At, key: int, where: str) -> None:
    """The content is kept as a file before the seal, gone after it, read back and sealed anew."""
    bid = make.ready_bid(contest.challenge(key), make.again(house.studios[0])).id
    lead = at(make.again(house.studios[0]).lead).open(f"/bids/{bid}/seal", "-kept")
    with lead.page.expect_download() as saved:
        lead.page.locator(f'main a[href="/bids/{bid}/keep"]').click()
    saved.value.save_as(where)
    lead.faults.clear()  # a download ends the visit of its address
    lead.press("Submit under seal", agree=True).look("-handed")
    lead.open(f"/bids/{bid}/content", "-gone").follow("Read content back from a file")
    lead.page.locator("main [type=file]").set_input_files(where)
    lead.press("Read it back").look("-back")
    lead.open(f"/bids/{bid}/seal").press("Submit under seal", agree=True)
    assert make.again(db.session.get_one(Bid, bid)).sealed_version == 2


def test_by_invitation_with_shares_in_the_browser(house: Cast, at: At, tmp_path: Path) -> None:
    make_keys(house, at)
    key = contest.draft(house, preset="invited")
    invite(house, at, key)
    secrecy = at(house.secrecy)
    at(house.poster).open(f"/challenges/{key}").press("Submit for approval", agree=True)
    at(house.head).open(f"/challenges/{key}").press("Approve", agree=True)
    secrecy.open(f"/challenges/{key}", "-keyless")
    secrecy.sees(
        "Its key has not been made yet: its bids are to lie under the keys of several holders."
    ).follow("Key for the opening").press("Make the key").look("-made")
    secrecy.open(f"/challenges/{key}").follow("Release for bidding").press("Release it")
    at(make.again(house.studios[0]).lead).open("/").open(f"/challenges/{key}", "-invited")
    seal(key, house, 1)
    kept_and_read_back(house, at, key, str(tmp_path / "kept.json"))
    house.until(contest.challenge(key).closes_at + timedelta(minutes=1))
    first, second = (at(who) for who in house.holders[:2])
    first.open(f"/challenges/{key}/opening", "-shares").follow("Start the opening")
    first.fill(passphrase=words(7)).page.locator("main button[type=submit]").last.click()
    first.sees("This is not your opening passphrase.").faults.clear()  # the console notes the refusal
    first.fill(passphrase=words(0)).press("Start the opening").look("-started")
    second.open(f"/challenges/{key}/opening").follow("Confirm and open")
    second.fill(passphrase=words(1)).press("Confirm and open").look("-opened")
    judge(house, at, key).look("-inside").sees("Notice ends")
