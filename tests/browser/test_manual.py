"""The pictures of the manual, in both languages; `KEEP=1` puts them into docs/manual/images."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from bidding.awards.queries import letter_of
from bidding.bids import actions as bids
from bidding.panels.queries import blind_labels, latest
from marketplace.core.db import db
from marketplace.home.queries.manual import FOLDER, PAGES, page
from marketplace.people.models import Person
from marketplace.secondments import actions as secondments
from marketplace.secondments.models import Loan
from marketplace.secondments.terms import ReleaseTerms
from tests import make
from tests.browser.screen import BUSY, PICTURES
from tests.journeys import contest, verdicts
from tests.journeys.cast import Cast
from tests.make.contest import standing

pytestmark = pytest.mark.browser
SIZE = {"width": 1180, "height": 760}
LANGUAGES = {"zh": ("zh_Hans", "zh-CN"), "en": ("en", "en-GB")}
Take = Callable[[str, Person, str], None]


@pytest.fixture
def take(chromium: Browser, site: str, guarded: Any) -> Iterator[Take]:
    """A picture of a page as somebody sees it, in both languages; gives the names taken."""
    fresh = PICTURES / "manual"
    shutil.rmtree(fresh, ignore_errors=True)

    def one(name: str, who: Person, path: str) -> None:
        for short, (locale, speech) in LANGUAGES.items():
            context = chromium.new_context(viewport=SIZE, locale=speech, timezone_id="Asia/Shanghai")
            cookie = make.browser(guarded, make.again(who), locale).get_cookie("session")
            assert cookie is not None
            context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
            view = context.new_page()
            answer = view.goto(site + path)
            assert answer is not None
            assert answer.status == 200, (name, path, answer.status)
            view.locator(BUSY).first.wait_for(state="detached")
            (fresh / short).mkdir(parents=True, exist_ok=True)
            view.screenshot(path=fresh / short / f"{name}.png")
            context.close()
        db.session.rollback()

    yield one
    if os.environ.get("KEEP"):
        shutil.copytree(fresh, FOLDER / "images", dirs_exist_ok=True)


def test_every_picture_of_the_manual_is_taken_from_the_running_product(cast: Cast, take: Take) -> None:
    make.at(2030, 1, 5)
    for studio in cast.studios:
        make.signed_letter(make.again(studio))
    cast.until(make.at(2030, 3, 5, 12))
    key = posting(cast, take)
    bidding(cast, take, key)
    opening(cast, take, key)
    reviewing(cast, take, key)
    working(cast, take, key)
    taken = {path.stem for path in (PICTURES / "manual" / "zh").glob("*.png")}
    assert taken == shown("zh") == shown("en")


def shown(language: str) -> set[str]:
    """The pictures that the pages of the manual show."""
    texts = [(FOLDER / language / f"{name}.md").read_text() for name in PAGES]
    return {Path(found).stem for text in texts for found in re.findall(r"images/\w+/([\w-]+)\.png", text)}


def posting(cast: Cast, take: Take) -> int:
    """A draft, its way through the offices, a question."""
    take("post-form", cast.poster, "/challenges/new")
    key = contest.draft(cast)
    poster, head, secrecy = cast.at(cast.poster), cast.at(cast.head), cast.at(cast.secrecy)
    poster.open(f"/challenges/{key}")
    poster.press("Submit for approval")
    head.open(f"/challenges/{key}")
    head.press("Approve")
    take("secrecy-release", cast.secrecy, f"/challenges/{key}/release")
    secrecy.open(f"/challenges/{key}")
    secrecy.follow("Release for bidding")
    secrecy.press("Release it")
    contest.question(cast, key)
    take("challenge", cast.poster, f"/challenges/{key}")
    take("questions", cast.poster, f"/challenges/{key}/questions")
    return key


def bidding(cast: Cast, take: Take, key: int) -> None:
    """The market, a bid, its team, who is asked, who releases, the receipt."""
    lead = make.again(cast.studios[0]).lead
    take("market", lead, "/market")
    bid = make.draft_bid(contest.challenge(key), make.again(cast.studios[0]))
    bid_id = bid.id
    make.write(bid, mark="甲")
    take("bid-step", lead, f"/bids/{bid_id}/edit/plan")
    make.core(make.again(bid))
    member = make.support(make.again(bid), make.again(cast.lenders[0]), released=False)
    helper, loan = member.person, member.loan
    take("join", helper, f"/loans/{loan.id}")
    make.done(lambda: secondments.consent(make.again(loan), by=make.again(helper)))
    take("release", make.bids.manager(make.again(loan)), f"/loans/{make.again(loan).id}/release")
    make.done(lambda: let_go(make.again(loan)))
    take("team", lead, f"/bids/{bid_id}/team")
    make.done(lambda: bids.seal(make.again(bid), by=make.again(lead)))
    take("receipt", lead, f"/bids/{bid_id}/receipt/1")
    for n in (1, 2):
        cast.bid(key, n)


def let_go(loan: Loan) -> None:
    """The home unit's manager releases."""
    terms = ReleaseTerms(days=loan.days, starts_on=loan.starts_on, ends_on=loan.ends_on)
    secondments.release(loan, terms, by=make.bids.manager(loan))


def opening(cast: Cast, take: Take, key: int) -> None:
    """The box closes; two officers open it."""
    cast.until(contest.challenge(key).closes_at + timedelta(minutes=1))
    take("opening", cast.officers[0], f"/challenges/{key}/opening")
    make.contest.open_bids(contest.challenge(key))
    take("record", cast.head, f"/challenges/{key}/opening/record")
    cast.later(hours=1)


def reviewing(cast: Cast, take: Take, key: int) -> None:
    """Declaring, scoring, discussing, the notice."""
    panel = latest(contest.challenge(key))
    assert panel is not None
    seats = [seat.id for seat in panel.active]
    first, chair = panel.active[0].person, cast.at(cast.head)
    take("declare", first, f"/panels/{panel.id}/declare")
    for n in seats:
        verdicts.declare(cast.at(db.session.get_one(type(panel.active[0]), n).person))
    labels = blind_labels(latest(contest.challenge(key)))
    take("sheet", first, f"/panels/{panel.id}/bid/{labels[0][1]}")
    for n in seats:
        panel = latest(contest.challenge(key))
        make.contest.submit_scores(panel, next(s for s in panel.active if s.id == n))
    take("discussion", first, f"/panels/{panel.id}/discussion")
    make.contest.write_report(latest(contest.challenge(key)))
    chair.open(f"/challenges/{key}/award")
    chair.follow("Read the messages and announce")
    chair.press("Release and announce")
    take("notice", cast.chair, f"/challenges/{key}/award")
    verdicts.becomes_final(cast, key)


def working(cast: Cast, take: Take, key: int) -> None:
    """The project is delivered and accepted; the year moves."""
    letter = letter_of(standing(contest.challenge(key)))
    assert letter is not None
    winner, head = make.again(letter).award.bid.lead, make.again(cast.head)
    project = verdicts.sign_commitment(cast, key, cast.at(winner), cast.at(head))
    lead = cast.at(winner)
    lead.open(f"/projects/{project}/measure")
    form, _button = lead.page.find("Keep the measured values")
    boxes = [one.name for one in form.fields if one.name.startswith("value_")]
    lead.press("Keep the measured values", dict.fromkeys(boxes, "1.6"))
    lead.open(f"/projects/{project}/delivery")
    lead.press("Deliver", note="工艺卡、冷铁图纸和首检记录已移交。")
    take("delivery", head, f"/projects/{project}/delivery")
    studio = make.again(letter).award.bid.studio_id
    take("progress", make.again(winner), f"/studios/{studio}/progress")
    take("board", cast.chair, "/board")


def test_every_page_of_the_manual_can_be_read(cast: Cast) -> None:
    reader = cast.at(cast.poster)
    reader.open("/manual")
    for name in PAGES:
        found = page(name, "en")
        assert found is not None
        reader.open(f"/manual/{name}")
        reader.sees(found.title)
