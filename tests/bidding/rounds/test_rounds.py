"""Two challenges decided together: the choice, its reasons, accepting it, departing from it."""

import pytest
import sqlalchemy as sa

from bidding.awards.actions import write_message
from bidding.awards.models import Award
from bidding.awards.queries import report_of
from bidding.awards.rules import may_propose
from bidding.awards.terms import MessageTerms
from bidding.bids.models import Bid
from bidding.rounds import actions, jobs, queries
from bidding.rounds.models import JointRound, RoundState
from bidding.rounds.terms import DecideTerms
from marketplace.challenges.models import Challenge
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed
from marketplace.inbox.models import Notice
from marketplace.secondments.models import Hold
from tests import make
from tests.make import rounds
from tests.make.contest import head_of, leading
from tests.visitor import Visitor

REASON = "该室在本车间已有试验线，转产最快。"


def again(thing):
    return db.session.get_one(type(thing), thing.id)


@pytest.fixture
def judged(app):
    """The best studio of both challenges leads one running project already: it may be core in one more."""
    challenges, studios = rounds.round_of_two()
    first, second, third = studios
    points = {first.id: "9", second.id: "8", third.id: "7"}
    for one in challenges:
        rounds.judged(again(one), points)
    lead = again(first).lead
    with transaction():
        db.session.add(
            Hold(person_id=lead.id, about="project/1", days=1, core=True, firm=True,
                 starts_on=challenges[0].opened_at.date(), ends_on=challenges[0].opened_at.date())
        )  # fmt: skip
    return [again(one) for one in challenges], [again(one) for one in studios], rounds.solved()


def decision(joint, choices=None, reason=""):
    fresh = again(joint)
    taken = {o["challenge"]: o["id"] for o in fresh.asked["options"] if o["id"] in fresh.found["chosen"]}
    return DecideTerms(choices={**taken, **(choices or {})}, reason=reason)


def test_a_person_is_not_promised_twice_and_everything_says_why(judged):
    challenges, (first, second, _third), joint = judged
    choice = queries.choice_of(joint, challenges)
    winners = {c.studio for line in choice.lines for c in line.candidates if c.chosen}
    alone = {c.studio for line in choice.lines for c in line.candidates if c.alone}
    assert (winners, alone) == ({first.name, second.name}, {first.name})
    assert choice.proven
    assert choice.value == choice.bound < choice.alone_value
    assert any(first.lead.name in one for one in choice.conflicts)
    losers = [c for line in choice.lines for c in line.candidates if not c.chosen]
    assert len(losers) == 4
    assert all(c.why for c in losers)
    assert jobs.replayed(joint) == joint.found


def test_no_result_is_announced_apart_and_all_at_the_same_moment(judged):
    challenges, _studios, joint = judged
    head, chair = head_of(challenges[0]), leading(challenges[0].department)
    assert not may_propose(head, challenges[0])
    with transaction():
        actions.decide(again(joint), decision(joint), by=again(chair))
    awards = db.session.scalars(sa.select(Award)).all()
    assert {award.bid_id for award in awards} == set(joint.found["chosen"])
    assert [again(one).state for one in challenges] == ["notice", "notice"]
    assert not again(joint).departed
    assert len({award.announced_at for award in awards}) == 1


def test_departing_needs_a_reason_and_the_chair(judged):
    challenges, _studios, joint = judged
    chair, head = leading(challenges[0].department), head_of(challenges[0])
    other = next(o for o in joint.asked["options"] if o["id"] not in joint.found["chosen"])
    choices = {other["challenge"]: other["id"]}
    for reason in ("", "太短"):
        with pytest.raises(Invalid), transaction():
            actions.decide(again(joint), decision(joint, choices, reason), by=again(chair))
    with pytest.raises(NotAllowed), transaction():
        actions.decide(again(joint), decision(joint), by=again(head))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Award)) == 0
    with transaction():
        actions.decide(
            again(joint), decision(joint, choices, "该室在本车间已有试验线，转产最快。"), by=again(chair)
        )
    assert again(joint).departed
    assert again(joint).state is RoundState.DECIDED


def test_a_challenge_left_out_stays_with_its_head(judged):
    challenges, _studios, joint = judged
    chair = leading(challenges[0].department)
    with transaction():
        actions.decide(
            again(joint),
            decision(joint, {challenges[1].id: 0}, "第二项指标尚需复核，本批不定。"),
            by=again(chair),
        )
    assert [again(one).state for one in challenges] == ["notice", "review"]
    assert may_propose(head_of(challenges[1]), again(challenges[1]))


def test_a_round_waits_for_its_last_panel(app):
    challenges, studios = rounds.round_of_two()
    rounds.judged(again(challenges[0]), {one.id: "8" for one in studios})
    assert rounds.solved().state is RoundState.GATHERING


@pytest.mark.parametrize("locale", ["en", "zh_Hans"])
def test_over_http_the_chair_departs_and_everybody_reads_why(app, judged, locale):
    challenges, (_first, second, _third), joint = judged
    chair = Visitor(app, leading(challenges[0].department), locale)
    chair.open(f"/challenges/{challenges[0].id}/round")
    chair.follow("To the round")
    chair.sees("The joint choice", "Why not", second.name)
    loser = next(o for o in joint.asked["options"] if o["id"] not in joint.found["chosen"])
    field = f"choice_{loser['challenge']}"
    chair.press("Decide the round", {field: str(loser["id"])}, status=422)
    chair.sees("Departing from the joint choice needs a reason.")
    chair.press("Decide the round", {field: str(loser["id"])}, reason=REASON)
    chair.sees("The chair departed from the joint choice.", "该室在本车间已有试验线")
    lead = Visitor(app, again(second).lead, locale)
    lead.open(f"/challenges/{challenges[1].id}/round")
    lead.sees("该室在本车间已有试验线")
    lead.open(f"/rounds/{joint.id}", status=404)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Award)) == 2


def test_bidders_read_of_the_round_while_bidding_is_open(app):
    challenges, studios = rounds.round_of_two()
    lead = Visitor(app, make.bidder().lead)
    lead.open(f"/challenges/{challenges[0].id}")
    lead.sees(rounds.NAME)
    lead.open(f"/challenges/{challenges[0].id}/round")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(JointRound)) <= 1
    assert {again(one).joint_round for one in challenges} == {rounds.NAME}
    assert len(studios) == 3
    assert isinstance(again(challenges[0]), Challenge)


def test_messages_are_read_and_changed_before_the_round_is_decided(app, judged):
    challenges, _studios, joint = judged
    first, second = challenges
    chair = Visitor(app, leading(first.department))
    chair.open(f"/rounds/{joint.id}")
    chair.follow("Read the messages")
    chair.sees("Decided in the joint round", "Nobody has been told yet")
    won, lost = (bid_in(first, joint, chosen) for chosen in (True, False))
    for bid, words in ((won, "贵室在本轮中选，请准备签约。"), (lost, "方案扎实，请留意下一轮。")):
        chair.open(f"/challenges/{first.id}/award/messages/{bid.blind_label}")
        chair.press("Keep", words=words)
        chair.sees(words)
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Award)) == 0
    departs = bid_in(second, joint, False)
    with transaction():
        words, by = MessageTerms(words="本轮未中选，感谢参与。"), again(leading(second.department))
        write_message(report_of(again(second)), again(departs), words, by=by, wins=False)
    with transaction():
        choice = decision(joint, {second.id: departs.id}, REASON)
        actions.decide(again(joint), choice, by=again(leading(first.department)))
    told = sa.select(Notice.about, Notice.kind).where(Notice.about.startswith("bid/"))
    kinds = {tuple(row) for row in db.session.execute(told)}
    assert (f"bid/{won.id}", "award_winner_words") in kinds
    assert (f"bid/{lost.id}", "award_other_words") in kinds
    assert (f"bid/{departs.id}", "award_winner") in kinds, "words for another result are not used"


def bid_in(challenge, joint, chosen):
    found = sa.select(Bid).where(Bid.challenge_id == challenge.id).order_by(Bid.id)
    return next(bid for bid in db.session.scalars(found) if (bid.id in joint.found["chosen"]) is chosen)
