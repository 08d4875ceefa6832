"""Side ways of a result: an objection, a complaint, a race that waits for its stage gate."""

from __future__ import annotations

from datetime import timedelta

from bidding.awards import actions as awards
from bidding.awards.actions.announce import in_contest
from bidding.awards.models import Award, CommitmentLetter, Objection
from bidding.awards.queries import letter_of, standing
from bidding.awards.terms import AnswerTerms, ComplaintTerms, GateTerms
from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.demo import cast, texts
from marketplace.demo.stage import Story, again, transaction
from marketplace.people.models import Person, Role

REJECTED = "已核对原始记录：批次在附件二注明，对照样取自不同炉次，排序不变。"
COMPLAINT = "答复只核对了附件二，没有核对我方提供的对照样检测报告，请领导小组复核。"
MEASURE = "首批 30 件的缺陷率、单件工时和改造费用，由双方检验员一起统计。"


def contest(challenge_id: int, *, complain: bool) -> Story:
    """A bidder objects; where it goes on, in vain, and turns to the leading group."""
    yield clock.now() + timedelta(days=1)
    with transaction():
        award = standing(again(Challenge, challenge_id))[0]
        loser = next(b for b in in_contest(award.challenge) if b.id != award.bid_id)
        key = awards.object_to(award, texts.objection(), by=loser.lead).id
    if not complain:
        return
    yield clock.now() + timedelta(days=1)
    with transaction():
        objection = again(Objection, key)
        chair = cast.holder(Role.CHAIR, objection.award.challenge.department)
        awards.answer(objection, AnswerTerms(outcome="rejected", answer=REJECTED), by=chair)
    yield clock.now() + timedelta(days=1)
    with transaction():
        objection = again(Objection, key)
        awards.complain(objection, ComplaintTerms(about=COMPLAINT), by=objection.by)


def race(challenge_id: int) -> Story:
    """Every winner signs; a day is set on which the projects are compared."""
    yield clock.now() + timedelta(days=1)
    with transaction():
        for award in standing(again(Challenge, challenge_id)):
            sign(award)
    yield clock.now() + timedelta(days=1)
    with transaction():
        challenge = again(Challenge, challenge_id)
        terms = GateTerms(measure=MEASURE, held_on=clock.today() + timedelta(days=45))
        awards.set_gate(challenge, terms, by=cast.holder(Role.UNIT_MANAGER, challenge.department))


def sign(award: Award) -> None:
    """Both sides sign."""
    letter = letter_of(award)
    assert letter is not None
    awards.sign(again(CommitmentLetter, letter.id), by=again(Person, award.bid.lead_id))
    awards.sign(letter, by=cast.holder(Role.UNIT_MANAGER, award.challenge.department))
