"""Who sees what: in lists, counts, search, files, questions."""

from datetime import date
from io import BytesIO

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from marketplace.challenges import actions, queries, rules
from marketplace.challenges.models import Challenge
from marketplace.challenges.terms import QuestionTerms
from marketplace.core.db import db, find, transaction
from marketplace.core.errors import NotAllowed, NotFound
from marketplace.core.search import matches
from marketplace.people.models import Role, SecrecyLevel
from tests import make


def seen(person):
    return set(db.session.scalars(sa.select(Challenge.id).where(Challenge.visible_to(person))))


def found(person, words):
    looked = sa.select(Challenge.id).where(Challenge.visible_to(person), matches(Challenge.haystack, words))
    return set(db.session.scalars(looked))


def test_a_draft_is_for_its_department_its_head_and_the_secrecy_officer(app):
    draft = make.draft_challenge()
    ours = [
        make.who(role, draft.department) for role in (Role.POSTER, Role.UNIT_MANAGER, Role.SECRECY_OFFICER)
    ]
    others = [
        make.person(draft.department),
        make.officer(Role.POSTER, make.company()),
        make.officer(Role.LEADING_GROUP, draft.department.company),
    ]
    assert [seen(person) for person in ours] == [{draft.id}] * 3
    assert [seen(person) for person in others] == [set()] * 3


def test_an_open_internal_challenge_is_for_everybody_in_its_scope(app):
    wide = make.open_challenge()
    narrow = make.open_challenge(wide.department, scope="company", scope_reason="停机窗口短")
    inside, outside = make.person(wide.department), make.person(make.company())
    watcher = make.officer(Role.SUPERVISOR, make.unit(wide.department.company))
    make.grant(outside, Role.POSTER, outside.unit)
    assert seen(inside) == {wide.id, narrow.id}
    assert seen(outside) == {wide.id}
    assert seen(watcher) == {wide.id, narrow.id}
    assert seen(make.officer(Role.SUPERVISOR, outside.unit)) == {wide.id}


def test_a_supervisor_above_sees_what_is_posted_below_whatever_its_scope(app):
    narrow = make.open_challenge(scope="company", scope_reason="停机窗口短")
    group = narrow.department.company.parent
    assert seen(make.officer(Role.SUPERVISOR, group)) == {narrow.id}
    assert seen(make.person(group)) == set()


def test_an_ordinary_trade_secret_shows_its_summary_to_all_and_its_details_to_the_cleared(app):
    secret = make.secret_challenge(title="某型缓冲器摩擦片配方改进", background="配方比例")
    plain = make.person(make.company())
    cleared = make.person(plain.unit, clearance=SecrecyLevel.ORDINARY)
    lapsed = make.person(plain.unit, clearance=SecrecyLevel.CORE, clearance_until=date(2030, 3, 4))
    today = make.person(plain.unit, clearance=SecrecyLevel.CORE, clearance_until=date(2030, 3, 5))
    assert [seen(p) for p in (plain, cleared, lapsed, today)] == [{secret.id}] * 4
    assert [queries.cleared(p, secret) for p in (plain, cleared, lapsed, today)] == [False, True, False, True]
    assert queries.cleared(secret.contact, secret)


def test_a_named_circle_narrows_an_ordinary_trade_secret(app):
    inside = make.person(make.company(), clearance=SecrecyLevel.ORDINARY)
    outside = make.person(inside.unit, clearance=SecrecyLevel.ORDINARY)
    secret = make.secret_challenge(SecrecyLevel.ORDINARY, inside)
    assert (queries.cleared(inside, secret), queries.cleared(outside, secret)) == (True, False)


def test_a_core_trade_secret_is_missing_for_everybody_outside_its_circle(app):
    inside = make.person(make.company(), clearance=SecrecyLevel.CORE)
    secret = make.secret_challenge(SecrecyLevel.CORE, inside, title="核心商密题目甲")
    outside = [
        make.person(inside.unit, clearance=SecrecyLevel.CORE),
        make.officer(Role.SUPERVISOR, secret.department.company),
        make.officer(Role.POSTER, secret.department, clearance=SecrecyLevel.CORE),
        make.officer(Role.SYSTEM_ADMIN, secret.department.company),
    ]
    assert seen(inside) == seen(secret.contact) == {secret.id}
    assert [seen(person) for person in outside] == [set()] * 4
    assert [found(person, "题目甲") for person in outside] == [set()] * 4
    with pytest.raises(NotFound):
        find(Challenge, secret.id, seen_by=outside[0])
    with pytest.raises(NotFound):
        queries.frame(secret.id, seen_by=outside[0])


def test_the_circle_ends_with_the_clearance(app):
    inside = make.person(make.company(), clearance=SecrecyLevel.CORE)
    secret = make.secret_challenge(SecrecyLevel.CORE, inside)
    with transaction():
        inside.clearance_until = date(2030, 3, 4)
    assert seen(inside) == set()
    assert not queries.cleared(inside, secret)


def test_a_core_secret_before_posting_is_for_those_who_work_on_it(app):
    where = make.department()
    insider = make.person(where, clearance=SecrecyLevel.CORE)
    secret = make.submitted_challenge(
        where,
        secrecy=SecrecyLevel.CORE,
        summary="工艺难题",
        circle=(insider.employee_no,),
        title="核心商密题目乙",
    )
    head, officer = make.who(Role.UNIT_MANAGER, where), make.who(Role.SECRECY_OFFICER, where)
    second = make.officer(Role.POSTER, where)
    assert [seen(p) for p in (secret.contact, head, officer, insider)] == [{secret.id}] * 4
    assert seen(second) == seen(make.officer(Role.UNIT_MANAGER, where)) == set()


def test_the_words_of_a_secret_cannot_be_searched_for(app):
    secret = make.secret_challenge(title="缓冲器性能改进", background="硼砂比例", key_task="硼砂")
    reader = make.person(make.company())
    assert found(reader, "缓冲器") == found(reader, "hcq") == {secret.id}
    assert found(reader, "转角热裂纹率") == set()
    assert found(reader, "硼砂") == set()


def test_questions_of_a_secret_are_for_the_cleared(app):
    secret = make.secret_challenge()
    asker = make.person(make.company(), clearance=SecrecyLevel.ORDINARY)
    plain = make.person(asker.unit)
    with transaction():
        question = actions.ask(secret, QuestionTerms(text="配比能否放宽？"), by=asker)
    assert queries.question(question.id, seen_by=asker).text == "配比能否放宽？"
    with pytest.raises(NotFound):
        queries.question(question.id, seen_by=plain)
    with pytest.raises(NotAllowed), transaction():
        actions.ask(secret, QuestionTerms(text="我也想问一下"), by=plain)


def test_files_go_with_their_challenge_only(app):
    one, other = make.draft_challenge(), make.draft_challenge()
    upload = FileStorage(BytesIO("设备,次数\n甲,3\n".encode()), filename="记录.csv")
    with transaction():
        (kept,) = actions.attach(one, [upload], by=one.contact)
    assert [stored.name for stored, _by in queries.files_of(one)] == ["记录.csv"]
    assert queries.file_of(one, kept.id).sha256 == kept.sha256
    with pytest.raises(NotFound):
        queries.file_of(other, kept.id)
    with pytest.raises(NotAllowed), transaction():
        actions.attach(one, [upload], by=other.contact)
    with transaction():
        actions.detach(one, queries.file_of(one, kept.id), by=one.contact)
    assert queries.files_of(one) == []


def test_the_trail_before_the_posting_stays_in_the_department(app):
    challenge = make.open_challenge()
    assert [row.payload["to"] for row in queries.history(challenge, full=False) if row.action == "move"] == [
        "open", "secrecy", "approval",
    ]  # fmt: skip
    assert rules.may_act_for(challenge.contact, challenge)
