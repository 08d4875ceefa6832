"""Steps 1–8: a challenge is posted, asked about, bid for, opened, scored, judged, announced, objected to."""

from __future__ import annotations

import json
from typing import Any

from marketplace.challenges.models import Challenge
from marketplace.core.db import db
from marketplace.people.models import Person
from tests import make
from tests.journeys.cast import TITLE, Cast
from tests.visitor import Visitor

PROBLEM = {
    "title": TITLE,
    "background": "打箱后磁粉检查常见热裂纹，需气刨后补焊。",
    "tried": "加大圆角，放外冷铁。",
    "loss": "101",
    "loss_basis": "9000 件/年 × 6.8% × 1650 元",
    "targets-0-metric": "转角热裂纹率",
    "targets-0-now": "6.8",
    "targets-0-operator": "<=",
    "targets-0-wanted": "2",
    "targets-0-unit": "%",
    "acceptance": "连续 3 批，每批 200 件，双方检验员一起统计。",
    "budget": "28",
    "reward": "5",
    "work_days": "180",
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def challenge_of(visitor: Visitor) -> int:
    """The challenge whose page this is."""
    return int(visitor.page.url.split("/")[2].split("?")[0])


def draft(cast: Cast, **more: str) -> int:
    """The poster writes the problem, in two goes, with a drawing; `more`: fields that differ."""
    poster = cast.at(cast.poster)
    poster.open("/challenges/mine")
    poster.follow("Post a problem")
    poster.press("Save draft", title=TITLE, background=PROBLEM["background"])
    poster.sees("A draft may have gaps")
    poster.press("Add a line", PROBLEM, value="needs")
    form, _button = poster.page.find("Save and look at it")
    assert form.named("title")[0].value == TITLE, "a new line loses nothing of what was typed"
    poster.press(
        "Save and look at it",
        {**PROBLEM, **need(0, cast.casting.id, 3, 5, 1), **need(1, cast.ndt.id, 3, 3, 1), **more},
    )
    poster.sees(TITLE, "Draft", "转角热裂纹率")
    key = challenge_of(poster)
    poster.follow("Files")
    poster.press("Upload", files=[("内腔图.pdf", PDF)])
    poster.sees("内腔图.pdf")
    return key


def need(n: int, skill: int, level: int, importance: int, heads: int) -> dict[str, Any]:
    """One line of needed skills."""
    line = {"skill_id": skill, "level": level, "importance": importance, "heads": heads}
    return {f"needs-{n}-{name}": str(value) for name, value in line.items()}


def post(cast: Cast) -> int:
    """Step 1: written, approved by the department head, released by the secrecy officer."""
    return hand_on(cast, draft(cast))


def hand_on(cast: Cast, key: int) -> int:
    """A complete draft goes the way to the market."""
    poster, head, secrecy = cast.at(cast.poster), cast.at(cast.head), cast.at(cast.secrecy)
    poster.open(f"/challenges/{key}")
    poster.press("Submit for approval")
    assert not poster.page.has("Approve"), "the poster never approves"
    head.todo("Approve a problem of your department")
    head.press("Approve")
    head.no_todo("Approve a problem of your department")
    poster.told("was approved by the department head")
    secrecy.todo("Check a problem for secrets")
    secrecy.follow("Release for bidding")
    secrecy.press("Release it")
    secrecy.no_todo("Check a problem for secrets")
    poster.told("is open for bids")
    poster.open(f"/challenges/{key}/history")
    poster.sees("→ Open", "发榜员", "部门长", "保密员")
    return key


def question(cast: Cast, key: int) -> None:
    """Step 2: a lead finds it by its fit, asks, and is answered."""
    make.fits()
    lead, poster = cast.lead(0), cast.at(cast.poster)
    lead.open("/market")
    lead.sees(TITLE, "Fit")
    lead.follow(TITLE)
    lead.sees("转角热裂纹率", "28.0")
    lead.follow("Questions")
    lead.press("Ask", text="内腔转角能否加工艺补贴？")
    lead.sees("内腔转角能否加工艺补贴？", "waiting for an answer", "Asker")
    lead.sees_not("领衔人1 ·")
    poster.todo("Answer a question about your problem")
    if not poster.page.url.endswith("/questions"):
        poster.open(f"/challenges/{key}/questions")
    poster.follow("Answer")
    poster.press("Answer", text="可以，单边不超过 3 毫米。")
    poster.no_todo("Answer a question about your problem")
    lead.told("A question about")
    lead.open(f"/challenges/{key}/questions")
    lead.sees("可以，单边不超过 3 毫米。")


def write_bid(cast: Cast, key: int, n: int, amount: int = 120_000) -> int:
    """Step 3: a bid is begun and written step by step."""
    bid_id, lead = begin(cast, key, n), cast.lead(n)
    lead.sees("Nobody outside your team learns of it")
    for step, values in make.contents(make.again(challenge(key)), mark=f"甲{n}", amount=amount).items():
        fill(lead, bid_id, step, values)
    return bid_id


def fill(lead: Visitor, bid_id: int, step: str, values: dict[str, Any]) -> None:
    """One step of the workspace, line by line."""
    lead.open(f"/bids/{bid_id}/edit/{step}")
    typed = flat(values)
    for name in [k for k, v in values.items() if isinstance(v, list)]:
        while not has_fields(lead, typed, name):
            lead.press("Add a line", value=name)
    lead.press("Save and go on", typed)


def has_fields(lead: Visitor, typed: dict[str, Any], name: str) -> bool:
    """Are there as many lines as are to be filled in?"""
    there = {f.name for form in lead.page.forms for f in form.fields}
    return {k for k in typed if k.startswith(f"{name}-")} <= there


def flat(values: dict[str, Any]) -> dict[str, Any]:
    """Values of a step as the fields of its form; money in 10,000 yuan."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, list):
            for n, line in enumerate(value):
                found.update({f"{name}-{n}-{k}": v for k, v in flat(line).items()})
        elif name in ("amount", "benefit_yearly"):
            found[name] = f"{value / 10_000:g}"
        else:
            found[name] = value
    return found


def challenge(key: int) -> Challenge:
    """The challenge as it stands."""
    return db.session.get_one(Challenge, key)


def ask_core(cast: Cast, bid_id: int, n: int) -> Visitor:
    """A colleague of the studio is asked and agrees."""
    lead, studio = cast.lead(n), make.again(cast.studios[n])
    colleague = next(m.person for m in make.bids.members(studio) if m.person_id != studio.lead_id)
    ask(lead, bid_id, colleague)
    mate = cast.at(colleague)
    mate.todo("You are asked to join a bid as a core member")
    mate.press("Agree to join")
    mate.sees("You are on the team.")
    mate.no_todo("You are asked to join")
    lead.told("agreed to join your bid")
    return mate


def ask(lead: Visitor, bid_id: int, who: Person, **typed: Any) -> None:
    """Find somebody and ask them."""
    lead.open(f"/bids/{bid_id}/team/people?q={who.employee_no}")
    lead.follow(f"Ask to join {who.name}")
    lead.press("Ask to join", typed)
    lead.sees(f"{who.name} has been asked.")


def ask_support(cast: Cast, bid_id: int, n: int, who: Person, days: int = 6) -> None:
    """Somebody of another unit is asked, agrees, and their unit releases them."""
    lead, home = cast.lead(n), who.unit_id
    ask(lead, bid_id, who, days=days, purpose="磁粉检测与数据统计", skill_id=str(cast.ndt.id))
    helper, manager = cast.at(who), cast.at(cast.manager(home))
    helper.todo("You are asked to support")
    helper.press("Agree to join")
    helper.no_todo("You are asked to support")
    manager.todo("A loan waits for your release")
    manager.sees_not("冷铁")
    manager.follow("Release")
    manager.press("Release", conditions="每周一回所里开会")
    manager.no_todo("A loan waits for your release")
    lead.told("Released by the home unit")


def seal(cast: Cast, bid_id: int, n: int) -> dict[str, Any]:
    """Step 4: sealed, with a receipt to keep."""
    lead = cast.lead(n)
    lead.open(f"/bids/{bid_id}")
    lead.follow("Check and seal")
    lead.press("Submit under seal")
    lead.sees("Sealed. Keep the receipt file")
    address = next(href for _words, href in lead.page.links if href.endswith("/file"))
    receipt: dict[str, Any] = json.loads(lead.client.get(address).data)
    lead.told("receipt")
    return receipt


def begin(cast: Cast, key: int, n: int) -> int:
    """A bid is begun."""
    lead, studio = cast.lead(n), make.again(cast.studios[n])
    lead.open(f"/challenges/{key}")
    lead.follow("Bid for it")
    form, button = lead.page.forms[-1], lead.page.forms[-1].buttons[-1]
    assert form.named("studio_id") or button.name == "studio_id"
    lead.press(button.words, value=str(studio.id) if button.name == "studio_id" else None)
    return int(lead.page.url.split("/")[2])


def is_overbooked(cast: Cast, bid_id: int, n: int, who: Person) -> None:
    """Booked beyond the free days: the sealing is closed and says why; fewer days open it."""
    lead = cast.lead(n)
    lead.open(f"/bids/{bid_id}/seal")
    assert lead.closed("Submit under seal") == "Some conditions above are not met yet."
    lead.sees(who.name)
    lead.open(f"/bids/{bid_id}/team")
    lead.press(f"Take off {who.name}")
    ask_support(cast, bid_id, n, who, days=5)


def replace(cast: Cast, bid_id: int, n: int) -> dict[str, Any]:
    """The sealed version is replaced by a cheaper one."""
    lead = cast.lead(n)
    fill(
        lead,
        bid_id,
        "money",
        {
            "budget": [{"kind": "material", "what": "冷铁与树脂", "amount": 110_000}],
            "support": "每周两炉试验窗口。",
        },
    )
    lead.open(f"/bids/{bid_id}")
    lead.sees("You have written on after sealing")
    lead.follow("Replace the sealed version")
    lead.press("Submit under seal")
    address = next(href for _words, href in lead.page.links if href.endswith("/file"))
    receipt: dict[str, Any] = json.loads(lead.client.get(address).data)
    return receipt
