"""Two at once: exactly one of them does it, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa

from bidding.awards import actions as awards
from bidding.awards.models import Award, CommitmentLetter
from bidding.awards.terms import ObjectionTerms
from bidding.bids.models import Bid, BidContent
from bidding.openings import actions as openings
from bidding.openings.models import Opening
from bidding.panels import actions as panels
from bidding.panels.models import Panel, Score
from marketplace.challenges.models import Challenge
from marketplace.core import clock
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import DomainError
from marketplace.people.models import Person
from marketplace.projects.models import Project
from tests import make
from tests.make import contest as deeds


def at_once(app, *deeds_):
    """Each deed in a thread and a transaction of its own, begun together; answers who got through."""
    together = Barrier(len(deeds_))

    def run(deed):
        with app.app_context():
            together.wait(timeout=20)
            try:
                with transaction():
                    deed()
            except DomainError:
                return False
            finally:
                db.session.remove()
            return True

    db.session.remove()
    with ThreadPoolExecutor(len(deeds_)) as pool:
        return list(pool.map(run, deeds_))


def person(key):
    return db.session.get_one(Person, key)


def test_two_officers_confirm_at_once_and_the_box_is_opened_once(app):
    challenge = deeds.closed_challenge()
    key, company = challenge.id, challenge.department.company
    starter, *others = [one.id for one in deeds.officers(challenge.department)]
    others.append(make.officer(make.people.Role.OPENING_OFFICER, company).id)
    with transaction():
        openings.start(db.session.get_one(Challenge, key), by=person(starter))

    def confirming(officer):
        return lambda: openings.confirm(find(Challenge, key, lock=True), by=person(officer))

    assert sorted(at_once(app, *(confirming(one) for one in others))) == [False, True]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Opening)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BidContent)) == 3


def test_head_and_chair_announce_at_once_and_there_is_one_award(app):
    panel = deeds.signed_panel()
    key = panel.challenge_id
    both = [deeds.head_of(panel.challenge).id, deeds.leading(panel.challenge.department).id]

    def announcing(who):
        return lambda: awards.propose(find(Challenge, key, lock=True), by=person(who))

    assert sorted(at_once(app, *(announcing(who) for who in both))) == [False, True]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Award)) == 1


def test_a_panel_drawn_twice_at_once_is_one_panel(app):
    key = deeds.opened_challenge().id

    def draw():
        panels.draw(find(Challenge, key, lock=True), by=None)

    assert sorted(at_once(app, draw, draw)) == [False, True]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Panel)) == 1


def test_an_objection_and_the_end_of_the_notice_at_once_never_leave_both(app):
    award = deeds.award()
    key, challenge = award.id, award.challenge_id
    loser = db.session.scalars(sa.select(Bid.lead_id).where(Bid.id != award.bid_id)).first()
    clock.freeze(award.notice_ends_at)
    terms = ObjectionTerms(about="评分依据与开榜记录不一致", remedy="重新计算")

    def conclude():
        awards.conclude(find(Challenge, challenge, lock=True))

    def objecting():
        find(Challenge, challenge, lock=True)
        awards.object_to(find(Award, key, lock=True), terms, by=person(loser))

    assert at_once(app, conclude, objecting) == [True, False]


def test_both_sides_sign_at_once_and_one_project_begins(app):
    award = deeds.final_award()
    letter, challenge = deeds.letter(award).id, award.challenge_id
    both = [award.bid.lead_id, deeds.head_of(award.challenge).id]

    def signing(who):
        def deed():
            find(Challenge, challenge, lock=True)
            awards.sign(find(CommitmentLetter, letter, lock=True), by=person(who))

        return deed

    assert at_once(app, *(signing(who) for who in both)) == [True, True]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Project)) == 1


def test_scores_handed_in_twice_at_once_stand_once(app):
    panel = deeds.scoring_panel()
    key, seat = panel.id, panel.active[0].id
    with transaction():
        fresh = db.session.get_one(Panel, key)
        mine = next(one for one in fresh.active if one.id == seat)
        for _bid, label in deeds.blind_labels(fresh):
            panels.save_sheet(mine, deeds.bid_of(fresh, label), deeds.marks(fresh), by=mine.person)

    def submit():
        fresh = find(Panel, key, lock=True)
        mine = next(one for one in fresh.active if one.id == seat)
        panels.submit(mine, by=mine.person)

    assert sorted(at_once(app, submit, submit)) == [False, True]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Score)) == 3 * len(deeds.CODES)
