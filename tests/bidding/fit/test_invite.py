"""Studios ranked for a draft that is posted by invitation; what the group has already."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from bidding.fit import queries
from bidding.fit.models import Fit
from bidding.fit.queries.alike import pieces
from marketplace.challenges.terms import TargetTerms
from marketplace.core.db import db
from marketplace.core.jobs import run_outbox
from marketplace.core.models import Outbox
from marketplace.inbox.models import Notice
from marketplace.people.models import SecrecyLevel
from tests import make
from tests.visitor import Visitor


def work_off():
    for row in db.session.scalars(sa.select(Outbox.id).where(Outbox.topic == "fit.refresh_challenge")).all():
        db.session.rollback()
        run_outbox(row)


def test_the_department_ranks_and_names_the_studios_of_its_draft(app):
    skill = make.needed_skill()
    named = [make.bidder(skills={skill: 4}) for _n in range(3)]
    challenge = make.draft_challenge(preset="invited", skills=[skill])
    poster = Visitor(app, challenge.contact)
    poster.open(f"/challenges/{challenge.id}/invite")
    poster.sees("The studios are not ranked yet.")
    poster.press("Rank the studios")
    work_off()
    poster.open(f"/challenges/{challenge.id}/invite")
    poster.sees(*(studio.name for studio in named))
    assert db.session.query(Fit).filter(Fit.challenge_id == challenge.id).count() >= 3
    assert db.session.scalars(sa.select(Notice).where(Notice.kind == "challenge_fits")).all() == []
    answer = poster.client.post(
        f"/challenges/{challenge.id}/invite", data={"studio_ids": [str(studio.id) for studio in named]}
    )
    assert answer.status_code == 303
    db.session.rollback()
    assert {one.studio_id for one in make.again(challenge).invitations} == {studio.id for studio in named}
    lead = make.browser(app, make.again(named[0]).lead)
    assert lead.get(f"/challenges/{challenge.id}/invite").status_code == 404, "a draft is the department's"


def test_an_invited_studio_in_no_good_standing_is_refused_by_name(app):
    challenge = make.draft_challenge(preset="invited")
    poster = make.browser(app, challenge.contact)
    answer = poster.post(f"/challenges/{challenge.id}/invite", data={"studio_ids": ["999999"]})
    assert answer.status_code == 422
    assert "Please choose a studio in good standing." in answer.text


def test_pieces_are_pairs_of_characters_and_whole_words():
    assert pieces("侧架 crack 热裂纹 Q2") == ["侧架", "crack", "热裂", "裂纹"]


def test_what_sounds_alike_is_shown_to_those_who_may_know_it(app):
    known = make.open_challenge(title="铸钢侧架内腔转角热裂纹控制")
    other = (TargetTerms(metric="单耗", now=Decimal(9), wanted=Decimal(8), unit="kWh"),)
    make.open_challenge(title="空压机站节能改造", background="耗电高。", targets=other)
    cleared = make.person(make.company(), clearance=SecrecyLevel.CORE)
    secret = make.secret_challenge(SecrecyLevel.CORE, cleared, title="侧架内腔热裂纹工艺")
    reader = make.person(make.unit())
    found, _outcomes = queries.alike("侧架内腔转角出现热裂纹", seen_by=reader)
    assert [row.id for row in found] == [known.id]
    assert secret.id not in {row.id for row in found}
    assert queries.alike("侧架内腔转角出现热裂纹", seen_by=reader, but=known.id)[0] == []
    assert queries.alike("泵", seen_by=reader) == ([], [])
    page = make.browser(app, reader).get("/market/similar?title=侧架内腔转角出现热裂纹").text
    assert known.title in page
    assert secret.title not in page
