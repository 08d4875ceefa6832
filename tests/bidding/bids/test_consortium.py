"""Studios carry a bid together: each says yes for itself, the shares total, nobody learns of other bids."""

import pytest
import sqlalchemy as sa

from bidding.bids import actions, queries, rules
from bidding.bids.models import Bid, BidShare, Consent, TeamRole
from bidding.bids.terms import ShareTerms
from bidding.openings.rules import is_bidder
from bidding.sealing.queries import version_of
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.people.models import PersonSkill
from marketplace.studios.models import Studio
from marketplace.studios.queries import members
from tests import make
from tests.make import bids as making
from tests.make.bids import done


def asked(bid, studio, percent):
    """A studio is asked for its share."""

    def deed():
        fresh = find(Bid, bid.id)
        return actions.ask_studio(fresh, find(Studio, studio.id), ShareTerms(percent=percent), by=fresh.lead)

    return done(deed).id


def agreed(share_id):
    """Its lead says yes."""
    done(lambda: actions.agree_share(find(BidShare, share_id), by=find(BidShare, share_id).studio.lead))


def unmet(bid):
    bid = find(Bid, bid.id)
    _terms, gaps = queries.assembled(bid, queries.document(bid))
    return {c.label: list(c.reasons) for c in queries.conditions(bid, gaps) if not c.met}


LABEL = "Every studio of the consortium has agreed to its share"


def test_the_lead_studio_keeps_what_the_others_leave(app):
    bid, one, two = make.draft_bid(), make.bidder(), make.bidder()
    asked(bid, one, 30)
    share = asked(bid, two, 25)
    assert sorted(s.percent for s in find(Bid, bid.id).shares) == [25, 30, 45]
    done(lambda: actions.decline_share(find(BidShare, share), by=two.lead))
    assert {s.studio_id: s.percent for s in find(Bid, bid.id).shares if not s.declined} == {
        bid.studio_id: 70,
        one.id: 30,
    }
    with pytest.raises(Invalid), transaction():
        fresh = find(Bid, bid.id)
        actions.change_share(find(BidShare, share), ShareTerms(percent=70), by=fresh.lead)
    assert find(BidShare, share).percent == 25


def test_an_unanswered_share_stops_the_sealing_and_takes_nothing(app):
    bid, partner = make.ready_bid(), make.bidder()
    key = asked(bid, partner, 40)
    assert unmet(bid) == {LABEL: [f"{partner.name}: Asked"]}
    assert not find(BidShare, key).live
    make.draft_bid(bid.challenge, partner)  # asking has told nobody and stops nothing
    with pytest.raises(WrongMoment), transaction():
        actions.agree_share(find(BidShare, key), by=partner.lead)


def test_a_studio_has_a_share_in_one_bid_on_a_challenge(app):
    bid, partner = make.draft_bid(), make.bidder()
    other = make.draft_bid(bid.challenge)
    first, second = asked(bid, partner, 20), asked(other, partner, 20)
    agreed(first)
    with pytest.raises(WrongMoment), transaction():
        actions.agree_share(find(BidShare, second), by=partner.lead)
    with pytest.raises(WrongMoment):
        make.draft_bid(bid.challenge, partner)
    with pytest.raises(sa.exc.IntegrityError), transaction():  # and the database says so too
        db.session.execute(
            sa.update(BidShare).where(BidShare.id == second).values(live=True, consent=Consent.YES)
        )
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.update(BidShare).where(BidShare.id == second).values(live=True))


def test_core_members_come_from_every_studio_that_has_agreed(app):
    bid, partner = make.draft_bid(), make.bidder()
    mate = members(partner)[1].person
    with pytest.raises(Invalid), transaction():
        fresh = find(Bid, bid.id)
        actions.add_core(fresh, making.wanted(fresh, mate), by=fresh.lead)
    key = asked(bid, partner, 40)
    agreed(key)

    def join():
        fresh = find(Bid, bid.id)
        actions.agree(actions.add_core(fresh, making.wanted(fresh, mate), by=fresh.lead), by=mate)

    done(join)
    making.write(bid)
    assert unmet(bid) == {}
    with pytest.raises(WrongMoment), transaction():  # its people first
        actions.drop_share(find(BidShare, key), by=find(Bid, bid.id).lead)
    with pytest.raises(WrongMoment), transaction():  # a partner's member never leads the bid
        member = next(m for m in find(Bid, bid.id).team if m.person_id == mate.id)
        actions.name_lead(member, by=find(Bid, bid.id).studio.lead)
    done(lambda: actions.decline_share(find(BidShare, key), by=partner.lead))
    assert unmet(bid) == {
        LABEL: [f"{partner.name}: Declined", f"{mate.name} is core for a studio that has not agreed."]
    }


def test_the_partners_lead_reads_and_writes_but_only_after_the_yes(app):
    bid, partner = make.draft_bid(), make.bidder()
    key = asked(bid, partner, 40)
    assert not rules.may_view_sealed(partner.lead, find(Bid, bid.id))
    assert make.browser(app, partner.lead).get(f"/bids/{bid.id}").status_code == 404
    assert make.browser(app, partner.lead).get(f"/bids/shares/{key}").status_code == 200
    assert make.browser(app, bid.lead).get(f"/bids/shares/{key}").status_code == 404
    agreed(key)
    assert rules.may_write(partner.lead, find(Bid, bid.id))
    assert not rules.may_change_team(partner.lead, find(Bid, bid.id))
    assert make.browser(app, partner.lead).get(f"/bids/{bid.id}").status_code == 200
    with pytest.raises(NotAllowed), transaction():
        actions.agree_share(find(BidShare, key), by=bid.lead)


def test_a_sealed_consortium_makes_its_members_bidders_and_stands_in_the_document(app):
    bid, partner = make.ready_bid(), make.bidder()
    agreed(asked(bid, partner, 35))
    done(lambda: actions.seal(find(Bid, bid.id), by=find(Bid, bid.id).lead))
    fresh = find(Bid, bid.id)
    opened = done(
        lambda: actions.view_sealed(find(Bid, bid.id), version_of(bid.id, 1), by=find(Bid, bid.id).lead)
    )
    assert {s["studio_id"]: s["percent"] for s in opened.content["shares"]} == {
        fresh.studio_id: 65,
        partner.id: 35,
    }
    assert is_bidder(members(partner)[2].person, fresh.challenge)
    done(lambda: actions.withdraw(find(Bid, bid.id), by=find(Bid, bid.id).lead))
    assert [s.live for s in find(Bid, bid.id).shares] == [False, False]
    make.draft_bid(fresh.challenge, partner)


def test_own_members_are_offered_first(app):
    bid = make.draft_bid()
    need = queries.needs_of(bid)[0]
    mate, able = members(bid.studio)[1].person, make.lender()
    for who, level in ((mate, need.level), (able, 5)):
        make.saved(PersonSkill(person_id=who.id, skill_id=need.skill_id, level=level))
    team = queries.team_of(find(Bid, bid.id))
    period = actions.life.likely_period(bid.challenge)
    found = queries.candidates(queries.coverage(bid, team).missing, team, period, queries.studios_of(bid))
    assert [(c.person_id, c.ours) for c in found[need.skill_id]] == [(mate.id, True), (able.id, False)]


def test_the_role_of_a_core_member_names_the_studio(app):
    bid = make.draft_bid()
    making.core(bid)
    assert {(m.role, m.studio_id) for m in find(Bid, bid.id).team} == {
        (TeamRole.LEAD, bid.studio_id),
        (TeamRole.CORE, bid.studio_id),
    }
