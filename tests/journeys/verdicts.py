"""Steps 5–9: opening, matcher, panel, notice, commitment letter."""

from __future__ import annotations

import re
from datetime import timedelta

from bidding.awards.queries import letter_of
from bidding.panels.queries import latest
from bidding.panels.queries.sheets import blind_labels
from marketplace.people.models import Person
from tests import make
from tests.journeys.cast import Cast
from tests.journeys.contest import TITLE, challenge
from tests.make.contest import CODES, standing
from tests.visitor import Visitor

STANDSTILL = "stands still until the objection is answered"


def close(cast: Cast, key: int) -> None:
    """The hour comes; the clock closes and seals the box."""
    cast.until(challenge(key).closes_at + timedelta(minutes=1))
    poster = cast.at(cast.poster)
    poster.told("has closed; the box is sealed")
    poster.open(f"/challenges/{key}/opening")
    poster.sees("Sealed bids", "Box seal")


def open_box(cast: Cast, key: int) -> None:
    """Step 5: two officers, each from their own login."""
    first, second = (cast.at(one) for one in cast.officers)
    first.todo("Open the bids on")
    first.press("Start the opening")
    assert not first.page.has("Confirm and open"), "nobody confirms their own start"
    cast.later(minutes=3)
    second.todo("Confirm the opening of")
    second.press("Confirm and open")
    second.sees("The box seal held", "Signature holds")
    for officer in (first, second):
        officer.no_todo("Open the bids on")
        officer.no_todo("Confirm the opening of")
    second.open(f"/challenges/{key}/opening/record", status=403)
    head = cast.at(cast.head)
    head.open(f"/challenges/{key}/opening/record")
    head.sees("Opening record", "开榜员1", "开榜员2", "it held", "opened")


def ranking(visitor: Visitor, key: int) -> dict[str, float]:
    """Step 6: every score is the sum of its parts, to the last digit shown."""
    visitor.open(f"/challenges/{key}/ranking")
    totals = {}
    for part in visitor.page.html.split('<div class="score">')[1:]:
        total = re.search(r'score-total">[^<]*<strong class="num">([\d.]+)', part)
        parts = re.findall(r'<span class="num">([\d.]+) / (\d+)</span>', part)
        assert total and parts
        assert round(sum(float(points) for points, _most in parts), 2) == float(total[1])
        assert sum(int(most) for _points, most in parts) == 100
        totals[f"bid {len(totals) + 1}"] = float(total[1])
    assert "because" in visitor.page.html and list(totals.values()) == sorted(totals.values(), reverse=True)
    return totals


def judge(
    cast: Cast,
    key: int,
    best: int | None = None,
    names: tuple[str, ...] = (),
    *,
    seats: int = 5,
    candidates: int = 2,
) -> None:
    """Step 7: the panel declares, scores, discusses, signs. `best`: the bid with the best marks; `names`:
    what stands on no sheet."""
    cast.later(hours=1)
    panel = latest(challenge(key))
    assert panel is not None
    panel_id, members = panel.id, [seat.person_id for seat in panel.active]
    assert len(members) == seats
    for one in members:
        declare(cast.at(one))
    labels = blind_labels(latest(challenge(key)))
    for n, one in enumerate(members):
        score(cast.at(one), panel_id, labels, best, n, names)
    chair = next(
        s.person_id for s in latest(challenge(key)).active if s.id == latest(challenge(key)).chair_seat_id
    )
    report(cast, panel_id, chair, members, candidates)


def declare(member: Visitor) -> None:
    """Conflicts come first."""
    member.todo("Declare conflicts for")
    if not member.page.url.endswith("/declare"):
        member.follow("Declare conflicts")
    member.press("Declare", conflict="no")
    member.no_todo("Declare conflicts for")


def score(
    member: Visitor,
    panel_id: int,
    labels: list[tuple[int, str]],
    best: int | None,
    n: int,
    names: tuple[str, ...],
) -> None:
    """Sheet after sheet, without a name on it."""
    member.todo("Score the bids on")
    for bid_id, label in labels:
        member.open(f"/panels/{panel_id}/bid/{label}")
        member.sees_not(*names)
        base = 8.5 if bid_id == best else 6.5
        marks = {f"points_{code}": f"{base + (n + k) % 2 * 0.5:g}" for k, code in enumerate(CODES)}
        member.press("Save and next" if label != labels[-1][1] else "Save", marks)
    member.open(f"/panels/{panel_id}")
    member.closed("Scores and discussion") if "Scores and discussion" in member.page.closed else None
    member.press("Hand in my scores")
    member.sees("Your scores are in.")
    member.no_todo("Score the bids on")


def report(cast: Cast, panel_id: int, chair_id: int, members: list[int], candidates: int) -> None:
    """A word in the discussion, the report, everybody's signature."""
    chair = cast.at(chair_id)
    chair.todo("Discuss and write the report")
    chair.open(f"/panels/{panel_id}/discussion")
    chair.press("Say it", text="第一名的措施最落地，第二名的检测手段可借鉴。")
    chair.follow("Write the report")
    chair.press(
        "Write and have it signed",
        text="评审组逐项比对后形成一致意见，推荐如下候选。",
        candidates=str(candidates),
    )
    chair.sees("Written. Everybody is asked to sign.")
    for one in members:
        member = cast.at(one)
        member.todo("Sign the report on")
        if not member.page.url.endswith("/report"):
            member.open(f"/panels/{panel_id}/report")
        member.press("Sign")
        member.no_todo("Sign the report on")


def announce(cast: Cast, key: int, said: str = "The result is on public notice") -> None:
    """Step 8: the result goes on public notice."""
    head = cast.at(cast.head)
    head.todo("Announce the result of")
    head.open(f"/challenges/{key}/award")
    head.follow("Read the messages and announce")
    head.press("Release and announce")
    head.sees(said, "Notice ends")
    head.no_todo("Announce the result of")


def object_to(cast: Cast, key: int, who: Visitor, outcome: str, answer: str, said: str = STANDSTILL) -> None:
    """An objection and the chair's answer."""
    who.open(f"/challenges/{key}/award")
    who.follow("Raise an objection")
    who.press("Raise the objection", about="第二名的检测手段没有计入，请核对。", remedy="请复核评分表。")
    who.sees("Your objection was received", said)
    chair = cast.at(cast.chair)
    chair.todo("Answer the objection to the result")
    chair.sees("第二名的检测手段没有计入")
    chair.press("Reply", outcome=outcome, answer=answer)
    chair.sees("Answered; everybody concerned has been told.")
    chair.no_todo("Answer the objection to the result")


def becomes_final(cast: Cast, key: int) -> None:
    """The notice runs out."""
    cast.until(make.again(standing(challenge(key))).notice_ends_at + timedelta(minutes=1))


def sign_commitment(cast: Cast, key: int, lead: Visitor, head: Visitor) -> int:
    """Step 9: both sides sign, the project begins; answers its id."""
    letter = letter_of(standing(challenge(key)))
    assert letter is not None
    letter_id = letter.id
    for side in (lead, head):
        side.todo("Sign the commitment letter")
        side.open(f"/commitments/{letter_id}")
        side.press("Sign")
        side.no_todo("Sign the commitment letter")
    head.sees_not("None")
    head.open(f"/commitments/{letter_id}")
    return int(head.page.link("To the project").split("/")[2])


def told_all(cast: Cast, people: list[Person], words: str) -> None:
    """Each of them reads this in the inbox."""
    for one in people:
        cast.at(one).told(words)


__all__ = [
    "TITLE",
    "announce",
    "becomes_final",
    "close",
    "judge",
    "object_to",
    "open_box",
    "ranking",
    "sign_commitment",
    "told_all",
]
