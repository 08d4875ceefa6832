"""A problem on its way to the market."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from marketplace.challenges import actions, rules
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.terms import InviteTerms
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.core.models import Outbox
from marketplace.inbox.models import Notice, Todo
from marketplace.people.models import Role, SecrecyLevel
from marketplace.rulebook import actions as rulebook
from marketplace.rulebook.terms import KeyTaskTerms
from tests import make


def todos(kind):
    open_ones = sa.select(Todo.person_id).where(Todo.kind == kind, Todo.settled_at.is_(None))
    return db.session.scalars(open_ones).all()


def told(kind):
    return db.session.scalars(sa.select(Notice.to_id).where(Notice.kind == kind).order_by(Notice.to_id)).all()


def test_a_released_challenge_has_number_dates_and_frozen_rules(app):
    challenge = make.open_challenge()
    assert challenge.state is ChallengeState.OPEN
    assert challenge.number == "BD-2030-0001"
    assert challenge.opened_at == clock.now()
    assert challenge.closes_at == clock.now() + timedelta(days=20)
    assert challenge.questions_until == challenge.closes_at - timedelta(days=10)
    assert challenge.rule_versions == {
        "preset": 1,
        "weights": 1,
        "anchors": 1,
        "panel_criteria": 1,
        "settings": 1,
    }
    assert rules.takes_bids(challenge)
    assert (
        db.session.scalar(sa.select(Outbox.topic).where(Outbox.topic.startswith("fit.")))
        == "fit.refresh_challenge"
    )
    assert make.open_challenge(challenge.department).number == "BD-2030-0002"


def test_bids_are_taken_until_the_second_of_the_close(app):
    challenge = make.open_challenge()
    clock.freeze(challenge.closes_at - timedelta(seconds=1))
    assert rules.takes_bids(challenge)
    clock.freeze(challenge.closes_at)
    assert not rules.takes_bids(challenge)


def test_each_step_gives_the_next_one_a_to_do_and_settles_the_last(app):
    challenge = make.submitted_challenge()
    head, officer = (
        make.who(Role.UNIT_MANAGER, challenge.department),
        make.who(Role.SECRECY_OFFICER, challenge.department),
    )
    assert todos("approve_challenge") == [head.id]
    with transaction():
        actions.approve(challenge, by=head)
    assert (todos("approve_challenge"), todos("release_challenge")) == ([], [officer.id])
    assert told("challenge_approved") == [challenge.contact_id]
    with transaction():
        actions.release(challenge, make.as_it_is(challenge), by=officer)
    assert todos("release_challenge") == []
    assert told("challenge_opened") == sorted([challenge.contact_id, head.id])


def test_a_returned_challenge_is_a_draft_again_with_the_reason(app):
    challenge = make.submitted_challenge()
    with transaction():
        actions.send_back(challenge, by=make.who(Role.UNIT_MANAGER, challenge.department), why="指标不清")
    assert challenge.state is ChallengeState.DRAFT
    assert (todos("approve_challenge"), todos("revise_challenge")) == ([], [challenge.contact_id])
    with transaction():
        actions.submit(challenge, by=challenge.contact)
    assert todos("revise_challenge") == []


def test_the_secrecy_officer_may_return_it_too(app):
    challenge = make.approved_challenge()
    with transaction():
        actions.send_back(challenge, by=make.who(Role.SECRECY_OFFICER, challenge.department), why="含客户名")
    assert challenge.state is ChallengeState.DRAFT


def test_whoever_wrote_it_can_neither_approve_nor_release_it(app):
    challenge = make.submitted_challenge()
    head = make.who(Role.UNIT_MANAGER, challenge.department)
    for role in (Role.UNIT_MANAGER, Role.SECRECY_OFFICER):
        make.grant(challenge.contact, role, challenge.department)
    assert not rules.may_approve(challenge.contact, challenge)
    with pytest.raises(NotAllowed), transaction():
        actions.approve(challenge, by=challenge.contact)
    assert db.session.get_one(Challenge, challenge.id).state is ChallengeState.APPROVAL
    with transaction():
        actions.approve(challenge, by=head)
    with pytest.raises(NotAllowed), transaction():
        actions.release(challenge, make.as_it_is(challenge), by=challenge.contact)


def test_another_poster_who_submitted_it_cannot_approve_it_either(app):
    challenge = make.draft_challenge()
    second = make.officer(Role.POSTER, challenge.department)
    make.grant(second, Role.UNIT_MANAGER, challenge.department)
    with transaction():
        actions.submit(challenge, by=second)
    assert not rules.may_approve(second, challenge)
    assert rules.may_approve(make.who(Role.UNIT_MANAGER, challenge.department), challenge)


def test_an_incomplete_draft_is_kept_but_not_submitted(app):
    challenge = make.draft_challenge(background="", targets=())
    with pytest.raises(Invalid) as refused, transaction():
        actions.submit(challenge, by=challenge.contact)
    assert refused.value.field == "background"
    assert [field for field, _label in rules.missing(challenge)] == ["background", "targets"]


def test_a_narrower_scope_wants_a_reason(app):
    challenge = make.draft_challenge(scope="company")
    assert [field for field, _label in rules.missing(challenge)] == ["scope_reason"]


@pytest.mark.parametrize(
    ("preset", "hours", "asks"), [("fast", 168, 96), ("urgent", 48, 24), ("race", 480, 240)]
)
def test_every_preset_gives_its_own_hours(app, preset, hours, asks):
    challenge = make.open_challenge(preset=preset, budget=40_000)
    assert challenge.closes_at - challenge.opened_at == timedelta(hours=hours)
    assert challenge.questions_until - challenge.opened_at == timedelta(hours=asks)
    assert challenge.rule_versions["preset"] == 1


def test_the_fast_way_has_a_ceiling(app):
    challenge = make.draft_challenge(preset="fast", budget=50_001)
    with pytest.raises(NotAllowed, match="above what this preset allows"), transaction():
        actions.submit(challenge, by=challenge.contact)


def test_a_preset_that_the_rulebook_does_not_have_is_no_choice(app):
    with pytest.raises(ValidationError, match="one of the list"):
        make.draft_challenge(preset="nonsense")


def _step(deed, challenge, role):
    named = [make.as_it_is(challenge)] if deed == "release" else []
    getattr(actions, deed)(challenge, *named, by=make.who(role, challenge.department))


def test_by_invitation_only_named_studios_bid_and_three_are_named_before_the_posting(app):
    challenge = make.draft_challenge(preset="invited")
    with pytest.raises(Invalid, match="at least 3 invited studios"), transaction():
        actions.submit(make.again(challenge), by=challenge.contact)
    named = [make.bidder() for _n in range(3)]
    other = make.bidder()
    invite = InviteTerms(studio_ids=tuple(studio.id for studio in named))
    make.done(lambda: actions.invite(make.again(challenge), invite, by=challenge.contact))
    way = (("submit", Role.POSTER), ("approve", Role.UNIT_MANAGER), ("release", Role.SECRECY_OFFICER))
    for deed, role in way:
        if deed == "release":
            make.with_key(make.again(challenge))  # what several holders open has its key first
        make.done(lambda deed=deed, role=role: _step(deed, make.again(challenge), role))
    now = make.again(challenge)
    assert rules.may_bid_scope(make.again(named[0]), now)
    refused = rules.may_bid_scope(make.again(other), now)
    assert str(refused) == "Only studios that the department has invited may bid here."
    assert told("studio_invited") == sorted(studio.lead_id for studio in named)
    fewer = InviteTerms(studio_ids=(other.id,))
    make.done(lambda: actions.invite(make.again(challenge), fewer, by=make.again(challenge).contact))
    assert len(make.again(challenge).invitations) == 4, "once posted, nobody is taken off"


def test_a_key_task_of_somebody_else_is_no_choice_and_the_chosen_one_gives_its_name(app):
    plant, elsewhere = make.department(), make.department(make.company())
    member = make.officer(Role.LEADING_GROUP, plant.company)
    terms = KeyTaskTerms(title="转向架交付提速", year=2030)
    task = make.done(lambda: rulebook.add_key_task(make.again(plant).company, terms, by=make.again(member)))
    assert make.draft_challenge(plant, key_task_id=task.id).key_task == "转向架交付提速"
    with pytest.raises(Invalid, match="one of the list"):
        make.draft_challenge(elsewhere, key_task_id=task.id)


def test_a_stranger_can_neither_post_nor_edit_nor_withdraw(app):
    challenge = make.draft_challenge()
    stranger = make.officer(Role.POSTER, make.company())
    for deed in (
        lambda: actions.draft(make_terms(challenge), department=challenge.department, by=stranger),
        lambda: actions.edit(challenge, make_terms(challenge), by=stranger),
        lambda: actions.withdraw(challenge, by=stranger, why="不做了"),
    ):
        with pytest.raises(NotAllowed), transaction():
            deed()
    assert db.session.scalar(sa.select(sa.func.count(Challenge.id))) == 1


def make_terms(challenge):
    from tests.make.challenges import terms

    return terms(*(need.skill for need in challenge.needs))


def test_a_posted_challenge_is_no_longer_edited(app):
    challenge = make.open_challenge()
    with pytest.raises(WrongMoment), transaction():
        actions.edit(challenge, make_terms(challenge), by=challenge.contact)


def test_an_older_version_does_not_overwrite_a_newer_one(app):
    challenge = make.draft_challenge()
    seen = challenge.version
    with transaction():
        actions.edit(
            challenge,
            make_terms(challenge).model_copy(update={"targets": ()}),
            by=challenge.contact,
            version=seen,
        )
    assert challenge.targets == []
    assert challenge.version == seen + 1
    with pytest.raises(WrongMoment), transaction():
        actions.edit(challenge, make_terms(challenge), by=challenge.contact, version=seen)
    assert challenge.targets == []


def test_withdrawing_tells_the_followers_why(app):
    challenge = make.open_challenge()
    fan = make.person(challenge.department)
    with transaction():
        actions.follow(challenge, by=fan)
    with transaction():
        actions.withdraw(challenge, by=make.who(Role.UNIT_MANAGER, challenge.department), why="设备已报废")
    assert challenge.state is ChallengeState.WITHDRAWN
    assert told("challenge_withdrawn") == sorted([challenge.contact_id, fan.id])
    assert not rules.takes_bids(challenge)


def test_a_trade_secret_wants_a_cleared_poster_summary_and_cleared_circle(app):
    where = make.department()
    outsider = make.person(where)
    with pytest.raises(Invalid) as refused:
        make.draft_challenge(where, secrecy=SecrecyLevel.CORE, circle=(outsider.employee_no,))
    assert refused.value.field == "circle"
    challenge = make.draft_challenge(where, secrecy=SecrecyLevel.CORE)
    assert [field for field, _label in rules.missing(challenge)] == ["summary", "circle"]


def test_the_scope_names_the_unit_whose_people_may_bid(app):
    company = make.company()
    plant = make.department(company)
    workshop = make.unit(plant, level="workshop")
    make.officer(Role.POSTER, workshop)
    assert make.draft_challenge(workshop, scope="unit", scope_reason="停机").scope_unit_id == plant.id
    assert make.draft_challenge(workshop, scope="company", scope_reason="停机").scope_unit_id == company.id
    assert make.draft_challenge(workshop).scope_unit_id is None


def test_studios_outside_the_scope_may_not_bid(app):
    challenge = make.open_challenge(scope="company", scope_reason="现场停机窗口短")
    inside, outside = make.studio(challenge.department.company), make.studio(make.company())
    assert rules.may_bid_scope(inside, challenge)
    assert not rules.may_bid_scope(outside, challenge)


def test_a_core_secret_is_for_studios_whose_lead_is_in_the_circle(app):
    lead = make.person(make.company(), clearance=SecrecyLevel.CORE)
    invited = make.studio(lead.unit, lead)
    other = make.studio(make.company(), make.person(lead.unit, clearance=SecrecyLevel.CORE))
    challenge = make.secret_challenge(SecrecyLevel.CORE, lead)
    assert rules.may_bid_scope(invited, challenge)
    assert not rules.may_bid_scope(other, challenge)
