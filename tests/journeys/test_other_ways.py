"""What may happen: too few, an upheld objection, a refusal, a lead who leaves, two clicks, two misses."""

from __future__ import annotations

from datetime import timedelta

from bidding.awards.models import Award
from bidding.bids.models import Bid
from bidding.fit.models import Fit
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.ledger.models import LedgerEntry, Metric
from marketplace.ledger.queries import count
from marketplace.people.models import Person, Role
from tests import make
from tests.journeys import contest, verdicts, work, year
from tests.journeys.cast import TITLE, Cast
from tests.make.contest import standing


def test_nobody_has_the_skill_and_the_department_learns_it_at_once(cast: Cast) -> None:
    """Nobody qualified: no studio is invited, no letter sent; the page says so and what can be done."""
    rare = make.needed_skill()
    key = make.open_challenge(make.again(cast.department), title=TITLE, skills=[rare]).id
    make.fits()
    poster, lead = cast.at(cast.poster), cast.lead(0)
    poster.open(f"/challenges/{key}/studios")
    poster.sees("Fitting studios")
    assert db.session.query(Fit).filter(Fit.challenge_id == key, Fit.score > 5000).count() == 0
    bid = contest.begin(cast, key, 0)
    lead.open(f"/bids/{bid}/team/people")
    lead.sees("Nobody in the group has this level and free days in these dates.", "Search for people")
    cast.until(contest.challenge(key).closes_at + timedelta(minutes=1))
    poster.told("Too few bids on")
    assert contest.challenge(key).state == "open"


def test_too_few_bids_twice_and_the_leading_group_entrusts_a_studio(cast: Cast) -> None:
    key = cast.posted()
    make.fits()
    cast.bid(key, 0)
    first_close = contest.challenge(key).closes_at
    cast.until(first_close + timedelta(minutes=1))
    assert contest.challenge(key).closes_at > first_close
    cast.lead(1).told("Your studio fits")
    cast.at(cast.poster).open(f"/challenges/{key}/opening")
    cast.at(cast.poster).sees("Bidding is open once more", "fewer than 3")
    cast.until(contest.challenge(key).closes_at + timedelta(minutes=1))
    officer, chair = cast.at(cast.officers[0]), cast.at(cast.chair)
    officer.open(f"/challenges/{key}/opening")
    assert not officer.page.has("Start the opening"), "fewer bids than the minimum are not opened"
    chair.todo("Too few bids a second time")
    chair.open(f"/challenges/{key}/opening")
    chair.follow("Entrust to a studio")
    chair.press("Entrust", studio_id=str(cast.studios[2].id), reason="该室做过同类件，工期最紧。")
    chair.sees("Decided; everybody concerned has been told.")
    chair.no_todo("Too few bids a second time")
    cast.lead(2).told("was entrusted directly: 该室做过同类件")
    cast.lead(2).open("/projects/?mine=1")
    cast.lead(2).follow(TITLE)


def test_an_upheld_objection_annuls_the_award_and_a_new_panel_reviews(cast: Cast) -> None:
    key = judged(cast)
    first, old = standing(contest.challenge(key)).id, set(members_of(key))
    verdicts.object_to(cast, key, cast.lead(1), "rereview", "第三位评审与得标室有合作未申报，复评。")
    assert db.session.get_one(Award, first).state == "annulled"
    for n in (0, 1, 2):
        cast.lead(n).told("was upheld")
    cast.later(hours=1)
    cast.later(hours=1)
    again = set(members_of(key))
    assert again and not again & old, "nobody of the first panel sits on the second"


def test_the_next_candidate_goes_on_notice_when_the_first_falls(cast: Cast) -> None:
    key = judged(cast)
    first = standing(contest.challenge(key)).bid_id
    verdicts.object_to(cast, key, cast.lead(1), "next", "得标书中的业绩不实。")
    head = cast.at(cast.head)
    head.todo("Announce the result of")
    head.open(f"/challenges/{key}/award")
    head.follow("Read the messages and announce")
    head.press("Release and announce")
    second = standing(contest.challenge(key))
    assert second.bid_id != first
    assert second.state == "on_notice"


def test_a_refusal_is_told_and_the_gap_stays_open(cast: Cast) -> None:
    """A member refuses, a unit refuses: the seal stays shut until others are found."""
    key = cast.posted()
    bid = make.write(make.draft_bid(contest.challenge(key), make.again(cast.studios[0]))).id
    lead = cast.lead(0)
    colleague = next(
        m.person for m in make.bids.members(make.again(cast.studios[0])) if m.person_id != lead.id
    )
    contest.ask(lead, bid, colleague)
    mate = cast.at(colleague)
    mate.todo("You are asked to join a bid")
    mate.follow("Decline")
    mate.press("Decline", reason="这两个月在外地调试。")
    mate.no_todo("You are asked to join a bid")
    lead.told("declined to join your bid")
    contest.ask(lead, bid, cast.lenders[0], days=6, purpose="磁粉检测")
    helper, manager = cast.at(cast.lenders[0]), cast.at(cast.manager(cast.lenders[0].unit_id))
    helper.todo("You are asked to support")
    helper.press("Agree to join")
    manager.todo("A loan waits for your release")
    manager.follow("Decline")
    manager.press("Decline", reason="所里大修，抽不出人。")
    lead.told("所里大修，抽不出人。")
    lead.open(f"/bids/{bid}/seal")
    lead.closed("Submit under seal")
    lead.sees("Everybody has agreed and is released not yet")


def test_another_leads_the_bid_and_the_work_when_the_lead_goes(cast: Cast) -> None:
    """The studio lead hands the bid over, leaves the group, and every way in is shut the same day."""
    key = cast.posted()
    bid = make.ready_bid(contest.challenge(key), make.again(cast.studios[0])).id
    lead = cast.lead(0)
    heir = next(m.person for m in db.session.get_one(Bid, bid).team if m.role == "core")
    lead.open(f"/bids/{bid}/team")
    lead.press(f"Name as lead {heir.name}")
    new = cast.at(heir)
    new.told("You now lead the bid")
    records = cast.at(make.officer(Role.HR, make.again(cast.group), name="人事员"))
    records.open(f"/people/{lead.id}/leave")
    records.press(
        records.page.forms[-1].buttons[-1].words, left_on=clock.today().isoformat(), why="调离集团。"
    )
    assert lead.client.get("/").status_code == 303, "the session is worth nothing the same day"
    new.open(f"/bids/{bid}/seal")
    new.press("Submit under seal")
    new.sees("Sealed. Keep the receipt file")


def leaves_the_group(cast: Cast, person_id: int) -> None:
    """Somebody's leaving is entered today; what is due happens."""
    records = cast.at(make.officer(Role.HR, make.again(cast.group), name="人事员"))
    records.open(f"/people/{person_id}/leave")
    records.press(
        records.page.forms[-1].buttons[-1].words, left_on=clock.today().isoformat(), why="调离集团。"
    )
    cast.later(minutes=1)


def named_as_lead(cast: Cast, heir: Person) -> None:
    """The home unit proposes, the chair decides."""
    manager, chair = cast.at(cast.manager(heir.unit_id)), cast.at(cast.chairs[0])
    manager.todo("The lead has gone; propose a new lead")
    manager.follow("Name a new lead")
    manager.press("Propose a lead", employee_no=heir.employee_no, reason="原领衔人调离，骨干接任。")
    manager.sees("Proposed. The chair of the leading group decides.")
    manager.no_todo("The lead has gone")
    chair.todo("A new lead is proposed for")
    chair.press("Record", go_on="yes", decision="同意，任期两年。")
    chair.sees("Recorded.", "同意，任期两年。")
    chair.no_todo("A new lead is proposed for")


def test_the_studio_gets_a_new_lead_and_its_work_goes_on(cast: Cast) -> None:
    """The lead leaves; the home unit proposes, the chair names, and the draft and the project go along."""
    key, studio = cast.posted(), make.again(cast.studios[0])
    bid = make.ready_bid(contest.challenge(key), studio).id
    project = make.own_project(studio=make.again(studio))[0].id
    team = {member.person_id for member in db.session.get_one(Bid, bid).team}
    heir = next(m.person for m in make.bids.members(studio) if m.person_id not in team)
    leaves_the_group(cast, cast.lead(0).id)
    named_as_lead(cast, make.again(heir))
    new = cast.at(heir)
    new.told(f"{heir.name} now leads")
    new.todo("You are asked to join a bid as a core member")
    new.press("Agree to join")
    new.open(f"/bids/{bid}/seal")
    new.press("Submit under seal")
    new.sees("Sealed. Keep the receipt file")
    new.todo("Report measured values and deliver")
    new.open(f"/projects/{project}")
    new.sees(heir.name)


def test_two_clicks_on_the_acceptance_count_once(cast: Cast) -> None:
    key = judged(cast)
    verdicts.becomes_final(cast, key)
    winner = next(n for n in range(3) if cast.studios[n].id == standing(contest.challenge(key)).bid.studio_id)
    head = cast.at(cast.head)
    project = verdicts.sign_commitment(cast, key, cast.lead(winner), head)
    work.measure(cast.lead(winner), project, "1.5")
    work.deliver(cast.lead(winner), head, project)
    work.accept(head, project)
    where = head.page.url
    assert head.send_again().url == where
    head.open(f"/projects/{project}/delivery")
    assert not head.page.has("Decide")
    assert count(make.again(cast.studios[winner]), Metric.TACKLED, 2030) == 1
    assert db.session.query(LedgerEntry).count() == 1


def test_two_missed_years_end_with_the_plaque_removed(cast: Cast) -> None:
    make.at(2030, 1, 5)
    for n in range(2):
        make.signed_letter(make.again(cast.studios[n]))
    miss(cast, 2030)
    year.acknowledge(cast, 0)
    make.signed_letter(make.again(cast.studios[0]))
    miss(cast, 2031)
    chair, lead = cast.at(cast.chairs[0]), cast.lead(0)
    lead.told("two years missed in a row; delisting is proposed")
    lead.open("/")
    chair.todo("Review the proposed delisting")
    chair.follow("Review")
    chair.press("Record", go_on="yes", review="两年四项均未达到，帮扶两次。")
    lead.todo("Reply to the proposed delisting")
    lead.follow("Reply")
    lead.press("Record", reply="骨干调离三人，请再给一年。")
    chair.todo("Decide on the delisting")
    chair.follow("Decide")
    chair.press("Record", go_on="yes", decision="按考核办法取消命名。")
    cast.later(days=8)
    lead.told("the plaque is removed")
    lead.open("/")
    assert not lead._waiting(), lead._waiting()
    studio = make.again(cast.studios[0])
    assert (studio.state, studio.removed_on is not None) == ("delisted", True)
    lead.open(f"/studios/{studio.id}")
    lead.sees("The plaque was removed")
    key = cast.posted()
    lead.open(f"/challenges/{key}/bid")
    lead.sees("You lead no studio.")


def miss(cast: Cast, of: int) -> None:
    """A year without a single count, decided in January."""
    make.at(of, 12, 5)
    make.at(of + 1, 1, 8)
    year.decide_year(cast, 0)


def judged(cast: Cast) -> int:
    """A challenge with three bids, judged, its result on notice."""
    key = cast.posted()
    for n in range(3):
        cast.bid(key, n)
    verdicts.close(cast, key)
    verdicts.open_box(cast, key)
    verdicts.judge(cast, key)
    verdicts.announce(cast, key)
    return key


def members_of(key: int) -> list[int]:
    """Who sits on the panel now."""
    panel = verdicts.latest(contest.challenge(key))
    assert panel is not None
    return [seat.person_id for seat in panel.active]
