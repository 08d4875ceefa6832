"""The contest over HTTP: each page does its deed, refuses the wrong reader, and costs little."""

from datetime import timedelta

import sqlalchemy as sa

from bidding.awards.models import AwardState, LetterState
from bidding.awards.queries import live_award
from bidding.bids.models import Bid
from bidding.panels.models import PanelState, ScoreSheet
from bidding.panels.queries import blind_labels, latest
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.jobs import run_due
from marketplace.people.models import Person
from marketplace.projects.models import Project
from tests import make
from tests.count import statements
from tests.make import contest as deeds
from tests.visitor import Visitor

CODES = deeds.CODES


def again(thing):
    db.session.rollback()
    return db.session.get_one(type(thing), thing.id)


def sheet(points="7.5", reason=""):
    return {f"points_{code}": points for code in CODES} | {f"reason_{code}": reason for code in CODES}


def ok(answer, to=None):
    assert answer.status_code in (200, 303), answer.get_data(as_text=True)[:3000]
    if to is not None:
        assert answer.location == to
    return answer


def opened_in_the_browser(app, challenge):
    """Two officers open, the head looks at everything and draws."""
    base = f"/challenges/{challenge.id}"
    first, second = (make.browser(app, one) for one in deeds.officers(challenge.department))
    ok(first.get(f"{base}/opening"))
    ok(first.post(f"{base}/opening/start", data={"form_key": "a"}), f"{base}/opening")
    ok(second.get(f"{base}/opening"))
    ok(second.post(f"{base}/opening/confirm", data={"form_key": "b"}), f"{base}/opening")
    head = make.browser(app, deeds.head_of(again(challenge)))
    for page in ("opening", "opening/record", "ranking", "panel", "award"):
        ok(head.get(f"{base}/{page}"))
    ok(head.post(f"{base}/panel/draw", data={"form_key": "c"}), f"{base}/panel")
    return head


def scored_in_the_browser(app, panel):
    """Everybody declares, scores by letters, hands in."""
    base = f"/panels/{panel.id}"
    members = [make.browser(app, seat.person) for seat in panel.active]
    for one in members:
        ok(one.get("/reviews"))
        ok(one.get(f"{base}/declare"))
        ok(one.post(f"{base}/declare", data={"conflict": "no", "form_key": "d"}), base)
    for one in members:
        ok(one.get(base))
        ok(one.get(f"{base}/bid/A"))
        assert one.post(f"{base}/bid/A/keep", data=sheet("9")).status_code == 204
        for label, after, points in (("A", "/bid/B", "8.5"), ("B", "/bid/C", "7"), ("C", "", "6")):
            ok(one.post(f"{base}/bid/{label}", data=sheet(points)), f"{base}{after}")
        ok(one.post(f"{base}/submit", data={"form_key": "e"}), base)
    return members


def reported_in_the_browser(panel, members):
    """The panel discusses, revises, reports, signs."""
    base, chair = f"/panels/{panel.id}", members[0]
    for page in ("discussion", "calibration", "revise", "outlier", "report/write"):
        ok(chair.get(f"{base}/{page}"))
    ok(members[1].post(f"{base}/discussion", data={"text": "同意 A 的冷却方案", "form_key": "f"}))
    bid = db.session.scalars(sa.select(Bid).where(Bid.blind_label == "B")).one()
    change = {"bid_id": str(bid.id), "criterion": "risk", "points": "8", "why": "讨论后调整", "form_key": "g"}
    ok(members[1].post(f"{base}/revise", data=change))
    text = {"text": "评审组逐项比对后形成一致意见，推荐候选。", "candidates": "2", "form_key": "h"}
    ok(chair.post(f"{base}/report/write", data=text), f"{base}/report")
    for one in members:
        ok(one.get(f"{base}/report"))
        ok(one.post(f"{base}/report/sign", data={"dissent": "", "form_key": "i"}))


def objected_in_the_browser(app, challenge):
    """A loser looks at everything and objects; the chair answers."""
    award = live_award(again(challenge))
    bid = db.session.scalars(sa.select(Bid).where(Bid.blind_label == "B")).one()
    base, key = f"/challenges/{challenge.id}", bid.id
    other = make.browser(app, bid.lead)
    for page in ("award", "ranking", "panel", "opening"):
        ok(other.get(f"{base}/{page}"))
    ok(other.get(f"/bids/{key}/result"))
    ok(other.get(f"/awards/{award.id}/object"))
    words = {"about": "评分依据与开榜记录不一致，请核查", "remedy": "重新计算", "form_key": "k"}
    ok(other.post(f"/awards/{award.id}/object", data=words), f"{base}/award")
    objection = db.session.scalar(sa.text("SELECT max(id) FROM award_objection"))
    chief = make.browser(app, deeds.leading(again(challenge).department))
    ok(chief.get(f"/objections/{objection}"))
    reply = {"outcome": "rejected", "answer": "已复核开榜记录和评分快照，计算无误。", "form_key": "l"}
    ok(chief.post(f"/objections/{objection}", data=reply))
    return award


def test_from_the_box_to_the_project_in_the_browser(app):
    challenge = deeds.closed_challenge()
    head = opened_in_the_browser(app, challenge)
    panel = latest(again(challenge))
    reported_in_the_browser(panel, scored_in_the_browser(app, panel))
    assert again(panel).state is PanelState.SIGNED
    base = f"/challenges/{challenge.id}"
    ok(head.post(f"{base}/award/announce", data={"form_key": "j"}), f"{base}/award")
    award = objected_in_the_browser(app, challenge)
    clock.freeze(again(award).notice_ends_at + timedelta(minutes=1))
    run_due()
    letter = deeds.letter(again(award))
    lead = make.browser(app, db.session.get_one(Person, again(award).bid.lead_id))
    ok(lead.get(f"/commitments/{letter.id}"))
    ok(lead.post(f"/commitments/{letter.id}/sign", data={"form_key": "m"}))
    ok(head.post(f"/commitments/{letter.id}/sign", data={"form_key": "n"}))
    assert again(letter).state is LetterState.SIGNED
    assert again(award).state is AwardState.FINAL
    project = db.session.scalars(sa.select(Project)).one()
    assert f"/projects/{project.id}" in ok(lead.get(f"/commitments/{letter.id}")).get_data(as_text=True)


def test_opening_and_announcing_want_the_password_typed_again(app):
    challenge = deeds.closed_challenge()
    officer = make.browser(app, deeds.officers(challenge.department)[0])
    from_long_ago = sa.text("UPDATE login_session SET confirmed_at = NULL")
    with transaction():
        db.session.execute(from_long_ago)
    answer = officer.post(f"/challenges/{challenge.id}/opening/start", data={"form_key": "a"})
    assert answer.status_code == 303
    assert answer.location.startswith("/confirm?next=")
    assert again(challenge).state is ChallengeState.CLOSED


def test_others_see_the_number_of_bids_and_no_name(app):
    challenge = deeds.opened_challenge()
    stranger = make.browser(app, make.person(challenge.department))
    page = ok(stranger.get(f"/challenges/{challenge.id}/opening")).get_data(as_text=True)
    names = [bid.studio.name for bid in db.session.scalars(sa.select(Bid))]
    assert [name for name in names if name in page] == []
    for path in ("opening/record", "ranking"):
        assert stranger.get(f"/challenges/{challenge.id}/{path}").status_code == 403


def test_a_panel_is_missing_for_everybody_else_and_sheets_for_everybody_before_declaring(app):
    panel = deeds.drawn_panel()
    stranger = make.browser(app, make.person(panel.challenge.department))
    head = make.browser(app, deeds.head_of(panel.challenge))
    member = make.browser(app, panel.active[0].person)
    for path in ("", "/declare", "/bid/A", "/discussion", "/calibration", "/report"):
        assert stranger.get(f"/panels/{panel.id}{path}").status_code == 404
        assert head.get(f"/panels/{panel.id}{path}").status_code == 404
    assert member.get(f"/panels/{panel.id}/bid/A").status_code == 409
    assert member.get(f"/panels/{panel.id}/discussion").status_code == 409


def test_no_page_of_a_blind_panel_names_a_bidder_beside_a_letter(app):
    panel = deeds.discussing_panel()
    member = make.browser(app, panel.active[0].person)
    names = set()
    for bid in db.session.scalars(sa.select(Bid)):
        names |= {bid.studio.name, *(one.person.name for one in bid.team)}
    for path in ("", "/discussion", "/calibration", "/revise", "/report/write"):
        page = member.get(f"/panels/{panel.id}{path}").get_data(as_text=True)
        assert [name for name in names if f">{name}<" in page or f"{name} " in page] == []


def test_a_wrong_mark_is_refused_in_words_and_nothing_is_kept(app):
    panel = deeds.scoring_panel()
    member = make.browser(app, panel.active[0].person)
    answer = member.post(f"/panels/{panel.id}/bid/A", data=sheet("11"))
    assert answer.status_code == 422
    assert "Must be 10 or less." in answer.get_data(as_text=True)
    assert member.post(f"/panels/{panel.id}/bid/A/keep", data=sheet("7.3")).status_code == 422
    assert db.session.scalars(sa.select(ScoreSheet)).all() == []
    assert member.get(f"/panels/{panel.id}/bid/Z").status_code == 404


def test_an_objection_is_read_by_those_who_decide_and_by_whoever_raised_it(app):
    award = deeds.award()
    loser = db.session.scalars(sa.select(Bid).where(Bid.id != award.bid_id)).first().lead
    other = make.browser(app, loser)
    words = {"about": "评分依据与开榜记录不一致，请核查", "remedy": "重新计算", "form_key": "k"}
    ok(other.post(f"/awards/{award.id}/object", data=words))
    objection = db.session.scalar(sa.text("SELECT max(id) FROM award_objection"))
    stranger = make.browser(app, make.person(again(award).challenge.department))
    assert stranger.get(f"/objections/{objection}").status_code == 404
    page = ok(stranger.get(f"/challenges/{award.challenge_id}/award")).get_data(as_text=True)
    assert words["about"] not in page
    assert other.get(f"/objections/{objection}").status_code == 200


def test_an_answer_typed_for_longer_than_the_password_holds_stays_in_its_form(app):
    award = deeds.award()
    loser = db.session.scalars(sa.select(Bid).where(Bid.id != award.bid_id)).first().lead
    words = {"about": "评分依据与开榜记录不一致，请核查", "remedy": "重新计算", "form_key": "k"}
    ok(make.browser(app, loser).post(f"/awards/{award.id}/object", data=words))
    objection = db.session.scalar(sa.text("SELECT max(id) FROM award_objection"))
    chair = Visitor(app, deeds.leading(again(award).challenge.department))
    chair.open(f"/objections/{objection}")
    with transaction():
        db.session.execute(sa.text("UPDATE login_session SET confirmed_at = NULL"))
    reply = {"outcome": "rejected", "answer": "已复核开榜记录和评分快照，计算无误。"}
    chair.press("Reply", reply, status=422)
    chair.sees("Your password was typed too long ago.", reply["answer"])
    assert chair.page.link("Your password once more").endswith("/confirm")
    with transaction():
        db.session.execute(sa.text("UPDATE login_session SET confirmed_at = CURRENT_TIMESTAMP"))
    chair.press("Reply", reply)
    chair.sees("Answered; everybody concerned has been told.")


def test_a_bids_result_is_its_own_business(app):
    award = deeds.award()
    bids = db.session.scalars(sa.select(Bid).order_by(Bid.blind_label)).all()
    first = make.browser(app, bids[0].lead)
    assert first.get(f"/bids/{bids[0].id}/result").status_code == 200
    assert first.get(f"/bids/{bids[1].id}/result").status_code == 404
    assert award.state is AwardState.ON_NOTICE


def test_pages_cost_few_statements(app):
    panel = deeds.signed_panel(bids=5)
    challenge = panel.challenge
    head = make.browser(app, deeds.head_of(challenge))
    member = make.browser(app, panel.active[0].person)
    with transaction():
        deeds.awards.propose(db.session.get_one(Challenge, challenge.id), by=deeds.head_of(challenge))
    bid = db.session.scalars(sa.select(Bid)).first()
    lead = make.browser(app, bid.lead)
    base = f"/challenges/{challenge.id}"
    cost = {
        path: statements(head, f"{base}/{path}")
        for path in ("opening", "opening/record", "ranking", "panel", "award")
    }
    pages = ("/reviews", *(f"/panels/{panel.id}{page}" for page in ("", "/calibration", "/report")))
    cost |= {path: statements(member, path) for path in pages}
    cost |= {"result": statements(lead, f"/bids/{bid.id}/result")}
    assert {path: n for path, n in cost.items() if n > 8} == {}
    assert statements(member, f"/panels/{panel.id}/discussion") <= 12


def test_a_sheet_costs_the_same_for_three_and_for_six_bids(app):
    panel = deeds.scoring_panel(bids=6)
    member = make.browser(app, panel.active[0].person)
    assert len(blind_labels(panel)) == 6
    assert statements(member, f"/panels/{panel.id}/bid/A") <= 12
    head = make.browser(app, deeds.head_of(panel.challenge))
    assert statements(head, f"/challenges/{panel.challenge_id}/ranking") <= 8
