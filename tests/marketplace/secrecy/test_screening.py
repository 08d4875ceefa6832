"""Words of the officers' list in texts and file names."""

from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from marketplace.challenges import actions as challenges
from marketplace.challenges.queries import questions
from marketplace.challenges.terms import QuestionTerms
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.core.models import AuditEvent
from marketplace.inbox.models import Notice, Todo
from marketplace.people.models import Role, SecrecyLevel
from marketplace.secrecy import actions
from marketplace.secrecy.models import Finding, ScreeningHit, ScreeningWord, Severity
from marketplace.secrecy.queries import standing
from marketplace.secrecy.rules import Listed, hits
from marketplace.secrecy.terms import DecisionTerms, WordTerms
from tests import make
from tests.make import contest as deeds

LIST = [
    Listed("秘密", Severity.REVIEW, ("商业秘密", "技术秘密")),
    Listed("绝密", Severity.REVIEW),
    Listed("top secret", Severity.REVIEW),
]


def words_in(text):
    return [hit.word for hit in hits(LIST, {"text": text})]


@pytest.mark.parametrize(
    "text",
    [
        "此图为绝密",
        "此图为绝 密",
        "绝\u200b密",
        "绝·密",
        "絕密".replace("絕", "绝"),
        "【绝】【密】",
        "绝\n密",
        "绝－密",
    ],
)
def test_a_word_is_found_however_it_is_spelt(text):
    assert words_in(text) == ["绝密"]


def test_a_word_inside_a_harmless_expression_is_passed_over_and_found_beside_it():
    assert words_in("应当保守商业秘密和技 术 秘 密") == []
    assert words_in("商业秘密之外另有秘密图纸") == ["秘密"]
    assert words_in("TOP SECRET") == ["top secret"]
    assert words_in("stop secretary") == []


@given(
    st.text(max_size=60),
    st.text(max_size=60),
    st.sampled_from(["", " ", "\t", "-", "．", "\u3000", "\u200d"]),
)
def test_what_stands_around_and_between_hides_nothing(before, after, between):
    assert "绝密" in words_in(f"{before}绝{between}密{after}")


def decide(hit, finding, by, reason="核对过"):
    with transaction():
        found = find(ScreeningHit, hit.id)
        actions.decide(found, DecisionTerms(finding=finding, reason=reason), by=by)
        challenges.after_review(found, by=by)


def test_a_hit_in_a_challenge_goes_to_the_secrecy_officer_and_its_author_cannot_get_past_it(app):
    draft = make.draft_challenge(background="图纸上标有“机 密”字样，请勿外传。")
    upload = FileStorage(BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"), filename="绝密图.pdf")
    poster, head = draft.contact, make.who(Role.UNIT_MANAGER, draft.department)
    officer = make.who(Role.SECRECY_OFFICER, draft.department)
    with transaction():
        challenges.attach(draft, [upload], by=poster)
    with transaction():
        challenges.submit(find(type(draft), draft.id), by=poster)
        challenges.approve(find(type(draft), draft.id), by=head)
    found = standing(f"challenge/{draft.id}")
    assert sorted((hit.field, hit.word) for hit in found) == [("background", "机密"), ("files", "绝密")]
    browser = make.browser(app, officer)
    page = browser.get(f"/challenges/{draft.id}/release")
    assert "2 words were found in its texts and not cleared." in page.text and "Release it" not in page.text
    with pytest.raises(WrongMoment, match="not cleared"), transaction():
        one = find(type(draft), draft.id)
        challenges.release(one, make.as_it_is(one), by=officer)
    for other in (poster, head):
        with pytest.raises(NotAllowed):
            decide(found[0], "cleared", other)
        assert make.browser(app, other).get(f"/secrecy/hits/{found[0].id}").status_code == 403
    for hit in found:
        answer = browser.post(
            f"/secrecy/hits/{hit.id}", data={"finding": "cleared", "reason": "旧图标记，已脱密"}
        )
        assert answer.status_code == 303
    assert (
        browser.post(f"/secrecy/hits/{hit.id}", data={"finding": "cleared", "reason": "再来"}).status_code
        == 409
    )
    with transaction():
        one = find(type(draft), draft.id)
        challenges.release(one, make.as_it_is(one), by=officer)


def test_a_reworded_text_ends_its_hits_and_what_was_cleared_is_not_asked_again(app):
    draft = make.draft_challenge(background="此为机密。", tried="也是秘密。")
    officer = make.who(Role.SECRECY_OFFICER, draft.department)
    with transaction():
        challenges.submit(draft, by=draft.contact)
    first, second = sorted(standing(f"challenge/{draft.id}"), key=lambda hit: hit.field)
    decide(second, "cleared", officer)
    with transaction():
        one = find(type(draft), draft.id)
        challenges.send_back(one, by=make.who(Role.UNIT_MANAGER, one.department), why="改写")
        one.background = "此为内部资料。"
        challenges.submit(one, by=one.contact)
    assert standing(f"challenge/{draft.id}") == []
    states = [find(ScreeningHit, hit.id).state for hit in (first, second)]
    assert states == [Finding.REPLACED, Finding.CLEARED]


def test_a_question_with_a_hit_is_seen_by_nobody_until_it_is_cleared(app):
    challenge = make.open_challenge()
    asker = make.person(make.unit(make.company()))
    officer = make.who(Role.SECRECY_OFFICER, challenge.department)
    page = make.browser(app, asker).post(
        f"/challenges/{challenge.id}/questions",
        data={"text": "图纸是否属于机密材料？"},
        follow_redirects=True,
    )
    assert "waits for the secrecy officer" in page.text and "图纸是否" not in page.text
    poster = make.browser(app, challenge.contact)
    assert "图纸是否" not in poster.get(f"/challenges/{challenge.id}/questions").text
    kinds = lambda: sorted(db.session.scalars(sa.select(Todo.kind).where(Todo.settled_at.is_(None))))  # noqa: E731
    assert kinds() == ["review_hit"]
    hit = db.session.scalars(sa.select(ScreeningHit)).one()
    decide(hit, "cleared", officer)
    assert kinds() == ["answer_question"]
    assert "图纸是否" in poster.get(f"/challenges/{challenge.id}/questions").text


def test_a_refused_question_ends_and_its_asker_is_told_why(app):
    challenge, officer = make.open_challenge(), None
    officer = make.who(Role.SECRECY_OFFICER, challenge.department)
    asker = make.person(make.unit(make.company()))
    with transaction():
        challenges.ask(challenge, QuestionTerms(text="机密图在哪里？"), by=asker)
    decide(db.session.scalars(sa.select(ScreeningHit)).one(), "refused", officer, "不得提及")
    assert questions(find(type(challenge), challenge.id)) == []
    told = sa.select(Notice.kind).where(Notice.to_id == asker.id).order_by(Notice.id)
    assert db.session.scalars(told).all() == ["question_held", "question_refused"]


def test_a_word_that_is_not_taken_in_is_refused_at_once_with_its_place(app):
    draft = make.draft_challenge(background="封面印有“机密★10年”。")
    with pytest.raises(Invalid, match="机密★") as refused, transaction():
        challenges.submit(draft, by=draft.contact)
    assert refused.value.field == "background"


def test_a_bid_with_a_word_that_is_not_taken_in_cannot_be_sealed(app):
    challenge = make.open_challenge()
    with pytest.raises(Invalid, match="机密★"):
        make.sealed_bid(challenge, make.bidder(), mark="（机密★）")
    assert db.session.scalars(sa.select(ScreeningHit)).all() == []


def test_the_list_is_kept_by_secrecy_officers_only(app):
    department = make.department()
    officer, poster = make.who(Role.SECRECY_OFFICER, department), make.who(Role.POSTER, department)
    browser = make.browser(app, officer)
    assert browser.post("/secrecy/words", data={"word": "专用代号", "severity": "review"}).status_code == 303
    assert browser.post("/secrecy/words", data={"word": "专用代号", "severity": "review"}).status_code == 422
    assert browser.post("/secrecy/words", data={"word": "甲", "severity": "review"}).status_code == 422
    word = db.session.scalars(sa.select(ScreeningWord).where(ScreeningWord.word == "专用代号")).one()
    change = {"word": "专用代号", "severity": "stop", "harmless": "别的", "version": str(word.version)}
    assert "must contain the word" in browser.post(f"/secrecy/words/{word.id}", data=change).text
    change["harmless"] = "旧专用代号"
    assert browser.post(f"/secrecy/words/{word.id}", data=change).status_code == 303
    assert browser.post(f"/secrecy/words/{word.id}", data=change).status_code == 409
    assert browser.post(f"/secrecy/words/{word.id}/end").status_code == 303
    assert "专用代号" not in browser.get("/secrecy/words").text
    for url in ("/secrecy/words", f"/secrecy/words/{word.id}", "/secrecy"):
        assert make.browser(app, poster).get(url).status_code == 403
    with pytest.raises(NotAllowed), transaction():
        actions.put_in(WordTerms(word="别的词"), by=find(type(poster), poster.id))


def test_no_upload_and_no_posting_without_the_word_that_no_state_secret_is_in_it(app):
    draft = make.draft_challenge()
    browser = make.browser(app, draft.contact)
    refused = browser.post(f"/challenges/{draft.id}/submit", data={"no_state_secrets": ""})
    assert refused.status_code == 422 and "Tick first" in refused.text
    files = {
        "files": (BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"), "图.pdf"),
        "no_state_secrets": "",
    }
    assert browser.post(f"/challenges/{draft.id}/files", data=files).status_code == 422
    assert browser.post(f"/challenges/{draft.id}/submit").status_code == 303
    said = sa.select(AuditEvent.payload).where(AuditEvent.action == "move")
    assert [payload.get("acknowledged") for payload in db.session.scalars(said)] == [True]


def test_the_levels_offered_are_the_four_and_no_state_secret(app):
    page = make.browser(app, make.draft_challenge().contact, "zh_Hans").get("/challenges/new").text
    choices = page.split('name="secrecy"', 1)[1].split("</select>", 1)[0]
    assert [level.value in choices for level in SecrecyLevel] == [True] * 4
    assert not any(word in choices for word in ("绝密", "机密", "秘密"))


def test_a_hit_in_a_core_secret_is_for_its_circle_only(app):
    core = make.secret_challenge(SecrecyLevel.CORE, make.person(make.company(), clearance=SecrecyLevel.CORE))
    other = make.officer(Role.SECRECY_OFFICER, deeds.group_of(core.department), clearance=SecrecyLevel.CORE)
    member = core.circle[0].person
    with transaction():
        challenges.ask(find(type(core), core.id), QuestionTerms(text="机密配比如何？"), by=member)
    hit = db.session.scalars(sa.select(ScreeningHit)).one()
    inside = make.who(Role.SECRECY_OFFICER, core.department)
    assert make.browser(app, inside).get(f"/secrecy/hits/{hit.id}").status_code == 200
    assert make.browser(app, other).get(f"/secrecy/hits/{hit.id}").status_code == 404
    assert "Nothing was found." in make.browser(app, other).get("/secrecy").text
    decide(hit, "cleared", inside, "与炉号Q17无关")
    auditor = make.officer(Role.AUDITOR, deeds.group_of(core.department))
    lines = make.browser(app, auditor).get("/administration/audit?about=screening_hit").text
    assert "Q17" not in lines and lines.count("<tr><td>") == 1, "the line stands, its reason does not"


def test_every_form_that_sends_files_asks_for_the_word():
    """Without its tick such a form is refused: a page that lacks it could never be sent."""
    pages = {page for page in Path("templates").rglob("*.html") if "multipart/form-data" in page.read_text()}
    silent = {str(page) for page in pages if "no_secrets(" not in page.read_text()}
    assert len(pages) > 4
    assert silent == set()
