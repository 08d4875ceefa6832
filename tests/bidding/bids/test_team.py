"""Nobody is on a sealed team without their word, their unit's release and days to give."""

from datetime import timedelta

import pytest

from bidding.bids import actions, queries
from bidding.bids.models import Bid, Consent, TeamMember, TeamRole
from marketplace.core import clock, jobs
from marketplace.core.db import find, transaction
from marketplace.core.errors import Invalid, NotAllowed, NotFound, WrongMoment
from marketplace.people.models import PersonSkill
from marketplace.secondments import actions as secondments
from marketplace.secondments.models import LoanState
from marketplace.studios.queries import members
from tests import make
from tests.make import bids as making


def unmet(bid):
    bid = find(Bid, bid.id)
    _terms, gaps = queries.assembled(bid, queries.document(bid))
    return [c.label for c in queries.conditions(bid, gaps) if not c.met]


def test_a_written_bid_without_a_team_says_what_is_missing(app):
    bid = making.write(make.draft_bid())
    assert unmet(bid) == ["At least one core member besides the lead"]


def test_a_core_member_who_has_not_answered_stops_the_sealing(app):
    bid = making.write(make.draft_bid())
    making.core(bid, agrees=False)
    assert unmet(bid) == ["Everybody has agreed and is released"]
    with transaction(), pytest.raises(WrongMoment):
        actions.seal(find(Bid, bid.id), by=bid.lead)


def test_an_unreleased_supporter_stops_the_sealing(app):
    bid = making.write(make.draft_bid())
    making.core(bid)
    making.support(bid, released=False)
    assert unmet(bid) == ["Everybody has agreed and is released"]


def test_support_beyond_its_share_stops_the_sealing(app):
    bid = making.write(make.draft_bid())
    making.core(bid, days=2)
    making.support(bid, days=14)  # of 26 days in all
    assert unmet(bid) == ["Temporary support within its share of the days"]


def test_overbooking_stops_the_sealing_and_hides_the_cause(app):
    bid = making.write(make.draft_bid())
    busy = making.core(bid, days=8).person
    member = next(m for m in find(Bid, bid.id).team if m.person_id == busy.id)
    with transaction():
        secondments.set_hold(
            busy,
            "project/1",
            days=30,
            starts_on=member.starts_on,
            ends_on=member.ends_on,
            core=False,
            firm=True,
        )
    assert unmet(bid) == ["Nobody is booked beyond their free days"]


def test_core_in_two_running_projects_is_enough(app):
    bid = making.write(make.draft_bid())
    busy = making.core(bid).person
    with transaction():
        for n in (1, 2):
            secondments.set_hold(
                busy,
                f"project/{n}",
                days=1,
                starts_on=clock.today(),
                ends_on=clock.today(),
                core=True,
                firm=True,
            )
    assert unmet(bid) == ["Nobody is core in too many running projects"]


def test_nobody_is_core_in_two_bids_on_one_challenge_and_only_they_are_told(app):
    first = make.draft_bid()
    other = make.draft_bid(first.challenge)
    shared = making.core(first).person
    make.saved(make.membership(other.studio, shared))

    with transaction():
        fresh = find(Bid, other.id)
        asked = actions.add_core(
            fresh, making.wanted(fresh, shared), by=other.lead
        )  # asking tells the lead nothing
        asked_id = asked.id
    with pytest.raises(WrongMoment), transaction():
        actions.agree(find(TeamMember, asked_id), by=find(TeamMember, asked_id).person)
    assert find(TeamMember, asked_id).consent is Consent.ASKED


def test_a_member_is_asked_as_core_and_a_stranger_for_support(app):
    bid = make.draft_bid()
    outsider, insider = make.lender(), members(bid.studio)[1].person
    with pytest.raises(Invalid), transaction():
        fresh = find(Bid, bid.id)
        actions.add_core(fresh, making.wanted(fresh, outsider), by=fresh.lead)
    with pytest.raises(Invalid), transaction():
        fresh = find(Bid, bid.id)
        actions.add_support(fresh, making.wanted(fresh, insider, purpose="磁粉检测"), by=fresh.lead)
    assert len(find(Bid, bid.id).team) == 1


def test_the_team_is_fixed_while_it_is_sealed_and_taking_back_frees_it(app):
    bid = make.sealed_bid()
    support = next(m for m in queries.team_of(bid) if m.role is TeamRole.SUPPORT)
    with pytest.raises(WrongMoment), transaction():
        actions.drop(find(TeamMember, support.id), by=bid.lead)
    with transaction():
        actions.take_back(find(Bid, bid.id), by=bid.lead)
    assert find(TeamMember, support.id).loan.state is LoanState.RELEASED
    with transaction():
        actions.drop(find(TeamMember, support.id), by=find(Bid, bid.id).lead)
    assert len(find(Bid, bid.id).team) == 2


def test_only_the_lead_composes_the_team(app):
    bid = make.draft_bid()
    member = making.core(bid)
    with pytest.raises(NotAllowed), transaction():
        fresh = find(Bid, bid.id)
        actions.add_support(fresh, making.wanted(fresh, make.lender(), purpose="磁粉检测"), by=member.person)


def test_candidates_are_those_with_the_level_and_days_to_give(app):
    bid = make.draft_bid()
    need = queries.needs_of(bid)[0]
    able, busy, weak = make.lender(), make.lender(), make.lender()
    for who, level in ((able, 4), (busy, 5), (weak, need.level - 1)):
        make.saved(PersonSkill(person_id=who.id, skill_id=need.skill_id, level=level))
    first, last = actions.life.likely_period(bid.challenge)
    with transaction():
        secondments.set_hold(busy, "project/3", days=99, starts_on=first, ends_on=last, core=False, firm=True)
    team = queries.team_of(find(Bid, bid.id))
    found = queries.candidates(queries.coverage(bid, team).missing, team, (first, last))
    assert [(c.person_id, c.level) for c in found[need.skill_id]] == [(able.id, 4)]


def test_withdrawing_frees_everybody_and_lets_the_studio_begin_again(app):
    bid = make.sealed_bid()
    loan = next(m.loan for m in queries.team_of(bid) if m.loan)
    with transaction():
        actions.withdraw(find(Bid, bid.id), by=bid.lead)
    assert find(type(loan), loan.id).state is LoanState.EXPIRED
    again = make.draft_bid(bid.challenge, bid.studio)
    assert again.id != bid.id


def test_a_draft_left_behind_by_the_opening_lapses_unseen(app):
    bid = make.draft_bid()
    making.support(bid)
    with transaction():
        challenge = find(type(bid.challenge), bid.challenge_id)
        challenge.state = "withdrawn"
    jobs.run_due()
    assert find(Bid, bid.id).state.value == "withdrawn"
    with pytest.raises(NotFound):
        find(Bid, bid.id, seen_by=bid.challenge.contact)


def test_one_live_bid_a_studio_and_only_by_its_lead_in_time(app):
    bid = make.draft_bid()
    with pytest.raises(WrongMoment):
        make.draft_bid(bid.challenge, bid.studio)
    studio = make.bidder()
    with pytest.raises(NotAllowed), transaction():
        actions.draft(bid.challenge, studio, by=members(studio)[1].person)
    clock.freeze(bid.challenge.closes_at + timedelta(seconds=1))
    with pytest.raises(WrongMoment):
        make.draft_bid(bid.challenge, studio)
