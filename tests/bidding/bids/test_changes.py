"""Team changed: somebody wins elsewhere; for three working days one place may be filled anew."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bidding.bids import actions, queries
from bidding.bids.models import Bid, BidState, ChangeState, TeamChange, TeamRole
from bidding.bids.terms import SwapTerms
from marketplace.core import clock, jobs
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.core.models import AuditEvent
from marketplace.inbox.models import Todo
from marketplace.secondments.models import LoanState
from marketplace.studios.queries import members
from tests import make
from tests.make import bids as making
from tests.make.bids import done


def two_bids_sharing_a_supporter():
    """A sealed bid that will win, another on another challenge, one helper in both."""
    helper = make.lender()
    made = []
    for _n in range(2):
        bid = making.write(make.draft_bid())
        making.core(bid)
        making.support(bid, helper, days=4)
        done(lambda bid=bid: actions.seal(find(Bid, bid.id), by=find(Bid, bid.id).lead))
        made.append(find(Bid, bid.id))
    return (*made, helper)


def wins(bid):
    """What the award calls when it is final."""
    return [change.id for change in done(lambda: actions.note_win(find(Bid, bid.id)))]


def stand_in(change_id, who, **more):
    done(
        lambda: actions.ask_to_stand_in(
            find(TeamChange, change_id),
            SwapTerms(person_id=who.id, **more),
            by=find(TeamChange, change_id).bid.lead,
        )
    )


def test_another_supporter_stands_in_after_release(app):
    winner, other, helper = two_bids_sharing_a_supporter()
    (key,) = wins(winner)
    change = find(TeamChange, key)
    assert (change.bid_id, change.person_id, change.state) == (other.id, helper.id, ChangeState.OPEN)
    assert change.due_at == after_workdays(clock.now(), 3)
    fresh = make.lender()
    stand_in(key, fresh, purpose="磁粉检测与数据统计")
    with pytest.raises(WrongMoment):  # one after another
        stand_in(key, make.lender(), purpose="磁粉检测与数据统计")
    making.release(find(TeamChange, key).loan)
    jobs.run_due()
    team = {m.person_id: m for m in find(Bid, other.id).team}
    assert helper.id not in team
    place = team[fresh.id]
    assert (place.role, place.days, place.loan.state) == (TeamRole.SUPPORT, 4, LoanState.HELD)
    assert find(TeamChange, key).state is ChangeState.SWAPPED
    assert find(Bid, other.id).state is BidState.SEALED
    assert find(Bid, other.id).sealed_version == other.sealed_version
    lines = db.session.scalars(
        sa.select(AuditEvent.action).where(AuditEvent.about == f"bid/{other.id}")
    ).all()
    assert lines.count("team_changed") == lines.count("team_swapped") == 1
    assert open_todos(f"team_change/{key}") == []


def open_todos(about):
    return db.session.scalars(
        sa.select(Todo.kind).where(Todo.about == about, Todo.settled_at.is_(None)).order_by(Todo.kind)
    ).all()


def test_a_core_place_goes_to_another_member_with_their_own_yes(app):
    bid = make.sealed_bid()
    core = next(m for m in bid.team if m.role is TeamRole.CORE)
    winner = make.draft_bid()
    make.saved(make.membership(winner.studio, core.person))
    done(lambda: _joins(winner, core.person))
    (key,) = wins(winner)
    taken = {m.person_id for m in bid.team}
    mate = next(m.person for m in members(bid.studio) if m.person_id not in taken)
    with pytest.raises(Invalid):
        stand_in(key, make.lender())
    stand_in(key, mate)
    assert open_todos(f"team_change/{key}") == ["swap_join", "team_swap"]
    with pytest.raises(NotAllowed), transaction():
        actions.agree_to_stand_in(find(TeamChange, key), by=bid.lead)
    done(lambda: actions.agree_to_stand_in(find(TeamChange, key), by=mate))
    place = next(m for m in find(Bid, bid.id).team if m.person_id == mate.id)
    assert (place.role, place.studio_id, place.agreed) == (TeamRole.CORE, bid.studio_id, True)
    assert open_todos(f"team_change/{key}") == []


def _joins(bid, who):
    fresh = find(Bid, bid.id)
    actions.agree(actions.add_core(fresh, making.wanted(fresh, who), by=fresh.lead), by=who)


def test_after_three_working_days_the_team_stays(app):
    winner, other, helper = two_bids_sharing_a_supporter()
    (key,) = wins(winner)
    fresh = make.lender()
    stand_in(key, fresh, purpose="磁粉检测与数据统计")
    clock.freeze(find(TeamChange, key).due_at + timedelta(seconds=1))
    jobs.run_due()
    assert find(TeamChange, key).state is ChangeState.KEPT
    assert find(TeamChange, key).loan.state in (LoanState.EXPIRED, LoanState.REPLACED)
    assert helper.id in {m.person_id for m in find(Bid, other.id).team}
    with pytest.raises(WrongMoment):
        stand_in(key, fresh, purpose="磁粉检测与数据统计")


def test_nothing_is_flagged_in_drafts_and_a_bid_that_ends_closes_its_flags(app):
    winner, other, _helper = two_bids_sharing_a_supporter()
    (key,) = wins(winner)
    assert wins(winner) == [], "each person once"
    done(lambda: actions.take_back(find(Bid, other.id), by=find(Bid, other.id).lead))
    assert find(TeamChange, key).state is ChangeState.KEPT
    assert wins(other) == [find(TeamChange, c.id).id for c in find(Bid, winner.id).changes]


def test_two_awards_that_take_the_same_person_flag_twice_and_one_stand_in_answers_both(app):
    helper = make.lender()
    made = []
    for _n in range(3):
        bid = making.write(make.draft_bid())
        making.core(bid)
        making.support(bid, helper, days=2)
        done(lambda bid=bid: actions.seal(find(Bid, bid.id), by=find(Bid, bid.id).lead))
        made.append(bid.id)
    first, second, other = (find(Bid, key) for key in made)
    wins(first)
    wins(second)
    flags = sa.select(TeamChange).where(TeamChange.bid_id == other.id).order_by(TeamChange.found_at)
    found = db.session.scalars(flags).all()
    assert {one.because_of_id for one in found} == {first.id, second.id}
    done(lambda: actions.close_changes(find(Bid, first.id)))
    states = {one.because_of_id: one.state for one in db.session.scalars(flags)}
    assert states == {first.id: ChangeState.KEPT, second.id: ChangeState.OPEN}
    key = next(one.id for one in db.session.scalars(flags) if one.because_of_id == second.id)
    stand_in(key, make.lender(), purpose="磁粉检测与数据统计")
    making.release(find(TeamChange, key).loan)
    jobs.run_due()
    assert find(TeamChange, key).state is ChangeState.SWAPPED


def test_the_pages_are_for_the_lead_and_the_one_asked(app):
    bid = make.sealed_bid()
    core = next(m for m in bid.team if m.role is TeamRole.CORE)
    winner = make.draft_bid()
    make.saved(make.membership(winner.studio, core.person))
    done(lambda: _joins(winner, core.person))
    (key,) = wins(winner)
    mate = next(m.person for m in members(bid.studio) if m.person_id not in {t.person_id for t in bid.team})
    url = f"/bids/swaps/{key}"
    assert make.browser(app, mate).get(url).status_code == 404
    lead = make.browser(app, bid.lead)
    assert lead.get(url).status_code == 200
    assert lead.get(f"{url}?q={mate.employee_no}").status_code == 200
    assert lead.get(f"{url}/ask?person_id={mate.id}").status_code == 200
    stand_in(key, mate)
    for path in (url, f"{url}/decline"):
        assert make.browser(app, mate).get(path).status_code == 200
    assert make.browser(app, winner.lead).get(url).status_code == 404
    done(lambda: actions.refuse_to_stand_in(find(TeamChange, key), by=mate))
    assert not find(TeamChange, key).is_waiting
    assert "Team changed" in lead.get(f"/bids/{bid.id}").get_data(as_text=True)
    done(lambda: actions.keep_as_is(find(TeamChange, key), by=bid.lead))
    assert queries.change(key).state is ChangeState.KEPT
