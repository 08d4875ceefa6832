"""What happens to projects."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.core import clock, jobs
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed, WrongMoment
from marketplace.inbox.models import Notice, Todo
from marketplace.ledger import queries as ledger
from marketplace.ledger.models import Metric
from marketplace.people.models import Role
from marketplace.projects import actions, due
from marketplace.projects.models import MilestoneState, ProjectState, TaskState
from marketplace.projects.terms import MilestoneTerms, TaskTerms
from tests import make


def test_acceptance_counts_once_for_the_year(app):
    project, manager = make.delivered_project()
    with transaction():
        actions.accept(project, "三批数据都达到了要求。", by=manager)
    with pytest.raises(WrongMoment), transaction():
        actions.accept(project, "再验收一次。", by=manager)
    assert ledger.count(project.studio, Metric.PROJECTS, 2030) == 1
    assert ledger.count(project.studio, Metric.PROJECTS, 2029) == 0
    assert ledger.count(project.studio, Metric.TACKLED, 2030) == 0


def test_a_missed_target_cannot_be_accepted_as_met(app):
    project, manager = make.delivered_project(value="90")
    with pytest.raises(WrongMoment, match="Not every target"), transaction():
        actions.accept(project, "差一点也算了。", by=manager)
    with transaction():
        actions.accept(project, "达到九成，余下限期整改。", partly=True, by=manager)
    assert project.state is ProjectState.PARTLY
    assert ledger.count(project.studio, Metric.PROJECTS, 2030) == 0


def test_nobody_accepts_their_own_work(app):
    project, _manager = make.delivered_project()
    with pytest.raises(NotAllowed), transaction():
        actions.accept(project, "自己验收自己。", by=project.lead)
    assert project.state is ProjectState.DELIVERED


def test_it_is_sent_back_at_most_twice(app):
    project, manager = make.delivered_project()
    for _round in range(2):
        with transaction():
            actions.give_back(project, "缺少首检记录。", by=manager)
            actions.deliver(project, "补齐了首检记录。", by=project.lead)
    with pytest.raises(WrongMoment, match="twice"), transaction():
        actions.give_back(project, "再补一次。", by=manager)
    assert (project.returns, project.state) == (2, ProjectState.DELIVERED)


def test_delivery_waits_for_every_measured_value(app):
    project, _manager = make.own_project()
    with pytest.raises(WrongMoment, match="measured"), transaction():
        actions.deliver(project, "先交了再说。", by=project.lead)


def test_with_diligence_there_is_no_count_and_no_blame(app):
    project, manager = make.delivered_project(value="80")
    with transaction():
        actions.refuse_outcome(project, "原始记录完整，方向不对。", diligent=True, by=manager)
    assert project.state is ProjectState.DILIGENT
    assert ledger.count(project.studio, Metric.PROJECTS, 2030) == 0
    assert db.session.scalar(sa.select(sa.func.count()).where(Todo.settled_at.is_(None))) == 0


def test_a_task_is_done_by_its_assignee_and_ends_the_todo(app):
    project, manager = make.own_project()
    with transaction():
        terms = TaskTerms(
            title="测三批数据", assignee=project.lead_id, due_on=clock.today() + timedelta(days=5)
        )
        task = actions.add_task(project, terms, by=project.lead)
    with pytest.raises(NotAllowed), transaction():
        actions.move_task(project, task, TaskState.DONE, by=manager)
    with transaction():
        actions.move_task(project, task, TaskState.DONE, by=project.lead)
    open_kinds = db.session.scalars(sa.select(Todo.kind).where(Todo.settled_at.is_(None))).all()
    assert open_kinds == ["deliver_project"]


def test_a_task_for_somebody_outside_the_team_is_refused_at_its_field(app):
    project, manager = make.own_project()
    terms = TaskTerms(title="测三批数据", assignee=manager.id, due_on=clock.today() + timedelta(days=5))
    with pytest.raises(Invalid) as refused, transaction():
        actions.add_task(project, terms, by=project.lead)
    assert refused.value.field == "assignee"


def test_a_milestone_is_reported_and_confirmed_by_the_department(app):
    project, manager = make.own_project()
    with transaction():
        due_on = clock.today() + timedelta(days=30)
        stone = actions.add_milestone(
            project, MilestoneTerms(title="样件合格", due_on=due_on, payment=30), by=project.lead
        )
        db.session.flush()
        actions.reach_milestone(project, stone, "样件检测报告编号 12。", by=project.lead)
    with pytest.raises(NotAllowed), transaction():
        actions.confirm_milestone(project, stone, by=project.lead)
    with transaction():
        actions.confirm_milestone(project, stone, by=manager)
    assert stone.state is MilestoneState.CONFIRMED


def test_payments_stay_within_a_hundred_percent(app):
    project, _manager = make.own_project()
    due_on = clock.today() + timedelta(days=30)
    with transaction():
        actions.add_milestone(
            project, MilestoneTerms(title="样件合格", due_on=due_on, payment=70), by=project.lead
        )
    db.session.expire_all()
    with pytest.raises(Invalid, match="100"), transaction():
        actions.add_milestone(
            project, MilestoneTerms(title="小批合格", due_on=due_on, payment=40), by=project.lead
        )


def test_an_undecided_delivery_is_escalated_once(app):
    project, _manager = make.delivered_project()
    chair = make.officer(Role.CHAIR, project.department)
    clock.freeze(clock.now() + timedelta(days=30))
    assert due.escalate_overdue() == 1
    assert due.escalate_overdue() == 0
    told = sa.select(sa.func.count()).where(Notice.kind == "project_overdue", Notice.to_id == chair.id)
    assert db.session.scalar(told) == 1


def test_everything_due_comes_to_rest(app):
    make.delivered_project()
    clock.freeze(clock.now() + timedelta(days=30))
    jobs.run_due()
    assert jobs.run_due() == 0
