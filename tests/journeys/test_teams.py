"""Studios bid together; a team changes after the seal; files go under the seal; what comes late stays out."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from bidding.bids import queries
from bidding.bids.models import Bid, TeamChange
from bidding.panels.queries import blind_labels, latest
from bidding.sealing.queries import last_version
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.ledger.models import Metric
from marketplace.ledger.queries import count
from marketplace.people.models import Person
from tests import make
from tests.journeys import contest, verdicts, work
from tests.journeys.cast import Cast
from tests.make.contest import done
from tests.visitor import Visitor


def judged_best(cast: Cast, key: int, best: int) -> None:
    """Closed, opened, judged and announced by deeds; this bid comes out first."""
    cast.until(contest.challenge(key).closes_at + timedelta(minutes=1))
    make.contest.open_bids(contest.challenge(key))
    cast.later(hours=1)
    panel, free = latest(contest.challenge(key)), make.contest.DeclareTerms(conflict="no")
    declare = make.contest.panels.declare
    for seat in list(panel.active):
        done(lambda seat=seat: declare(make.again(seat), free, by=make.again(seat).person))
    points = {label: "8.5" if bid_id == best else "6" for bid_id, label in blind_labels(make.again(panel))}
    for seat in list(make.again(panel).active):
        make.contest.submit_scores(make.again(panel), seat, points)
    make.contest.write_report(make.again(panel))
    done(lambda: make.contest.awards.propose(contest.challenge(key), by=make.again(cast.head)))


def other_member(cast: Cast, n: int, besides: set[int]) -> Person:
    """A member of a studio who is not among these."""
    people = make.bids.members(make.again(cast.studios[n]))
    return next(m.person for m in people if m.person_id not in besides)


def ask_for_a_share(cast: Cast, bid: int, n: int, percent: str) -> None:
    """The lead looks a studio up and asks; a share that leaves nothing is refused at its field."""
    lead, studio = cast.lead(0), make.again(cast.studios[n])
    lead.open(f"/bids/{bid}/consortium?q={studio.name}")
    lead.follow(f"Ask for a share {studio.name}")
    lead.press("Ask for a share", percent="100", status=422)
    lead.sees("Must be 99 or less.")
    lead.press("Ask for a share", percent=percent)
    lead.sees(f"{studio.name} has been asked.")


def carries_a_share(cast: Cast, bid: int, n: int) -> None:
    """The lead of a studio asked reads nothing before the yes, and joins."""
    partner = cast.lead(n)
    partner.open(f"/bids/{bid}", status=404)
    partner.todo("is asked for a share of a bid")
    partner.press("Agree to the share")
    partner.sees("Your studio is part of the bid.")
    partner.no_todo("is asked for a share of a bid")
    partner.open(f"/bids/{bid}/content")


def test_two_studios_bid_together_and_both_are_credited(cast: Cast) -> None:
    key = cast.posted()
    bid = make.ready_bid(contest.challenge(key), make.again(cast.studios[0])).id
    lead, partner = cast.lead(0), cast.lead(1)
    ask_for_a_share(cast, bid, 1, "35")
    ask_for_a_share(cast, bid, 2, "10")
    lead.open(f"/bids/{bid}/seal")
    lead.closed("Submit under seal")
    lead.sees("Every studio of the consortium has agreed to its share")
    carries_a_share(cast, bid, 1)
    carries_a_share(cast, bid, 2)
    lead.told("carries its share of the bid")
    partner.open(f"/challenges/{key}/bid")
    assert partner.closed("Bid for it").startswith("Your studio already has a bid, or a share in one")
    mate = other_member(cast, 1, {partner.id})
    contest.ask(lead, bid, mate)
    cast.at(mate).todo("You are asked to join a bid as a core member")
    cast.at(mate).press("Agree to join")
    lead.open(f"/bids/{bid}/seal")
    lead.press("Submit under seal")
    partner.told("Sealed, receipt")
    cast.bid(key, 3)
    make.sealed_bid(contest.challenge(key), make.bidder(skills={make.again(cast.casting): 3}))
    judged_best(cast, key, bid)
    assert credited(cast, key) == [1, 1, 0, 0], "the lead studio and the partner with 20 percent or more"


def credited(cast: Cast, key: int) -> list[int]:
    """The winner's work is done and accepted; what every studio has in its ledger then."""
    verdicts.becomes_final(cast, key)
    lead, head = cast.lead(0), cast.at(cast.head)
    project = verdicts.sign_commitment(cast, key, lead, head)
    work.measure(lead, project, "1.5")
    work.deliver(lead, head, project)
    work.accept(head, project)
    return [count(make.again(cast.studios[n]), Metric.TACKLED, 2030) for n in range(4)]


def shared_helper(cast: Cast, keys: list[int], helper: Person) -> list[int]:
    """Sealed bids of the first studios, one on each challenge, all with this helper; and two others each."""
    found = []
    for n, key in enumerate(keys):
        made = make.write(make.draft_bid(contest.challenge(key), make.again(cast.studios[n])))
        make.bids.core(made)
        make.bids.support(made, helper, days=3)
        done(lambda made=made: make.bids.actions.seal(make.again(made), by=make.again(made).lead))
        found.append(made.id)
        cast.bid(key, 2)
        cast.bid(key, 3)
    return found


def asks_to_stand_in(cast: Cast, lead: Visitor, helper: Visitor) -> None:
    """The lead finds somebody, the somebody agrees, the home unit releases."""
    lead.todo("Team changed: find somebody to stand in for")
    change, who = db.session.query(TeamChange).one().id, db.session.get_one(Person, helper.id)
    lead.open(f"/bids/swaps/{change}?q={who.employee_no}")
    lead.follow(f"Ask to stand in {helper.name}")
    lead.press("Ask to stand in", purpose="磁粉检测与数据统计")
    manager = cast.at(cast.manager(who.unit_id))
    helper.todo("You are asked to support")
    helper.press("Agree to join")
    manager.todo("A loan waits for your release")
    manager.follow("Release")
    manager.press("Release")


def test_somebody_wins_elsewhere_and_another_stands_in(cast: Cast) -> None:
    keys, shared = [cast.posted(), cast.posted()], make.lender()
    first, second = shared_helper(cast, keys, shared)
    judged_best(cast, keys[0], first)
    verdicts.becomes_final(cast, keys[0])
    lead, helper = cast.lead(1), cast.at(cast.lenders[0])
    before = last_version(second)
    lead.told(f"{shared.name} is bound by other work")
    asks_to_stand_in(cast, lead, helper)
    cast.later(minutes=1)
    lead.told(f"{helper.name} stands in for {shared.name}")
    lead.no_todo("Team changed")
    team = {member.person_id for member in db.session.get_one(Bid, second).team}
    assert (helper.id in team, shared.id in team) == (True, False)
    assert last_version(second) == before, "nothing else has changed"
    lead.open(f"/bids/{second}/history")
    lead.sees("Team changed: somebody is bound by other work", "A place of the team has been filled anew")


class Slow(BytesIO):
    """A body whose last bytes arrive after this moment."""

    def __init__(self, body: bytes, then: Any) -> None:
        super().__init__(body)
        self.then = then

    def read(self, size: int | None = -1) -> bytes:
        clock.freeze(self.then)
        return super().read(size)

    def readinto(self, room: Any) -> int:
        clock.freeze(self.then)
        return super().readinto(room)


def send_slowly(lead: Visitor, path: str, fields: dict[str, Any], then: Any) -> Any:
    """Begin to send before the close; the last byte arrives at `then`."""
    boundary, body = encode_multipart({**fields, "no_state_secrets": "yes"})
    return lead.client.post(
        path,
        input_stream=Slow(body, then),
        content_type=f"multipart/form-data; boundary={boundary}",
        content_length=len(body),
        headers={"Referer": f"http://localhost{path}"},
    )


def puts_files_in(lead: Visitor, bid: int) -> None:
    """One file is kept; the same again and a program are refused, each with its rule."""
    lead.open(f"/bids/{bid}/files")
    lead.press("Upload", files=[("冷铁图.pdf", contest.PDF)])
    lead.sees("冷铁图.pdf")
    lead.press("Upload", files=[("冷铁图二.pdf", contest.PDF)], status=422)
    lead.sees("is in the bid already")
    lead.press("Upload", files=[("图.exe", b"MZ" + bytes(200))], status=422)


def at(moment: Any) -> None:
    """The clock stands here."""
    clock.freeze(moment)
    db.session.rollback()


def test_files_go_under_the_seal_and_stand_on_the_receipt(cast: Cast) -> None:
    key = cast.posted()
    bid = make.ready_bid(contest.challenge(key), make.again(cast.studios[0])).id
    lead = cast.lead(0)
    puts_files_in(lead, bid)
    lead.open(f"/bids/{bid}/seal")
    lead.press("Submit under seal")
    lead.sees("Files under this seal", "冷铁图.pdf")
    address = next(href for _words, href in lead.page.links if href.endswith("/file"))
    kept = json.loads(lead.client.get(address).data)
    assert [(f["name"], len(f["sha256"])) for f in kept["files"]] == [("冷铁图.pdf", 64)]
    lead.open(f"/bids/{bid}")
    lead.sees_not("You have written on after sealing")


def test_what_arrives_after_the_close_stays_out_although_it_was_sent_before(cast: Cast) -> None:
    key = cast.posted()
    bid = make.sealed_bid(contest.challenge(key), make.again(cast.studios[0])).id
    lead, closes = cast.lead(0), contest.challenge(key).closes_at
    at(closes - timedelta(seconds=2))
    lead.open(f"/bids/{bid}/files")
    late = FileStorage(BytesIO(contest.PDF + b"late"), filename="迟到.pdf")
    sent = send_slowly(lead, f"/bids/{bid}/files", {"csrf_token": lead.token(), "files": late}, closes)
    assert sent.status_code == 409
    assert queries.document(db.session.get_one(Bid, bid))["files"] == []
    at(closes - timedelta(seconds=2))
    lead.open(f"/bids/{bid}/seal")
    form, _button = lead.page.find("Submit under seal")
    fields = {field.name: field.value for field in form.fields if field.name}
    sent = send_slowly(lead, f"/bids/{bid}/seal", fields, closes)
    assert (sent.status_code, last_version(bid)) == (409, 1), "the very second of the close is too late"
    assert "Bidding has closed" in sent.get_data(as_text=True)
    at(closes - timedelta(seconds=1))
    lead.open(f"/bids/{bid}/seal")
    lead.press("Submit under seal")
    assert last_version(bid) == 2, "a second before it is in time"
