"""Two steps: the head approves, the secrecy officer releases and names level, circle and summary."""

import pytest

from marketplace.challenges import actions
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.terms import CircleTerms, PostingTerms
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import Invalid, NotAllowed, NotFound
from marketplace.people.models import Role, SecrecyLevel
from tests import make


def cleared(level=SecrecyLevel.CORE):
    return make.person(make.company(), clearance=level)


def test_the_officer_raises_the_level_on_the_page_and_names_circle_and_summary(app):
    waiting, member = make.approved_challenge(background="配比硼砂七成"), cleared()
    officer = make.who(Role.SECRECY_OFFICER, waiting.department)
    browser, url = make.browser(app, officer), f"/challenges/{waiting.id}/release"
    assert 'value="core"' in browser.get(url).text
    sent = {"secrecy": "core", "summary": "", "circle": ""}
    assert browser.post(url, data=sent).status_code == 422
    sent["summary"] = "某类铸件质量问题。"
    assert "Name the circle" in browser.post(url, data=sent).text
    sent["circle"] = "999999"
    assert "Nobody has this employee number" in browser.post(url, data=sent).text
    sent["circle"] = member.employee_no
    assert browser.post(url, data=sent).status_code == 303
    waiting = find(Challenge, waiting.id)
    assert (waiting.state, waiting.secrecy) == (ChallengeState.SECRECY, SecrecyLevel.CORE)
    make.with_key(waiting)  # several holders open what is secret
    assert browser.post(url, data=sent).status_code == 303
    core = find(Challenge, waiting.id)
    assert (core.state, core.secrecy) == (ChallengeState.OPEN, SecrecyLevel.CORE)
    assert {one.person_id for one in core.circle} == {member.id, officer.id, core.contact_id}
    assert "硼砂" not in core.haystack
    with pytest.raises(NotFound):
        find(Challenge, core.id, seen_by=cleared())


def test_an_officer_without_the_clearance_names_no_such_level(app):
    waiting = make.approved_challenge()
    officer = make.who(Role.SECRECY_OFFICER, waiting.department)
    with transaction():
        officer.clearance = SecrecyLevel.INTERNAL
    terms = PostingTerms(secrecy=SecrecyLevel.ORDINARY, summary="摘要")
    with pytest.raises(NotAllowed, match="clearance"), transaction():
        actions.release(find(Challenge, waiting.id), terms, by=find(type(officer), officer.id))


def test_nobody_releases_alone_what_they_wrote_or_approved_for(app):
    waiting = make.submitted_challenge()
    head = make.who(Role.UNIT_MANAGER, waiting.department)
    officer = make.who(Role.SECRECY_OFFICER, waiting.department)
    for who, path in ((officer, "approve"), (head, "release"), (waiting.contact, "approve")):
        answer = make.browser(app, who).post(f"/challenges/{waiting.id}/{path}")
        assert answer.status_code in (403, 409), path
    assert find(Challenge, waiting.id).state is ChallengeState.APPROVAL


def test_the_circle_is_edited_on_its_page_and_holds_from_the_next_request(app):
    first, second = cleared(), cleared()
    core = make.secret_challenge(SecrecyLevel.CORE, first)
    officer = make.who(Role.SECRECY_OFFICER, core.department)
    browser, url = make.browser(app, officer), f"/challenges/{core.id}/circle"
    assert first.name in browser.get(url).text
    plain = make.person(make.company())
    wrong = browser.post(url, data={"circle": plain.employee_no, "why": "换人"})
    assert wrong.status_code == 422 and "Without a valid clearance" in wrong.text
    assert make.browser(app, first).get(f"/challenges/{core.id}").status_code == 200
    assert browser.post(url, data={"circle": second.employee_no, "why": "换人"}).status_code == 303
    assert make.browser(app, first).get(f"/challenges/{core.id}").status_code == 404
    assert make.browser(app, second).get(f"/challenges/{core.id}").status_code == 200
    for other in (second, core.contact, make.who(Role.UNIT_MANAGER, core.department)):
        assert make.browser(app, other).get(url).status_code in (403, 404)


def test_a_core_secret_is_never_left_without_a_circle(app):
    core = make.secret_challenge(SecrecyLevel.CORE, cleared())
    officer = make.who(Role.SECRECY_OFFICER, core.department)
    with pytest.raises(Invalid), transaction():
        actions.edit_circle(find(Challenge, core.id), CircleTerms(circle=(), why="清空"), by=officer)
    db.session.rollback()
    assert find(Challenge, core.id).circle
