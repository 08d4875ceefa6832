"""Projects, pairs and exchanges of the invented years."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from marketplace.apprenticeships import actions as pairs
from marketplace.apprenticeships.models import Apprenticeship
from marketplace.apprenticeships.terms import PairTerms
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.demo import cast, texts
from marketplace.demo.stage import Story, again, transaction
from marketplace.exchanges import actions as exchanges
from marketplace.exchanges.models import Exchange
from marketplace.exchanges.terms import HeldTerms, PlanTerms
from marketplace.outcomes import actions as outcomes
from marketplace.outcomes.models import OutcomeKind
from marketplace.outcomes.terms import CertifyTerms, OutcomeTerms
from marketplace.people.models import Category, Person, PersonSkill, Role
from marketplace.projects import actions as projects
from marketplace.projects.models import MilestoneState, Project, ProjectTarget, TaskState
from marketplace.projects.terms import RegisterTerms, TargetTerms, TaskTerms
from marketplace.studios.models import Studio
from marketplace.studios.queries import members


def own_project(
    studio_id: int, begins: datetime, dice: random.Random, *, ends: bool = True, approved: bool = True
) -> Story:
    """A studio's own innovation project, from registration to acceptance by the home unit."""
    yield begins
    title, goal, metric, now, op, wanted, unit = dice.choice(texts.GOALS)
    with transaction():
        studio = again(Studio, studio_id)
        target = TargetTerms(metric=metric, now=Decimal(now), wanted=Decimal(wanted), operator=op, unit=unit)
        terms = RegisterTerms(
            title=title,
            goal=goal,
            budget=dice.choice((0, 8_000, 15_000)),
            targets=[target],
            due_on=clock.today() + timedelta(days=150),
        )
        key = projects.register(studio, terms, by=studio.lead).id
    if not approved:
        return
    yield begins + timedelta(days=2)
    with transaction():
        project = again(Project, key)
        projects.approve(project, by=cast.holder(Role.UNIT_MANAGER, project.department))
    if ends:
        yield from finish(key, begins + timedelta(days=90 + dice.randrange(30)), dice)


def finish(project_id: int, at: datetime, dice: random.Random, *, accepted: bool = True) -> Story:
    """Tasks, milestones, measured values, delivery, acceptance, the outcome."""
    start = clock.now()
    yield start + (at - start) / 3
    with transaction():
        project = again(Project, project_id)
        task = projects.add_task(
            project,
            TaskTerms(
                title="采集首批过程数据", assignee=project.lead_id, due_on=clock.today() + timedelta(days=10)
            ),
            by=project.lead,
        )
        projects.move_task(project, task, TaskState.DONE, by=project.lead)
        for stone in project.milestones[:1]:
            projects.reach_milestone(project, stone, "样件检测报告已归档，数据见附表。", by=project.lead)
            projects.confirm_milestone(project, stone, by=cast.holder(Role.UNIT_MANAGER, project.department))
    yield at
    with transaction():
        project = again(Project, project_id)
        for stone in project.milestones:
            if stone.state is MilestoneState.OPEN:
                projects.reach_milestone(project, stone, "三批统计表和首检记录已归档。", by=project.lead)
                projects.confirm_milestone(
                    project, stone, by=cast.holder(Role.UNIT_MANAGER, project.department)
                )
        projects.measure(
            project, {t.id: (_measured(t), "三批均值，计量室实测") for t in project.targets}, by=project.lead
        )
        projects.deliver(project, "作业指导书、参数表、检测记录和工装图纸一并移交。", by=project.lead)
    if not accepted:
        return
    yield at + timedelta(days=3)
    with transaction():
        project = again(Project, project_id)
        projects.accept(project, texts.ACCEPTED, by=cast.holder(Role.UNIT_MANAGER, project.department))
        _record(project, dice)


def _measured(target: ProjectTarget) -> Decimal:
    return target.wanted


def _record(project: Project, dice: random.Random) -> None:
    people = [m.person_id for m in project.members]
    lead_share = 100 - 10 * (len(people) - 1)
    shares = {key: lead_share if n == 0 else 10 for n, key in enumerate(people)}
    kind = dice.choice((OutcomeKind.METHOD, OutcomeKind.UTILITY, OutcomeKind.FIVE_SMALL, OutcomeKind.QC))
    made = outcomes.record_outcome(
        project,
        OutcomeTerms(
            kind=kind,
            summary=f"“{project.title}”形成作业指导书并在班组推广。",
            replicable=True,
            replicable_where="同类工序的兄弟车间",
            claimed=project.budget * 3,
            shares=shares,
        ),
        by=project.lead,
    )
    if dice.random() < 0.7:
        finance = cast.holder(Role.FINANCE_OFFICER, project.department)
        outcomes.certify(made, CertifyTerms(certified=project.budget * dice.choice((2, 3, 4))), by=finance)


@dataclass(frozen=True)
class Year:
    """One studio's ordinary year."""

    studio: int
    year: int
    pairs: int
    exchanges: int


def pair(plan: Year, n: int, dice: random.Random) -> Story:
    """A mentor of the studio and a young worker of the same plant, for twelve months."""
    begins = clock.at(date(plan.year, 1, 25), 9) + timedelta(days=n * 3 + plan.studio % 7)
    yield begins
    with transaction():
        studio = again(Studio, plan.studio)
        young = _apprentice(studio, n)
        mentors = [
            m.person
            for m in members(studio)
            if m.person.ladder in ("高级工", "技师", "高级技师", "特级技师", "工程师", "高级工程师")
        ]
        if young is None or not mentors:
            return
        mentor = mentors[n % len(mentors)]
        skill = db.session.scalars(sa.select(PersonSkill).where(PersonSkill.person_id == mentor.id)).first()
        assert skill is not None
        made = pairs.record(
            studio,
            PairTerms(
                mentor_id=mentor.id,
                apprentice_no=young.employee_no,
                skill_id=skill.skill_id,
                goal=dice.choice(texts.PAIR_GOALS),
                starts_on=clock.today(),
                months=11,
            ),
            by=studio.lead,
        )
        key = made.id
    yield begins + timedelta(days=1)
    with transaction():
        made = again(Apprenticeship, key)
        pairs.agree(made, by=made.apprentice)


def _apprentice(studio: Studio, n: int) -> Person | None:
    inside = {m.person_id for m in members(studio)}
    busy = sa.select(Apprenticeship.apprentice_id).where(Apprenticeship.state.in_(["proposed", "active"]))
    found = (
        sa.select(Person)
        .where(Person.category == Category.SKILLED, Person.id.not_in(inside), Person.id.not_in(busy))
        .order_by(sa.func.abs(Person.unit_id - studio.home_unit_id), Person.employee_no)
        .offset(n)
        .limit(1)
    )
    return db.session.scalars(found).first()


def exchange(plan: Year, on: date, n: int) -> Story:
    """Planned in time, held with people and a summary."""
    yield clock.at(on, 9) - timedelta(days=12)
    with transaction():
        studio = again(Studio, plan.studio)
        title = texts.EXCHANGES[(n + plan.studio) % len(texts.EXCHANGES)]
        key = exchanges.plan(studio, PlanTerms(title=title, planned_on=on), by=studio.lead).id
    yield clock.at(on, 17)
    with transaction():
        one = again(Exchange, key)
        crew = tuple(m.person_id for m in members(one.studio))[:6]
        exchanges.hold(
            one,
            HeldTerms(held_on=on, place="工作室实训区", members=crew, summary=texts.SUMMARY),
            by=one.studio.lead,
        )
