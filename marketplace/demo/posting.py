"""Every way of posting in the invented group: key tasks, suggestions, presets, an amendment, objections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from marketplace.challenges import actions
from marketplace.challenges.models import Challenge, Nature, Question
from marketplace.challenges.queries import terms_of
from marketplace.challenges.terms import (
    AmendTerms,
    AnswerTerms,
    ChallengeTerms,
    DecisionTerms,
    InviteTerms,
    NeedTerms,
    ObjectionTerms,
    QuestionTerms,
    TargetTerms,
)
from marketplace.core import audit
from marketplace.core.db import db, find
from marketplace.demo import cast, world
from marketplace.demo.stage import Story, again, transaction
from marketplace.people.models import Role, SecrecyLevel, Skill
from marketplace.rulebook import actions as rulebook
from marketplace.rulebook.defaults import WEIGHTS
from marketplace.rulebook.models import KeyTask
from marketplace.rulebook.terms import KeyTaskTerms, OwnWeightsTerms
from marketplace.studios.models import Studio
from marketplace.suggestions import actions as suggestions
from marketplace.suggestions.models import Suggestion
from marketplace.suggestions.terms import DeclineTerms, SuggestionTerms

SECRETS = (SecrecyLevel.ORDINARY, SecrecyLevel.CORE)
OWN = OwnWeightsTerms(**{**WEIGHTS, "skill": 30, "capacity": 15}, reason="停机损失大，更看重能否马上到场。")
KEY_TASKS = ("制造费用降低百分之三", "重点产品一次交检合格率提升", "关键工序自主可控")


@dataclass(frozen=True)
class Plot:
    """One challenge and its way of posting; `ago`: days since it was posted."""

    preset: str
    plant: str
    ago: float
    title: str
    seen: str
    metric: str
    wanted: int
    unit: str
    budget: int


PLOTS = (
    Plot("fast", "ZD01", 2, "落砂机轴承座频繁松动",
         "每周紧固两次，夜班停机约 40 分钟。", "每月松动次数", 1, "次", 40_000),
    Plot("urgent", "JX01", 1, "热处理炉温控突发漂移",
         "今晨起炉温偏差 18 ℃，整线待料。", "炉温偏差", 5, "℃", 60_000),
    Plot("race", "JX03", 6, "机加工线自动上下料改造",
         "人工上下料节拍 95 秒，年缺工 6 人。", "节拍", 60, "秒", 800_000),
)  # fmt: skip
MARKED = Plot("standard", "ZD01", 2, "旧产线图纸数字化归档",
              "老图纸上标有“机 密”字样，归档前需逐张核对。", "归档图纸", 300, "张", 50_000)  # fmt: skip
INVITED = Plot("invited", "RB01", 3, "新材料配方稳定性验证",
               "小批量强度波动 7%，配方只在小范围知悉。", "强度波动", 3, "%", 300_000)  # fmt: skip
RAISED = (
    ("行车遥控器信号时断时续", "靠近变频柜就失灵，吊运时很危险。", "二跨东侧", True),
    ("清理班粉尘太大", "打磨位除尘罩吸力不够，换滤筒也不行。", "清理一线", True),
    ("更衣柜数量不够", "夜班和白班共用，交接时拥挤。", "", False),
    ("量具送检周期太长", "一次送检 12 天，现场没有备用。", "检测站", False),
)


def all_stories(now: datetime, studios: list[int]) -> Iterator[Story]:
    """The last weeks before today."""
    yield _key_tasks(now)
    for n in range(len(RAISED)):
        yield _suggestion(now, n)
    for plot in PLOTS:
        yield _posted(now, plot)
    yield _invited(now, studios)
    yield _marked(now)
    yield _read(now)


def _key_tasks(now: datetime) -> Story:
    yield now - timedelta(days=70)
    with transaction():
        group = world.unit(world.GROUP)
        chair = cast.holder(Role.CHAIR, group)
        for title in KEY_TASKS:
            rulebook.add_key_task(group, KeyTaskTerms(title=title, year=now.year), by=chair)


def _terms(plot: Plot) -> ChallengeTerms:
    plant = next(one for one in world.plants() if one.code == plot.plant)
    skills = db.session.scalars(sa.select(Skill.id).where(Skill.code.in_(plant.skills[:3]))).all()
    return ChallengeTerms(
        title=plot.title, background=plot.seen, tried="按检修规程处理两轮，效果保持不到一周。",
        targets=(TargetTerms(metric=plot.metric, wanted=Decimal(plot.wanted), unit=plot.unit),),
        needs=tuple(NeedTerms(skill_id=key) for key in skills),
        acceptance="现场连续运行 30 日，双方共同统计。", deliverables="改进方案\n验证记录",
        milestones="方案评审\n样机验证\n现场验收", support="提供检修窗口和电工配合。",
        nature=Nature.URGENT if plot.preset == "urgent" else Nature.STUBBORN,
        budget=plot.budget, reward=plot.budget // 5, work_days=90, preset=plot.preset,
        key_task_id=db.session.scalars(sa.select(KeyTask.id).order_by(KeyTask.id)).first(),
    )  # fmt: skip


def _drafted(plot: Plot) -> int:
    unit = world.unit(plot.plant)
    return actions.draft(_terms(plot), department=unit, by=cast.holder(Role.POSTER, unit)).id


def _posted(now: datetime, plot: Plot) -> Story:
    yield now - timedelta(days=plot.ago, hours=2)
    with transaction():
        key = _drafted(plot)
        one = again(Challenge, key)
        if plot.preset == "fast":
            actions.set_weights(one, OWN, by=one.contact)
        actions.submit(one, by=one.contact)
        actions.approve(one, by=cast.holder(Role.UNIT_MANAGER, one.department))
    yield now - timedelta(days=plot.ago)
    with transaction():
        one = again(Challenge, key)
        actions.release(one, cast.as_it_is(one), by=cast.holder(Role.SECRECY_OFFICER, one.department))
    if plot.preset == "race":
        yield from _amended(now, key)
    if plot.preset == "fast":
        yield now - timedelta(days=1)
        with transaction():
            _object(key)


def _amended(now: datetime, key: int) -> Story:
    """Somebody objects, the department agrees and amends."""
    yield now - timedelta(days=4)
    with transaction():
        asked = _object(key).id
    yield now - timedelta(days=3)
    with transaction():
        one = again(Challenge, key)
        answer = DecisionTerms(upheld=True, text="节拍口径补充写明，预算相应核增。")
        actions.decide(again(Question, asked), answer, by=one.contact)
    yield now - timedelta(days=2, hours=20)
    with transaction():
        one = again(Challenge, key)
        known = terms_of(one).model_dump() | {"budget": 900_000, "constraints": "节拍含装夹，不含换刀。"}
        terms = AmendTerms.model_validate(known | {"why": "按异议补充节拍口径，并核增预算。"})
        actions.amend(one, terms, by=one.contact)
    yield now - timedelta(days=1, hours=4)
    with transaction():  # an answer with a word of the list: it waits for the secrecy officer
        one = again(Challenge, key)
        lead = db.session.scalars(sa.select(Studio).order_by(Studio.id).limit(1).offset(9)).one().lead
        question = actions.ask(one, QuestionTerms(text="夹具总图能否在揭榜前查阅？"), by=lead)
        said = AnswerTerms(text="总图上印有“机密”字样，按规定办理查阅手续后提供。")
        actions.answer(question, said, by=one.contact)


def _object(key: int) -> Question:
    one = again(Challenge, key)
    lead = db.session.scalars(sa.select(Studio).order_by(Studio.id).limit(1).offset(8)).one().lead
    terms = ObjectionTerms(text="统计口径前后不一致，无法测算投入。", remedy="写明口径，必要时核增预算。")
    return actions.object_to(one, terms, by=lead)


def _invited(now: datetime, studios: list[int]) -> Story:
    """Three studios are named; the draft waits for the secrecy officer and its key."""
    yield now - timedelta(days=INVITED.ago)
    with transaction():
        one = again(Challenge, _drafted(INVITED))
        actions.invite(one, InviteTerms(studio_ids=tuple(studios[3:6])), by=one.contact)
        actions.submit(one, by=one.contact)
        actions.approve(one, by=cast.holder(Role.UNIT_MANAGER, one.department))


def _marked(now: datetime) -> Story:
    """A word of the screening list stands in it: it waits for the secrecy officer."""
    yield now - timedelta(days=MARKED.ago)
    with transaction():
        one = again(Challenge, _drafted(MARKED))
        actions.submit(one, by=one.contact)
        actions.approve(one, by=cast.holder(Role.UNIT_MANAGER, one.department))


def _read(now: datetime) -> Story:
    """Whoever opens a trade secret leaves a line, as the page would write it."""
    for n in range(3):
        yield now - timedelta(days=2 + 3 * n, hours=n)
        with transaction():
            for one in db.session.scalars(sa.select(Challenge).where(Challenge.secrecy.in_(SECRETS))).all():
                for reader in (one.contact, cast.holder(Role.SECRECY_OFFICER, one.department))[: n + 1]:
                    find(Challenge, one.id, seen_by=reader)
                    audit.write(audit.READS, "challenges.show", one, by_id=reader.id)


def _suggestion(now: datetime, n: int) -> Story:
    title, text, place, volunteers = RAISED[n]
    yield now - timedelta(days=3 + n, hours=5)
    with transaction():
        unit = world.unit("ZD01")
        terms = SuggestionTerms(
            department_id=unit.id, title=title, text=text, place=place, volunteers=volunteers
        )
        key = suggestions.raise_problem(terms, by=world.crew(unit.code)[n]).id
    if n == 0:
        return
    yield now - timedelta(days=1 + n)
    with transaction():
        one = again(Suggestion, key)
        poster = cast.holder(Role.POSTER, one.department)
        if n == 1:
            suggestions.take_up(one, by=poster)
        if n == 2:
            why = DeclineTerms(why="属后勤保障，已转工会办理，不作为攻关榜单。")
            suggestions.decline(one, why, by=poster)
