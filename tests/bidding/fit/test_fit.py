"""Which challenge fits which studio."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bidding.fit import actions, due, jobs, queries
from bidding.fit.models import Fit
from marketplace.challenges import actions as challenges
from marketplace.core import clock, i18n
from marketplace.core.db import db, transaction
from marketplace.core.errors import NotAllowed
from marketplace.core.jobs import run_outbox
from marketplace.core.models import LongJob, Outbox
from marketplace.inbox.models import Notice
from marketplace.people.models import PersonSkill, Role, SecrecyLevel
from tests import make


def pairs():
    return {
        (c, s): score
        for c, s, score in db.session.execute(sa.select(Fit.challenge_id, Fit.studio_id, Fit.score))
    }


def run(topic):
    row = db.session.scalars(
        sa.select(Outbox.id).where(Outbox.topic == topic, Outbox.done_at.is_(None))
    ).first()
    db.session.rollback()
    run_outbox(row)


def test_the_studio_with_the_skills_ranks_first_and_its_lead_hears_of_it(app):
    one, two = make.needed_skill(), make.needed_skill()
    able = make.studio(make.company(), skills={one: 4, two: 3})
    half = make.studio(make.company(), skills={one: 2})
    none = make.studio(make.company())
    challenge = make.open_challenge(skills=[one, two])
    run("fit.refresh_challenge")
    found = queries.best_studios(challenge)
    assert [row.id for row in found] == [able.id, half.id, none.id]
    for row in found:
        assert sum(row.parts[0].values()) == row.score
    assert found[0].parts[0]["coverage"] == 7000
    told = sa.select(Notice.to_id).where(Notice.kind == "challenge_fits")
    assert db.session.scalars(told).all() == [able.lead_id]


def test_the_reasons_name_what_is_covered_short_and_missing(app):
    one, two, three = (make.needed_skill() for _n in range(3))
    studio = make.studio(make.company(), skills={one: 4, two: 2})
    make.open_challenge(skills=[one, two, three])
    make.fits()
    (row,) = queries.fits_for(studio)
    said = queries.reasons(row.parts)
    assert said[:3] == [
        f"Covers 1 of 3 needed skills: {one.name_en}.",
        f"{two.name_en}: level 2 of 3.",
        f"Nobody yet for {three.name_en}.",
    ]
    assert "Its people have days to spare in the next three months." in said
    assert queries.reasons(None) == []


def test_scope_circle_and_the_contacts_own_studio_are_gates(app):
    skill = make.needed_skill()
    company = make.company()
    lead = make.person(company, clearance=SecrecyLevel.CORE, skills={skill: 4})
    inside, outside = make.studio(company, lead), make.studio(make.company(), skills={skill: 5})
    where = make.department(company)
    narrow = make.open_challenge(where, skills=[skill], scope="company", scope_reason="停机")
    core = make.secret_challenge(SecrecyLevel.CORE, lead, skills=[skill])
    make.studio(where, make.who(Role.POSTER, where))
    make.fits()
    assert set(pairs()) == {(narrow.id, inside.id), (core.id, inside.id)}
    assert outside.id not in {studio for _c, studio in pairs()}


def test_a_studio_sees_only_what_its_lead_may_see(app):
    skill = make.needed_skill()
    studio = make.studio(make.company(), skills={skill: 4})
    secret = make.secret_challenge(skills=[skill])
    plain = make.open_challenge(skills=[skill])
    make.fits()
    # the lead is not cleared: the trade secret is no offer for this studio
    assert [row.id for row in queries.fits_for(studio)] == [plain.id]
    assert secret.id not in {c for c, _s in pairs()}


def test_fits_follow_the_skills_of_a_studio(app):
    skill = make.needed_skill()
    studio = make.studio(make.company())
    challenge = make.open_challenge(skills=[skill])
    make.fits()
    before = pairs()[challenge.id, studio.id]
    make.saved(PersonSkill(person_id=studio.lead_id, skill_id=skill.id, level=5))
    with transaction():
        jobs.refresh_studio(studio.id)()
    assert pairs()[challenge.id, studio.id] > before


def test_a_withdrawn_challenge_is_no_longer_offered(app):
    challenge = make.open_challenge()
    studio = make.studio(make.company())
    make.fits()
    assert [row.id for row in queries.fits_for(studio)] == [challenge.id]
    with transaction():
        challenges.withdraw(challenge, by=challenge.contact, why="设备报废")
    assert queries.fits_for(studio) == []
    assert make.fits() == 0


def test_the_whole_group_is_worked_out_anew_with_progress(app):
    make.open_challenge()
    make.studio(make.company())
    seat = make.officer(Role.LEADING_GROUP, make.company())
    with pytest.raises(NotAllowed), transaction():
        actions.refresh_all(by=make.person(seat.unit))
    with transaction():
        job = actions.refresh_all(by=seat)
    run("fit.refresh_all")
    watched = db.session.get_one(LongJob, job.id)
    assert (watched.state, watched.done, watched.total, watched.result) == ("done", 2, 2, {"pairs": 1})


def test_running_the_job_twice_changes_nothing(app):
    challenge = make.open_challenge()
    make.studio(make.company())
    for _n in range(2):
        with transaction():
            jobs.refresh_challenge(challenge.id)()
    assert len(pairs()) == 1


def test_reasons_speak_the_readers_language(app, monkeypatch):
    monkeypatch.setattr(i18n, "outside", "zh_Hans")
    facts = [{"coverage": 0, "text": 0, "free": 0}, ["焊接", "Welding", 3, 0]]
    assert queries.reasons(facts) == ["尚无人掌握：焊接。", "未来三个月人员工时基本排满。"]


def test_an_open_challenge_is_worked_out_anew_once_a_day(app):
    challenge = make.open_challenge()
    assert due.renew() == 0
    clock.freeze(clock.now() + timedelta(days=1))
    assert due.renew() == 1
    assert due.renew() == 0
    clock.freeze(challenge.closes_at)
    assert due.renew() == 0
