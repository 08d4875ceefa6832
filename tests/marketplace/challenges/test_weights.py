"""Weights of a challenge's own: within the leeway, with a reason, frozen at the posting."""

from __future__ import annotations

import pytest

from bidding.openings.queries.matcher import criteria_of
from marketplace.challenges import actions
from marketplace.challenges.rules import weights_allowed
from marketplace.core.db import db
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.rulebook.defaults import WEIGHTS
from marketplace.rulebook.terms import OwnWeightsTerms
from tests import make
from tests.visitor import Visitor

OWN = {**WEIGHTS, "skill": 30, "benefit": 15}


def put(challenge, **weights):
    terms = OwnWeightsTerms(reason="本榜更看重以往效益。", **{**WEIGHTS, **weights})
    deed = lambda: actions.set_weights(make.again(challenge), terms, by=make.again(challenge).contact)  # noqa: E731
    make.done(deed)
    return make.again(challenge)


def test_the_poster_sets_them_and_bidders_read_them_from_the_start(app):
    draft = make.draft_challenge()
    poster = Visitor(app, draft.contact)
    poster.open(f"/challenges/{draft.id}/rules")
    poster.follow("Set weights of its own")
    poster.press("Set these weights", skill="30", benefit="15", reason="本榜更看重以往效益。")
    poster.sees("The weights are set.", "Weights of this challenge's own", "本榜更看重以往效益。")
    db.session.rollback()
    assert make.again(draft).own_weights == OWN
    challenge = make.posted(make.again(draft))
    lead = Visitor(app, make.bidder().lead)
    lead.open(f"/challenges/{challenge.id}/rules")
    lead.sees("Weights of this challenge's own", "本榜更看重以往效益。")
    db.session.rollback()
    used = {one.name: round(one.weight * 100) for one in criteria_of(make.again(challenge))}
    assert (used["skill_cover"], used["certified_benefit"]) == (30, 15)
    lead.open(f"/challenges/{challenge.id}/history")
    poster.open(f"/challenges/{challenge.id}/weights", status=409)
    with pytest.raises(WrongMoment, match="Only a draft"):
        put(challenge, skill=25, benefit=20)


def test_they_stay_within_the_leeway_and_add_up(app):
    draft = make.draft_challenge()
    with pytest.raises(Invalid, match="may weigh 25 to 45") as refused:
        put(draft, skill=20, benefit=25)
    assert refused.value.field == "skill"
    form = {**{name: str(points) for name, points in WEIGHTS.items()}, "skill": "30", "reason": "理由充分。"}
    page = make.browser(app, draft.contact).post(f"/challenges/{draft.id}/weights", data=form)
    assert page.status_code == 422 and "must add up to 100; they add up to 95" in page.text


def test_what_is_as_usual_is_no_weight_of_its_own_and_can_be_had_again(app):
    draft = make.draft_challenge()
    assert put(draft).own_weights is None
    assert put(draft, skill=30, benefit=15).own_weights == OWN
    assert weights_allowed(make.again(draft))
    answer = make.browser(app, draft.contact).post(f"/challenges/{draft.id}/weights/usual")
    assert answer.status_code == 303
    db.session.rollback()
    assert make.again(draft).own_weights is None
