"""Steps 1–10 on the screens of those who do them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bidding.awards.queries import letter_of
from bidding.bids.models import Bid
from bidding.panels.models import PanelSeat
from bidding.panels.queries import blind_labels, latest
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.ledger.models import Metric
from marketplace.ledger.queries import count
from marketplace.people import passwords
from marketplace.people.models import Account, Person
from tests import make
from tests.browser.screen import PICTURES, Screen, Seen, zh
from tests.journeys.cast import TITLE, Cast
from tests.journeys.contest import PDF, PROBLEM, challenge, flat
from tests.make.contest import CODES, standing

pytestmark = pytest.mark.browser
At = Callable[[Person], Screen]
PASSWORD = "一条很长的好口令 88"


def test_a_challenge_goes_its_way_in_the_browser(
    cast: Cast, at: At, chromium: Any, site: str, seen: Seen
) -> None:
    year(cast)
    log_in(cast, chromium, site, seen)
    key = post(cast, at)
    ask(cast, at, key)
    bid = write(cast, at, key)
    team(cast, at, bid)
    seal(cast, at, bid)
    for n in (1, 2):
        cast.bid(key, n)
    cast.until(challenge(key).closes_at + timedelta(minutes=1))
    open_box(cast, at, key)
    judge(cast, at, key, bid)
    announce(cast, at, key)
    project = sign(cast, at, key)
    carry_out(cast, at, project)
    assert count(make.again(cast.studios[0]), Metric.TACKLED, 2030) == 1
    assert len(list(PICTURES.glob("*.png"))) >= 40


def year(cast: Cast) -> None:
    """January is over: every studio has its letter."""
    make.at(2030, 1, 5)
    for studio in cast.studios:
        make.signed_letter(make.again(studio))
    cast.until(make.at(2030, 3, 5, 12))


def log_in(cast: Cast, chromium: Any, site: str, seen: Seen) -> None:
    """A wrong password first, then the right one."""
    with transaction():
        db.session.add(
            Account(
                person_id=cast.poster.id, password_hash=passwords.hash_of(PASSWORD), changed_at=clock.real()
            )
        )
    number = make.again(cast.poster).employee_no
    screen = Screen(chromium, site, None, None, seen)
    screen.open("/login").fill(employee_no=number, password="记错了的口令 99").press("Log in")
    screen.sees("Employee number and password do not fit together.")
    screen.faults.clear()  # the console notes the refusal
    screen.fill(employee_no=number, password=PASSWORD).press("Log in")
    screen.sees("Workbench")
    screen.leave()


def post(cast: Cast, at: At) -> int:
    """Step 1."""
    poster = at(cast.poster)
    poster.open("/challenges/mine").follow("Post a problem")
    values = {name.replace("-", "__"): value for name, value in PROBLEM.items()}
    poster.add_line("needs").fill(**values, **line(0, cast.casting.id, 5), **line(1, cast.ndt.id, 3))
    poster.press("Save and look at it").sees(TITLE)
    key = int(poster.page.url.rsplit("/", 1)[1])
    poster.open(f"/challenges/{key}/files")
    poster.page.locator("[name=files]").set_input_files(
        {"name": "内腔图.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    poster.press("Upload").sees("内腔图.pdf")
    poster.open(f"/challenges/{key}").press("Submit for approval", agree=True)
    at(cast.head).open("/").follow("Look and approve").press("Approve", agree=True)
    at(cast.secrecy).open("/").follow("Check and release").follow("Release for bidding").press("Release it")
    poster.open(f"/challenges/{key}/history")
    return key


def line(n: int, skill: int, importance: int) -> dict[str, Any]:
    """One needed skill."""
    return {
        f"needs__{n}__skill_id": skill,
        f"needs__{n}__level": 3,
        f"needs__{n}__importance": importance,
        f"needs__{n}__heads": 1,
    }


def ask(cast: Cast, at: At, key: int) -> None:
    """Step 2."""
    make.fits()
    lead, poster = at(cast.studios[0].lead), at(cast.poster)
    lead.open("/market").follow(TITLE).open(f"/challenges/{key}/questions")
    lead.fill(text="内腔转角能否加工艺补贴？").press("Ask").sees("内腔转角能否加工艺补贴？")
    poster.open(f"/challenges/{key}/questions").follow("Answer").fill(text="可以，单边不超过 3 毫米。").press(
        "Answer"
    )
    poster.sees("可以，单边不超过 3 毫米。")


def write(cast: Cast, at: At, key: int) -> int:
    """Step 3: the steps of the workspace; the first is saved while typing."""
    lead = at(cast.studios[0].lead)
    lead.open(f"/challenges/{key}").follow("Bid for it").press("Bid for it")
    bid = int(lead.page.url.split("/bids/")[1].split("/")[0])
    for step, values in make.contents(make.again(challenge(key))).items():
        assert lead.page.url.endswith(f"/edit/{step}")
        for name in [k for k, v in values.items() if isinstance(v, list) and step != "targets"]:
            for _line in values[name][1:]:
                lead.add_line(name)
        typed = {
            name: value for name, value in flat(values).items() if not name.endswith(("-place", "-metric"))
        }
        lead.fill(**typed)
        if step == "idea":
            lead.page.locator("[data-autosave-state]", has_text=zh("Saved at")).first.wait_for()
        lead.press("Save and go on")
    lead.sees("What the team covers")
    return bid


def team(cast: Cast, at: At, bid: int) -> None:
    """A colleague and somebody of another unit are asked, agree, are released."""
    lead = at(cast.studios[0].lead)
    colleague = next(
        m.person
        for m in make.bids.members(make.again(cast.studios[0]))
        if m.person_id != cast.studios[0].lead_id
    )
    for who, purpose in ((colleague, {}), (make.again(cast.lenders[0]), {"purpose": "磁粉检测与数据统计"})):
        lead.open(f"/bids/{bid}/team/people?q={who.employee_no}").follow("Ask to join")
        lead.fill(days=6, **purpose).press("Ask to join")
    at(colleague).open("/").follow("Reply").press("Agree to join")
    at(cast.lenders[0]).open("/").follow("Reply").press("Agree to join")
    at(cast.manager(cast.lenders[0].unit_id)).open("/").follow("Release or refuse").follow("Release").press(
        "Release"
    )
    lead.open(f"/bids/{bid}/team")


def seal(cast: Cast, at: At, bid: int) -> None:
    """Step 4."""
    lead = at(cast.studios[0].lead)
    lead.open(f"/bids/{bid}/content").open(f"/bids/{bid}/files").open(f"/bids/{bid}").follow("Check and seal")
    lead.press("Submit under seal", agree=True).sees("Receipt for a sealed bid")
    lead.open(f"/bids/{bid}").open(f"/bids/{bid}/history").open("/bids").open("/inbox")
    assert db.session.get_one(Bid, bid, populate_existing=True).state == "sealed"


def open_box(cast: Cast, at: At, key: int) -> None:
    """Steps 5 and 6."""
    first, second, head = at(cast.officers[0]), at(cast.officers[1]), at(cast.head)
    first.open(f"/challenges/{key}/opening").press("Start the opening", agree=True)
    second.open(f"/challenges/{key}/opening").press("Confirm and open", agree=True)
    second.sees("The box seal held: what was opened is what was in the box at the close.")
    head.open(f"/challenges/{key}/opening/record").open(f"/challenges/{key}/ranking")
    head.page.locator(".score-parts summary").first.click()
    head.page.locator(".because").first.wait_for(state="visible")
    cast.later(hours=1)


def judge(cast: Cast, at: At, key: int, bid: int) -> None:
    """Step 7: one member on the screen, the others by deeds; the chair writes on the screen."""
    panel = latest(challenge(key))
    assert panel is not None
    panel_id, seats = panel.id, list(panel.active)
    chair = next(seat for seat in seats if seat.id == panel.chair_seat_id)
    screen, person = at(chair.person), chair.person_id
    screen.open("/reviews").open(f"/panels/{panel_id}").follow("Declare conflicts").fill(conflict="no").press(
        "Declare"
    )
    others = [seat.id for seat in seats if seat.person_id != person]
    for seat in others:
        done(
            lambda seat=seat: make.contest.panels.declare(
                found(seat), make.contest.DeclareTerms(conflict="no"), by=found(seat).person
            )
        )
    labels = blind_labels(latest(challenge(key)))
    for n, (bid_id, label) in enumerate(labels):
        screen.open(f"/panels/{panel_id}/bid/{label}")
        points = 8.5 if bid_id == bid else 6.5
        screen.fill(**{f"points_{code}": points for code in CODES})
        screen.press("Save and next" if n < len(labels) - 1 else "Save")
    screen.open(f"/panels/{panel_id}").press("Hand in my scores", agree=True)
    best = {label: "8" if bid_id == bid else "6.5" for bid_id, label in labels}
    for seat in others:
        make.contest.submit_scores(latest(challenge(key)), found(seat), best)
    report(at, screen, panel_id, others)


def report(at: At, screen: Screen, panel_id: int, others: list[int]) -> None:
    """The discussion, the report, the signatures."""
    screen.open(f"/panels/{panel_id}/calibration").open(f"/panels/{panel_id}/discussion")
    screen.fill(text="第一名的措施最落地。").press("Say it").follow("Write the report")
    screen.fill(text="评审组逐项比对后形成一致意见，推荐如下候选。", candidates=2).press(
        "Write and have it signed"
    )
    screen.open(f"/panels/{panel_id}/report").press("Sign", agree=True)
    for seat in others:
        done(lambda seat=seat: make.contest.panels.sign(found(seat), "", by=found(seat).person))


def found(seat_id: int) -> Any:
    """A seat as it stands."""
    return db.session.get_one(PanelSeat, seat_id, populate_existing=True)


def done(deed: Callable[[], Any]) -> None:
    """A deed of its own."""
    with transaction():
        deed()


def announce(cast: Cast, at: At, key: int) -> None:
    """Step 8."""
    head, loser, chair = at(cast.head), at(cast.studios[1].lead), at(cast.chair)
    head.open(f"/challenges/{key}/award").follow("Read the messages and announce")
    head.press("Release and announce", agree=True)
    head.open(f"/challenges/{key}/panel")
    loser.open(f"/challenges/{key}/award").follow("My scores and reasons")
    loser.open(f"/challenges/{key}/award").follow("Raise an objection")
    loser.fill(about="第二名的检测手段没有计入，请核对。", remedy="请复核评分表。").press(
        "Raise the objection"
    )
    chair.open("/").follow("Reply").fill(outcome="rejected", answer="评分表已复核，计算无误。").press(
        "Reply", agree=True
    )
    cast.until(make.again(standing(challenge(key))).notice_ends_at + timedelta(minutes=1))


def sign(cast: Cast, at: At, key: int) -> int:
    """Step 9: the commitment letter."""
    letter = letter_of(standing(challenge(key)))
    assert letter is not None
    for side in (at(cast.studios[0].lead), at(cast.head)):
        side.open(f"/commitments/{letter.id}").press("Sign", agree=True)
    head = at(cast.head)
    head.follow("To the project")
    return int(head.page.url.rsplit("/", 1)[1])


def carry_out(cast: Cast, at: At, project: int) -> None:
    """Steps 9 and 10: the work, the delivery, the acceptance, the count."""
    lead, head, poster = at(cast.studios[0].lead), at(cast.head), at(cast.poster)
    lead.open(f"/projects/{project}/tasks").fill(
        title="首批三炉取样", due_on=clock.today() + timedelta(days=20)
    )
    lead.press("Give the task").open(f"/projects/{project}/milestones").follow("小批验证")
    lead.fill(evidence="三炉磁粉记录齐全。").press("Report the milestone")
    poster.open("/").follow("Look at it").press("Confirm the milestone")
    lead.open(f"/projects/{project}/measure")
    for box in lead.page.locator('main input[name^="value_"]').all():
        box.fill("1.6")
    lead.press("Keep the measured values").open(f"/projects/{project}/delivery")
    lead.fill(note="工艺卡、冷铁图纸和首检记录已移交。").press("Deliver")
    head.open(f"/projects/{project}/delivery").fill(decision="met", verdict="三批现场核对，指标达到。").press(
        "Decide", agree=True
    )
    studio = cast.studios[0].id
    for path in ("progress", "ledger", "history", ""):
        lead.open(f"/studios/{studio}/{path}".rstrip("/"))
    lead.open(f"/projects/{project}/history").open("/board").open("/projects/").open("/studios").open(
        "/people"
    ).open("/account")
