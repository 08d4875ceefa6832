"""The pages: one good way through each, what each refuses, and what each costs."""

from io import BytesIO

import pytest
import sqlalchemy as sa

from marketplace.challenges import actions
from marketplace.challenges.models import Challenge, ChallengeState, Question
from marketplace.challenges.terms import QuestionTerms
from marketplace.core.db import db, transaction
from marketplace.core.models import ReadEvent, StoredFile
from marketplace.people.models import Role, SecrecyLevel
from tests import make
from tests.count import statements

FILLED = {
    "title": "某机座裂纹", "background": "现象", "loss": "12.5", "loss_basis": "算式", "acceptance": "统计",
    "targets-0-metric": "裂纹率", "targets-0-now": "6.8", "targets-0-operator": "<=",
    "targets-0-wanted": "２",
    "targets-0-unit": "%", "targets-1-metric": "", "targets-1-wanted": "", "needs-0-level": "4",
    "needs-0-importance": "5", "needs-0-heads": "2", "budget": "28", "reward": "5", "work_days": "150",
    "nature": "major", "difficulty": "3", "scope": "group", "secrecy": "internal", "preset": "standard",
}  # fmt: skip


def filled(skill, **more):
    return {**FILLED, "needs-0-skill_id": str(skill.id), **more}


def only():
    db.session.rollback()
    return db.session.scalars(sa.select(Challenge)).one()


def test_a_poster_writes_a_draft_on_one_page(app):
    where, skill = make.department(), make.needed_skill()
    poster = make.browser(app, make.who(Role.POSTER, where))
    assert poster.get("/challenges/new").status_code == 200
    answer = poster.post("/challenges/new", data=filled(skill, department_id=str(where.id), form_key="k1"))
    made = only()
    assert (answer.status_code, answer.location) == (303, f"/challenges/{made.id}")
    assert (made.loss, made.budget, made.department_id) == (125_000, 280_000, where.id)
    assert [(t.metric, t.wanted) for t in made.targets] == [("裂纹率", 2)]
    assert [(n.level, n.importance, n.heads) for n in made.needs] == [(4, 5, 2)]
    again = poster.post("/challenges/new", data=filled(skill, department_id=str(where.id), form_key="k1"))
    assert (again.status_code, again.location) == (303, f"/challenges/{made.id}")
    assert only().id == made.id


def test_who_is_no_poster_gets_no_form(app):
    assert make.browser(app, make.person(make.company())).get("/challenges/new").status_code == 403


def test_another_departments_id_in_the_form_is_refused(app):
    ours, theirs = make.department(), make.department()
    poster = make.browser(app, make.who(Role.POSTER, ours))
    answer = poster.post("/challenges/new", data=filled(make.needed_skill(), department_id=str(theirs.id)))
    assert answer.status_code == 403
    assert db.session.scalar(sa.select(sa.func.count(Challenge.id))) == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": "短"}, "At least 4 characters"),
        ({"budget": "很多"}, "Please enter a number."),
        ({"budget": "99999999999999999999"}, "The number is too large."),
        ({"targets-0-wanted": ""}, "Please fill this in."),
        ({"needs-0-skill_id": "999999"}, "Please choose a skill of the catalogue."),
        ({"work_days": "0"}, "Must be 1 or more."),
    ],
)
def test_a_wrong_field_is_told_at_its_place_and_everything_typed_stays(app, wrong, said):
    where = make.department()
    poster = make.browser(app, make.who(Role.POSTER, where))
    data = {**filled(make.needed_skill(), department_id=str(where.id), background="保留的文字"), **wrong}
    answer = poster.post("/challenges/new", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert "保留的文字" in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Challenge.id))) == 0


def test_lines_are_added_without_scripts(app):
    where = make.department()
    poster = make.browser(app, make.who(Role.POSTER, where))
    answer = poster.post(
        "/challenges/new", data=filled(make.needed_skill(), department_id=str(where.id), add="targets")
    )
    assert answer.status_code == 200
    assert 'name="targets-2-metric"' in answer.text
    assert 'value="裂纹率"' in answer.text


def test_an_older_page_does_not_overwrite_a_newer_draft(app):
    draft = make.draft_challenge()
    poster = make.browser(app, draft.contact)
    data = filled(draft.needs[0].skill, version=str(draft.version))
    assert poster.post(f"/challenges/{draft.id}/edit", data=data).status_code == 303
    late = poster.post(f"/challenges/{draft.id}/edit", data={**data, "title": "另一个改动"})
    assert late.status_code == 409
    assert "另一个改动" in late.text
    assert only().title == "某机座裂纹"


def test_typing_is_saved_and_the_form_can_still_be_sent(app):
    draft = make.draft_challenge()
    poster, seen = make.browser(app, draft.contact), draft.version
    data = filled(draft.needs[0].skill, version=str(seen), form_key="same")
    saved = poster.post(f"/challenges/{draft.id}/autosave", data=data, headers={"X-Autosave": "1"})
    assert (saved.status_code, saved.headers["X-Version"]) == (204, str(seen + 1))
    data["version"] = saved.headers["X-Version"]
    assert (
        poster.post(f"/challenges/{draft.id}/edit", data={**data, "title": "最后的题目"}).status_code == 303
    )
    assert only().title == "最后的题目"
    broken = poster.post(
        f"/challenges/{draft.id}/autosave", data={**data, "title": ""}, headers={"X-Autosave": "1"}
    )
    assert broken.status_code == 422


def test_the_way_to_the_market_by_buttons(app):
    draft = make.draft_challenge()
    where = draft.department
    for role, deed, state in (
        (Role.POSTER, "submit", ChallengeState.APPROVAL),
        (Role.UNIT_MANAGER, "approve", ChallengeState.SECRECY),
        (Role.SECRECY_OFFICER, "release", ChallengeState.OPEN),
    ):
        browser = make.browser(app, make.who(role, where))
        page = browser.get(f"/challenges/{draft.id}").text
        assert f'="/challenges/{draft.id}/{deed}"' in page  # a button, for the release a page of its own
        sent = {"secrecy": "internal", "summary": "", "circle": ""} if deed == "release" else {}
        assert browser.post(f"/challenges/{draft.id}/{deed}", data=sent).status_code == 303
        assert only().state is state


def test_a_closed_button_says_why(app):
    draft = make.draft_challenge(targets=())
    page = make.browser(app, draft.contact).get(f"/challenges/{draft.id}").text
    assert "Still missing: at least one technical target." in page
    assert f'action="/challenges/{draft.id}/submit"' not in page


def test_deeds_of_others_are_refused(app):
    waiting = make.submitted_challenge()
    poster = make.browser(app, waiting.contact)
    assert poster.post(f"/challenges/{waiting.id}/approve").status_code == 403
    assert poster.get(f"/challenges/{waiting.id}/edit").status_code == 409
    stranger = make.browser(app, make.person(make.company()))
    for path in ("", "/edit", "/history", "/files", "/questions", "/return", "/withdraw"):
        assert stranger.get(f"/challenges/{waiting.id}{path}").status_code == 404
    for path in ("submit", "approve", "release", "withdraw", "follow"):
        assert stranger.post(f"/challenges/{waiting.id}/{path}", data={"why": "理由充分"}).status_code == 404
    assert only().state is ChallengeState.APPROVAL


def test_returning_and_withdrawing_want_a_reason(app):
    waiting = make.submitted_challenge()
    head = make.browser(app, make.who(Role.UNIT_MANAGER, waiting.department))
    assert head.get(f"/challenges/{waiting.id}/return").status_code == 200
    assert head.post(f"/challenges/{waiting.id}/return", data={"why": ""}).status_code == 422
    assert head.post(f"/challenges/{waiting.id}/return", data={"why": "请补照片"}).status_code == 303
    assert only().state is ChallengeState.DRAFT
    assert head.post(f"/challenges/{waiting.id}/withdraw", data={"why": "不再需要"}).status_code == 303
    assert only().state is ChallengeState.WITHDRAWN
    assert "不再需要" in head.get(f"/challenges/{waiting.id}/history").text


def test_a_question_and_its_answer_on_the_page(app):
    challenge = make.open_challenge()
    asker = make.browser(app, make.person(make.company(), name="提问人甲"))
    assert asker.post(f"/challenges/{challenge.id}/questions", data={"text": "短"}).status_code == 422
    assert (
        asker.post(f"/challenges/{challenge.id}/questions", data={"text": "停机窗口多长？"}).status_code
        == 303
    )
    page = asker.get(f"/challenges/{challenge.id}/questions").text
    assert "停机窗口多长？" in page
    assert "Asker A" in page
    question = db.session.scalars(sa.select(Question)).one()
    department = make.browser(app, challenge.contact)
    onward = department.get(f"/challenges/questions/{question.id}")
    assert onward.location == f"/challenges/{challenge.id}/questions?answer={question.id}#q{question.id}"
    shown = department.get(onward.location).text
    assert "提问人甲" not in shown
    assert asker.post(f"/challenges/questions/{question.id}/answer", data={"text": "我答"}).status_code == 403
    assert (
        department.post(f"/challenges/questions/{question.id}/answer", data={"text": ""}).status_code == 422
    )
    assert (
        department.post(f"/challenges/questions/{question.id}/answer", data={"text": "两天"}).status_code
        == 303
    )
    assert "两天" in asker.get(f"/challenges/{challenge.id}/questions").text


def test_files_go_up_and_come_down_with_the_challenges_rights(app):
    draft = make.draft_challenge()
    poster = make.browser(app, draft.contact)
    upload = {"files": (BytesIO("设备,次数\n甲,3\n".encode()), "记录.csv")}
    assert poster.post(f"/challenges/{draft.id}/files", data=upload).status_code == 303
    bad = {"files": (BytesIO(b"<html><script>1</script>"), "x.pdf")}
    assert poster.post(f"/challenges/{draft.id}/files", data=bad).status_code == 422
    assert poster.post(f"/challenges/{draft.id}/files", data={}).status_code == 422
    kept = db.session.scalars(sa.select(StoredFile)).one()
    answer = poster.get(f"/challenges/{draft.id}/files/{kept.id}")
    assert answer.data == "设备,次数\n甲,3\n".encode()
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    other = make.draft_challenge()
    assert poster.get(f"/challenges/{other.id}/files/{kept.id}").status_code == 404
    stranger = make.browser(app, make.person(make.company()))
    assert stranger.get(f"/challenges/{draft.id}/files/{kept.id}").status_code == 404
    assert poster.post(f"/challenges/{draft.id}/files/{kept.id}/remove").status_code == 303
    assert "记录.csv" not in poster.get(f"/challenges/{draft.id}/files").text


def test_following_and_no_longer_following(app):
    challenge = make.open_challenge()
    reader = make.browser(app, make.person(make.company()))
    assert reader.post(f"/challenges/{challenge.id}/follow").status_code == 303
    assert f"/challenges/{challenge.id}/unfollow" in reader.get(f"/challenges/{challenge.id}").text
    assert reader.post(f"/challenges/{challenge.id}/unfollow").status_code == 303
    assert f'"/challenges/{challenge.id}/follow"' in reader.get(f"/challenges/{challenge.id}").text


def reads():
    return db.session.scalars(sa.select(ReadEvent.actor_id).order_by(ReadEvent.seq)).all()


def test_reading_a_trade_secret_leaves_a_line_and_the_uncleared_read_the_summary_only(app):
    secret = make.secret_challenge(background="配比硼砂七成", acceptance="称量硼砂")
    plain, cleared = make.person(make.company()), make.person(make.company(), clearance=SecrecyLevel.ORDINARY)
    page = make.browser(app, plain).get(f"/challenges/{secret.id}").text
    assert "某类铸件质量问题。" in page
    assert "硼砂" not in page
    assert reads() == []
    for tab in ("questions", "files", "history"):
        assert make.browser(app, plain).get(f"/challenges/{secret.id}/{tab}").status_code == 403
    assert "配比硼砂七成" in make.browser(app, cleared).get(f"/challenges/{secret.id}").text
    assert reads() == [cleared.id]


def test_my_challenges_say_who_waits_for_whom(app):
    waiting = make.submitted_challenge(title="等待批准的题目")
    head = make.who(Role.UNIT_MANAGER, waiting.department)
    page = make.browser(app, waiting.contact).get("/challenges/mine").text
    assert "等待批准的题目" in page
    assert head.name in page
    assert (
        "等待批准的题目"
        not in make.browser(app, make.who(Role.POSTER, make.department())).get("/challenges/mine").text
    )


def test_pages_cost_the_same_for_one_and_thirty_rows_and_at_most_eight_statements(app):
    challenge = make.open_challenge()
    poster = make.browser(app, challenge.contact)
    paths = [
        "/challenges/mine",
        *(f"/challenges/{challenge.id}{tab}" for tab in ("", "/questions", "/files", "/history")),
    ]
    one = {path: statements(poster, path) for path in paths}
    asker = make.person(make.company())
    with transaction():
        for n in range(30):
            actions.ask(challenge, QuestionTerms(text=f"第 {n} 个问题？"), by=asker)
    for n in range(30):
        make.draft_challenge(
            challenge.department, title=f"第 {n} 个题目", skills=[need.skill for need in challenge.needs]
        )
    assert {path: statements(poster, path) for path in paths} == one
    assert max(one.values()) <= 8, one


def test_a_refused_page_still_has_a_line_for_targets_and_skills(app):
    where = make.department()
    poster = make.browser(app, make.who(Role.POSTER, where))
    page = poster.post("/challenges/new", data={"department_id": str(where.id), "title": ""}).text
    assert ('name="targets-0-metric"' in page, 'name="needs-0-skill_id"' in page) == (True, True)
