"""The year's end over several years: met, warned, recovered, delisted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.evaluation import actions, queries
from marketplace.evaluation.models import (
    Delisting,
    DelistingState,
    Evaluation,
    EvaluationRound,
    NoticeState,
    Result,
    RiskNotice,
)
from marketplace.evaluation.terms import Decision, Judgement, Plan, Reply, Report, Review, Ruling
from marketplace.inbox.models import Todo
from marketplace.ledger import actions as ledger
from marketplace.ledger.models import Metric
from marketplace.people.models import Role, UnitLevel
from marketplace.rulebook.models import Rule
from marketplace.rulebook.queries import in_force
from marketplace.studios.models import StudioState
from tests import make
from tests.count import statements
from tests.make.annual import again, at

COUNTS = Decision(judgement=Judgement.COUNTS)
TEXT = "已核对全年台账与原始记录，情况属实。"


def world() -> Any:
    company = make.unit(make.unit(), level=UnitLevel.COMPANY)
    make.officer(Role.CHAIR, company)
    return make.studio(make.unit(company))


def credit_all(studio: Any, year: int) -> None:
    with transaction():
        for metric in Metric:
            ledger.credit(
                again(studio),
                metric,
                source=f"project/{metric}{year}",
                title="成果",
                on=date(year, 5, 1),
                by=None,
            )


def year_of(studio: Any, year: int) -> Evaluation:
    found = queries.evaluation_of(again(studio), year)
    assert found is not None
    return found


def decide(studio: Any, year: int, decision: Decision = COUNTS) -> Evaluation:
    with transaction():
        actions.decide(year_of(studio, year), decision, by=again(make.chair_of(studio)))
    return year_of(studio, year)


def through(studio: Any, year: int, *, met: bool) -> Evaluation:
    """A whole year: letter in January, counts or none, opened in December, decided in January."""
    at(year, 1, 5)
    make.signed_letter(studio)
    if met:
        credit_all(studio, year)
    at(year, 12, 1)
    at(year + 1, 1, 3)
    return decide(studio, year)


def open_todos() -> list[str]:
    return sorted(db.session.scalars(sa.select(Todo.kind).where(Todo.settled_at.is_(None)).distinct()))


def test_a_met_year_asks_reports_and_decides(app):
    studio = world()
    at(2030, 1, 5)
    make.signed_letter(studio)
    credit_all(studio, 2030)
    at(2030, 11, 30)
    assert queries.evaluation_of(again(studio), 2030) is None
    at(2030, 12, 1, 0)
    with transaction():
        actions.report(
            year_of(studio, 2030),
            Report(self_report="四项任务全部完成，明年继续攻关厚板焊接。"),
            by=again(studio).lead,
        )
    with pytest.raises(WrongMoment, match="1 January"), transaction():
        actions.decide(year_of(studio, 2030), COUNTS, by=again(make.chair_of(studio)))
    at(2030, 12, 21, 0)
    with pytest.raises(WrongMoment, match="20 December"), transaction():
        actions.report(
            year_of(studio, 2030),
            Report(self_report="补充说明：还有一项成果没有登记。"),
            by=again(studio).lead,
        )
    at(2031, 1, 1, 0)
    assert "decide_evaluations" in open_todos()
    with pytest.raises(NotAllowed), transaction():
        actions.decide(year_of(studio, 2030), COUNTS, by=again(studio).lead)
    done = decide(studio, 2030)
    assert (done.result, done.counts["tackled"], again(studio).state) == (
        Result.MET,
        [1, 1],
        StudioState.FOUNDED,
    )
    with pytest.raises(WrongMoment), transaction():
        actions.decide(year_of(studio, 2030), COUNTS, by=again(make.chair_of(studio)))
    assert "decide_evaluations" not in open_todos()


def test_a_missed_year_warns_and_a_met_one_clears(app):
    studio = world()
    assert through(studio, 2030, met=False).result is Result.MISSED
    notice = queries.open_notices(again(studio))[0]
    assert (again(studio).state, notice.state) == (StudioState.WARNED, NoticeState.ISSUED)
    with pytest.raises(NotAllowed), transaction():
        actions.acknowledge(
            again(notice),
            Plan(plan="调整力量，专人负责攻关与带徒两项任务。"),
            by=again(make.chair_of(studio)),
        )
    with transaction():
        actions.acknowledge(
            again(notice), Plan(plan="调整力量，专人负责攻关与带徒两项任务。"), by=again(studio).lead
        )
    assert again(notice).state is NoticeState.ACKNOWLEDGED
    assert through(studio, 2031, met=True).result is Result.MET
    assert (again(studio).state, again(notice).state) == (StudioState.FOUNDED, NoticeState.CLEARED)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Delisting)) == 0


def two_misses(studio: Any) -> Delisting:
    through(studio, 2030, met=False)
    through(studio, 2031, met=False)
    return db.session.scalars(sa.select(Delisting)).one()


def test_two_misses_in_a_row_lead_to_the_removal_of_the_plaque(app):
    studio = world()
    delisting = two_misses(studio)
    chair = make.chair_of(studio)
    assert (delisting.state, delisting.review_due) == (
        DelistingState.PROPOSED,
        clock.at(date(2032, 1, 18), 23, 59),
    )
    with transaction():
        actions.review(again(delisting), Review(go_on=True, review=TEXT), by=again(chair))
    with transaction():
        actions.reply(
            again(delisting), Reply(reply="主要骨干调离，恳请再给一年时间。"), by=again(studio).lead
        )
    with transaction():
        actions.rule(again(delisting), Ruling(go_on=True, decision=TEXT), by=again(chair))
    ends = again(delisting).notice_ends_at
    assert (ends, again(studio).state) == (clock.at(date(2032, 1, 8)), StudioState.WARNED)
    at(2032, 1, 7, 23)
    assert again(studio).state is StudioState.WARNED
    at(2032, 1, 8, 0)
    assert (again(studio).state, again(delisting).state) == (StudioState.DELISTED, DelistingState.EXECUTED)
    assert again(studio).removed_on == clock.today()
    with transaction():
        late = ledger.credit(
            again(studio), Metric.TACKLED, source="project/99", title="迟到的成果", on=clock.today(), by=None
        )
    assert late is None
    at(2032, 12, 1)
    assert queries.evaluation_of(again(studio), 2032) is None
    assert [k for k in open_todos() if "delisting" in k] == []


def test_without_a_reply_the_decision_is_taken_after_five_working_days(app):
    studio = world()
    delisting = two_misses(studio)
    with transaction():
        actions.review(again(delisting), Review(go_on=True, review=TEXT), by=again(make.chair_of(studio)))
    at(2032, 1, 17)
    assert again(delisting).state is DelistingState.DECISION
    with pytest.raises(WrongMoment), transaction():
        actions.reply(
            again(delisting), Reply(reply="主要骨干调离，恳请再给一年时间。"), by=again(studio).lead
        )
    with transaction():
        actions.rule(again(delisting), Ruling(go_on=False, decision=TEXT), by=again(make.chair_of(studio)))
    assert (again(delisting).state, again(studio).state) == (DelistingState.DROPPED, StudioState.WARNED)


def test_running_projects_need_a_successor_who_gets_them(app):
    studio = world()
    delisting = two_misses(studio)
    project, _manager = make.own_project(studio=again(studio))
    chair, heir = make.chair_of(studio), make.person(again(studio).home_unit)
    with transaction():
        actions.review(again(delisting), Review(go_on=True, review=TEXT), by=again(chair))
    with transaction():
        actions.reply(
            again(delisting), Reply(reply="主要骨干调离，恳请再给一年时间。"), by=again(studio).lead
        )
    with pytest.raises(Invalid, match="Projects are running"), transaction():
        actions.rule(again(delisting), Ruling(go_on=True, decision=TEXT), by=again(chair))
    with transaction():
        actions.rule(
            again(delisting),
            Ruling(go_on=True, decision=TEXT, successor_no=heir.employee_no),
            by=again(chair),
        )
    at(2032, 1, 20)
    assert again(project).lead_id == heir.id


def test_exempt_needs_a_reason_and_breaks_the_row(app):
    studio = world()
    through(studio, 2030, met=False)
    at(2031, 1, 5)
    make.signed_letter(studio)
    at(2031, 12, 1)
    at(2032, 1, 3)
    exempt = Decision(judgement=Judgement.EXEMPT)
    with pytest.raises(Invalid), transaction():
        actions.decide(year_of(studio, 2031), exempt, by=again(make.chair_of(studio)))
    decide(studio, 2031, Decision(judgement=Judgement.EXEMPT, reason="全年未发布与本工作室专业相符的难题"))
    assert through(studio, 2032, met=False).result is Result.MISSED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Delisting)) == 0


def test_a_pilot_year_has_no_consequences(app):
    studio = world()
    at(2030, 1, 5)
    now = in_force("settings")
    with transaction():
        terms = {
            "effective_from": clock.now(),
            "reviewed_on": clock.today(),
            "reviewers": "领导小组",
            "conclusion": "试点",
        }
        body = {**now.body, "pilot": True}
        db.session.add(Rule(kind="settings", code="standard", version=now.version + 1, body=body, **terms))
    done = through(studio, 2030, met=False)
    assert (done.result, done.pilot, again(studio).state) == (Result.MISSED, True, StudioState.FOUNDED)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RiskNotice)) == 0


def test_without_a_letter_the_usual_targets_hold(app):
    studio = world()
    at(2030, 12, 1)
    (judged,) = queries.judged([year_of(studio, 2030)])
    assert judged.counts["exchanges"] == [0, 6]


def test_an_unanswered_notice_is_told_once(app):
    studio = world()
    through(studio, 2030, met=False)
    at(2031, 2, 10)
    first = again(queries.open_notices(again(studio))[0]).reminded_at
    at(2031, 2, 20)
    assert again(queries.open_notices(again(studio))[0]).reminded_at == first is not None


def test_papers_are_for_those_concerned(app):
    studio = world()
    delisting = two_misses(studio)
    notice = queries.open_notices(again(studio))[0]
    lead, stranger = make.browser(app, again(studio).lead), make.browser(app, make.person(make.unit()))
    for path in (f"/risk-notices/{notice.id}", f"/delistings/{delisting.id}"):
        assert (lead.get(path).status_code, stranger.get(path).status_code) == (200, 404)
    assert notice.number not in stranger.get(f"/studios/{studio.id}/evaluations").text


def test_the_year_over_http(app):
    studio = world()
    at(2030, 1, 5)
    make.signed_letter(studio)
    at(2030, 12, 2)
    lead, chair = make.browser(app, again(studio).lead), make.browser(app, make.chair_of(studio))
    url = f"/evaluations/{year_of(studio, 2030).id}"
    assert lead.post(f"{url}/report", data={"self_report": "短" * 5}).status_code == 422
    assert (
        lead.post(f"{url}/report", data={"self_report": "四项任务没有完成，原因是骨干调离。" * 2}).status_code
        == 303
    )
    assert chair.get(f"{url}/decide").status_code == 409
    at(2031, 1, 10)
    round_ = db.session.scalars(sa.select(EvaluationRound)).one()
    assert lead.get(f"/evaluations/rounds/{round_.id}").status_code == 403
    assert studio.name in chair.get(f"/evaluations/rounds/{round_.id}").text
    assert chair.post(f"/evaluations/rounds/{round_.id}", data={}).status_code == 422
    assert (
        chair.post(f"/evaluations/rounds/{round_.id}", data={"id": year_of(studio, 2030).id}).status_code
        == 303
    )
    notice = queries.open_notices(again(studio))[0]
    paper = f"/risk-notices/{notice.id}"
    assert (
        lead.post(f"{paper}/acknowledge", data={"plan": "专人负责，按月检查，六月底前补齐。" * 2}).status_code
        == 303
    )
    assert (
        lead.post(f"{paper}/acknowledge", data={"plan": "专人负责，按月检查，六月底前补齐。" * 2}).status_code
        == 409
    )
    assert chair.get("/evaluations?result=missed&year=2030").text.count(url) >= 1
    assert chair.get("/evaluations/export?year=2030&as=csv").status_code == 200


def test_a_delisting_over_http(app):
    studio = world()
    delisting = two_misses(studio)
    lead, chair = make.browser(app, again(studio).lead), make.browser(app, make.chair_of(studio))
    url = f"/delistings/{delisting.id}"
    assert lead.post(f"{url}/review", data={"go_on": "yes", "review": TEXT}).status_code == 403
    assert chair.post(f"{url}/review", data={"review": TEXT}).status_code == 422
    assert chair.post(f"{url}/review", data={"go_on": "yes", "review": TEXT}).status_code == 303
    assert lead.get(f"{url}/reply").status_code == 200
    assert lead.post(f"{url}/reply", data={"reply": "主要骨干调离，恳请再给一年时间。"}).status_code == 303
    assert chair.post(f"{url}/decide", data={"go_on": "yes", "decision": TEXT}).status_code == 303
    assert chair.post(f"{url}/decide", data={"go_on": "yes", "decision": TEXT}).status_code == 409
    assert chair.get(url).status_code == 200


def test_pages_cost_the_same_for_one_and_thirty(app):
    studio = world()
    delisting = two_misses(studio)
    chair = make.browser(app, make.chair_of(studio))
    evaluation, notice = year_of(studio, 2031), queries.open_notices(again(studio))[0]
    at(2032, 12, 2)
    paths = ("/evaluations", f"/evaluations/{evaluation.id}", f"/risk-notices/{notice.id}",
    f"/delistings/{delisting.id}",
             f"/studios/{studio.id}/evaluations")  # fmt: skip
    before = {path: statements(chair, path) for path in paths}
    for _n in range(29):
        make.studio(again(studio).home_unit)
    at(2032, 12, 3)
    assert {path: statements(chair, path) for path in paths} == before
    assert max(before.values()) <= 8, before
