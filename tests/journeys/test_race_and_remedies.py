"""A race with its gate, an urgent award that falls, a complaint upheld, a member who does not sign."""

from __future__ import annotations

from datetime import timedelta

from bidding.awards.queries import live_award, standing
from bidding.bids.models import Bid
from bidding.panels.models import Panel
from bidding.panels.queries import latest
from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.people.models import Role
from marketplace.projects.models import Project, ProjectState
from tests import make
from tests.journeys import contest, verdicts
from tests.journeys.cast import Cast
from tests.make import contest as deeds
from tests.visitor import Visitor

POINTS = {"A": "8", "B": "7.5", "C": "7"}


def posted(cast: Cast, preset: str) -> int:
    """A challenge with this preset and three sealed bids, past its close and opened."""
    key = cast.posted()

    def choose() -> None:
        db.session.get_one(Challenge, key).preset = preset

    make.done(choose)
    for n in range(3):
        cast.bid(key, n)
    cast.until(contest.challenge(key).closes_at + timedelta(minutes=1))
    deeds.open_bids(contest.challenge(key))
    cast.later(hours=1)
    return key


def scored(cast: Cast, key: int) -> Panel:
    """The panel has declared and scored."""
    terms = deeds.DeclareTerms(conflict="no")
    for seat in list(panel_of(key).active):
        make.done(lambda seat=seat: deeds.panels.declare(make.again(seat), terms, by=make.again(seat).person))
    for seat in list(panel_of(key).active):
        deeds.submit_scores(panel_of(key), seat, POINTS)
    return panel_of(key)


def panel_of(key: int) -> Panel:
    """The panel as it stands."""
    found = latest(contest.challenge(key))
    assert found is not None
    return found


def lead_of(cast: Cast, key: int, label: str) -> Visitor:
    """The lead of the bid under this letter."""
    bids = db.session.query(Bid).filter(Bid.challenge_id == key, Bid.blind_label == label)
    return cast.at(bids.one().lead_id)


def test_a_race_its_messages_its_letters_and_its_gate(cast: Cast) -> None:
    key = posted(cast, "race")
    deeds.write_report(scored(cast, key), candidates=2)
    head, loser = cast.at(cast.head), lead_of(cast, key, "C")
    head.todo("Announce the result of")
    head.open(f"/challenges/{key}/award")
    head.follow("Read the messages and announce")
    head.sees("Nobody has been told yet", "place 3 of 3")
    cast.at(cast.poster).open(f"/challenges/{key}/award/messages", status=403)
    head.follow("Change the words C")
    head.press("Keep", words="", status=422)
    head.sees("Not saved yet")
    head.press("Keep", words="检测方案很扎实，请留意二期榜单。")
    head.sees("检测方案很扎实", "edited")
    loser.open("/inbox")
    loser.sees_not("检测方案很扎实")
    head.press("Release and announce")
    head.sees("Award notice, place 1", "Award notice, place 2")
    head.no_todo("Announce the result of")
    loser.told("检测方案很扎实，请留意二期榜单。")
    for label in "AB":
        lead_of(cast, key, label).told("is to win")
    first = standing(contest.challenge(key))[0]
    cast.until(first.notice_ends_at + timedelta(minutes=1))
    one, two = (deeds.sign_letter(award) for award in standing(contest.challenge(key)))
    gate(cast, key, one.id, two.id)


def gate(cast: Cast, key: int, one: int, two: int) -> None:
    """The two racing projects are compared; the second joins the first."""
    head, first, second = cast.at(cast.head), lead_of(cast, key, "A"), lead_of(cast, key, "B")
    head.open(f"/challenges/{key}/award")
    head.follow("The race")
    head.follow("Set a stage gate")
    head.press("Set the gate", measure="首批试件的裂纹率", held_on="2001-01-01", status=422)
    head.sees("The day must lie in the future.", "首批试件的裂纹率")
    head.press("Set the gate", held_on=(clock.today() + timedelta(days=20)).isoformat())
    for lead in (first, second):
        lead.told("Stage gate of the race")
    first.open(f"/challenges/{key}/race")
    first.closed("Decide at the gate")
    cast.later(days=20)
    head.todo("Decide at the stage gate")
    head.follow("Decide at the gate")
    cut = {"lines-0-ruling": "cut", "lines-1-ruling": "cut"}
    why = {"lines-0-reason": "裂纹率更低。", "lines-1-reason": "检测方法并入第一队。"}
    head.press("Decide", {**cut, **why}, status=422)
    head.sees("At least one project goes on", "检测方法并入第一队。")
    joined = {
        "lines-0-ruling": "keep",
        "lines-1-ruling": "merge",
        "lines-1-into": str(one),
        "lines-1-percent": "25",
    }
    head.press("Decide", {**joined, **why})
    head.sees("Decided; every team has been told.", "检测方法并入第一队。")
    head.no_todo("Decide at the stage gate")
    first.told("Another project of the race joins")
    second.told("joins another project of the race")
    assert db.session.get_one(Project, two).state is ProjectState.TERMINATED
    first.open(f"/projects/{one}")
    first.sees(second.name)


def test_an_urgent_award_is_final_at_once_and_falls_with_an_upheld_objection(cast: Cast) -> None:
    key = posted(cast, "urgent")
    member = cast.at(panel_of(key).active[0].person_id)
    scored_panel = scored(cast, key)
    deeds.write_report(scored_panel)
    head, winner, second = cast.at(cast.head), lead_of(cast, key, "A"), lead_of(cast, key, "B")
    assert member.id not in {winner.id, second.id}
    verdicts_announced(head, key)
    head.sees("Urgent: final at once")
    winner.told("has won")
    project = deeds.sign_letter(live_award(contest.challenge(key)))
    winner.open(f"/projects/{project.id}")
    verdicts.object_to(cast, key, second, "next", "得标书中的业绩不实，予以撤销。", "stays in force")
    winner.told("was upheld: 得标书中的业绩不实")
    assert make.again(project).state is ProjectState.TERMINATED
    verdicts_announced(head, key)
    award = live_award(contest.challenge(key))
    assert (award.bid.lead_id, award.state) == (second.id, "final")
    second.told("has won")


def verdicts_announced(head: Visitor, key: int) -> None:
    """Read and released."""
    head.open(f"/challenges/{key}/award")
    head.follow("Read the messages and announce")
    head.press("Release and announce")


def test_a_complaint_is_upheld_and_a_new_panel_reviews(cast: Cast) -> None:
    key = posted(cast, "standard")
    deeds.write_report(scored(cast, key))
    member = cast.at(make.officer(Role.LEADING_GROUP, make.again(cast.group), name="组员"))
    verdicts_announced(cast.at(cast.head), key)
    loser = lead_of(cast, key, "B")
    verdicts.object_to(cast, key, loser, "rejected", "评分表已复核，无误。")
    loser.told("was rejected")
    loser.open(f"/challenges/{key}/award")
    loser.follow("Read")
    loser.follow("Complain to the leading group")
    loser.press("Complain", about="", status=422)
    loser.sees("Not saved yet")
    loser.press("Complain", about="答复没有核对签到记录。")
    loser.sees("Your complaint is with the leading group.", "Decision due")
    where = loser.page.url
    chair = cast.at(cast.chair)
    chair.open(where)
    chair.sees("Whoever answered the objection does not decide")
    member.todo("Decide on the complaint about")
    member.open(where)
    member.press("Decide", outcome="rereview", answer="签到记录不全，另组评审组复评。")
    member.sees("Decided; everybody concerned has been told.", "Upheld")
    member.no_todo("Decide on the complaint about")
    for label in "ABC":
        lead_of(cast, key, label).told("was upheld: 签到记录不全")
    cast.later(hours=1)
    assert panel_of(key).round == 2


def test_a_member_who_does_not_sign_is_replaced_by_the_next_of_the_draw(cast: Cast) -> None:
    key = posted(cast, "standard")
    panel = scored(cast, key)
    head_of_panel = cast.at(next(s.person_id for s in panel.active if s.id == panel.chair_seat_id))
    head_of_panel.open(f"/panels/{panel.id}/report/write")
    words = "评审组逐项比对后形成一致意见，推荐如下候选。"
    head_of_panel.press("Write and have it signed", text=words, candidates="2")
    silent = next(s for s in panel_of(key).active if s.id != panel.chair_seat_id)
    silent_name = silent.person.name
    for seat in panel_of(key).active:
        if seat.id != silent.id:
            make.done(lambda seat=seat: deeds.panels.sign(make.again(seat), "", by=make.again(seat).person))
    chair = cast.at(cast.chair)
    chair.open(f"/panels/{panel.id}")
    assert not chair.page.has(f"Replace {silent_name}"), "there is still time to sign"
    cast.later(days=8)
    chair.open(f"/panels/{panel.id}")
    chair.sees("overdue")
    chair.follow(f"Replace {silent_name}")
    chair.sees("its scores are void", "The next of the draw takes the place")
    chair.press("Replace", reason="逾期未签字，联系不上本人。")
    chair.sees("is the next of the draw", "replaced, scores void")
    cast.at(silent.person_id).told("Your seat on the panel")
    follower = cast.at(panel_of(key).active[-1].person_id)
    verdicts.declare(follower)
    verdicts.score(follower, panel.id, labels_of(key), None, 0, ())
    head_of_panel.todo("Discuss and write the report")
    deeds.write_report(panel_of(key))
    assert panel_of(key).state == "signed"
    assert silent.person_id not in {seat.person_id for seat in panel_of(key).active}


def labels_of(key: int) -> list[tuple[int, str]]:
    """The bids by letter."""
    return list(verdicts.blind_labels(panel_of(key)))
