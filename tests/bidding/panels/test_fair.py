"""Several panels drawn at once: fair, within loads and quotas, and replayable from what was kept."""

import json
from datetime import timedelta

import numpy as np
import pytest
import sqlalchemy as sa

from bidding.panels import jobs
from bidding.panels.models import JointDraw, Panel
from bidding.panels.queries import latest
from bidding.panels.queries.draw import Candidate, key_of, pick, seed_of
from marketplace.challenges.models import ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.jobs import run_due, run_outbox
from marketplace.core.models import Outbox
from tests import make
from tests.make import contest


def work():
    waiting = sa.select(Outbox.id).where(Outbox.topic == "panels.draw_together", Outbox.done_at.is_(None))
    assert jobs.draw_together
    for row in db.session.scalars(waiting).all():
        run_outbox(row)


@pytest.fixture
def two(app):
    """Two challenges opened at the same time, their clocks not yet run."""
    made = [contest.contest(reviewers=6) for _n in range(2)]
    closed = [contest.past_close(one) for one in made]
    return [contest.open_bids(one) for one in closed]


def panels_of(challenges):
    return [latest(db.session.get_one(type(one), one.id)) for one in challenges]


def test_two_at_once_are_drawn_together_and_the_draw_can_be_replayed(two):
    run_due()
    assert panels_of(two) == [None, None]
    work()
    run_due()
    made = panels_of(two)
    (kept,) = db.session.scalars(sa.select(JointDraw)).all()
    assert [panel.joint_draw_id for panel in made] == [kept.id, kept.id]
    assert jobs.solved(kept.asked) == kept.found
    asked, found = kept.asked, kept.found
    for column, challenge in enumerate(two):
        seats = [asked["reviewers"].index(key) for key in found["seats"][str(challenge.id)]]
        assert len(seats) == asked["size"]
        assert not np.array(asked["conflict"])[seats, column].any()
        assert np.array(asked["expert"])[seats, column].sum() >= asked["experts"]
        assert np.array(asked["foreign"])[seats, column].sum() >= asked["outside"]
        assert {seat.person_id for seat in made[column].seats} == set(found["seats"][str(challenge.id)])
    chance = np.array(found["chance"])
    affinity = np.array(asked["affinity"])
    assert chance.max() <= found["most"] + 1e-9 < 1
    assert (affinity * chance).sum(axis=0).min() == pytest.approx(found["worst"])


def test_one_alone_is_drawn_at_once(app):
    challenge = contest.opened_challenge()
    run_due()
    (panel,) = panels_of([challenge])
    assert panel.joint_draw_id is None


def test_if_the_worker_does_not_answer_each_is_drawn_by_itself(two):
    run_due()
    clock.freeze(clock.now() + timedelta(hours=1, minutes=1))
    run_due()
    assert [panel.joint_draw_id for panel in panels_of(two)] == [None, None]


def test_who_sits_on_enough_running_panels_is_left_out(app, monkeypatch):
    challenge = contest.opened_challenge(reviewers=6)
    monkeypatch.setattr("bidding.panels.queries.pool.running_seats", lambda pool: {pool[0].id: 4})
    run_due()
    (panel,) = panels_of([challenge])
    assert sum(["load", None] in one["out"] for one in panel.pool) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Panel)) == 1


def told(challenge, client) -> dict:
    answer = client.get(f"/challenges/{challenge.id}/panel/replay")
    assert answer.status_code == 200
    return json.loads(answer.data)


def announce(challenge):
    """As if the result had just been announced: only who may read the draw hangs on it here."""
    with transaction():
        db.session.get_one(type(challenge), challenge.id).state = ChallengeState.NOTICE


def test_with_the_result_anyone_can_compute_the_draw_again(app):
    panel = contest.drawn_panel()
    client = make.browser(app, make.person(make.company()))
    assert client.get(f"/challenges/{panel.challenge_id}/panel/replay").status_code == 409
    announce(panel.challenge)
    data = told(panel.challenge, client)
    assert data["seed"] == seed_of(data["challenge"], data["box_seal"], data["round"])
    again = [
        Candidate(
            n, one["no"], key_of(data["seed"], one["no"]), one["expert"], tuple(one["out"]), one["outside"]
        )
        for n, one in enumerate(data["pool"])
    ]
    seated = pick(again, data["size"], data["experts"], data["outside"])
    assert [one.number for one in seated] == [one["no"] for one in data["pool"] if one["seat"]]


def test_a_joint_draw_is_told_when_all_its_results_are_out(app, two):
    client = make.browser(app, make.person(make.company()))
    run_due()
    work()
    run_due()
    announce(two[0])
    assert told(two[0], client)["together"] is None
    announce(two[1])
    data = told(two[0], client)["together"]
    again = jobs.solved(data)
    assert again["seats"] == data["found"]["seats"]
    assert (again["worst"], again["total"]) == (data["found"]["worst"], data["found"]["total"])
    assert "person" not in json.dumps(data)
