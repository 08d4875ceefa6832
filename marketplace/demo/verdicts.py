"""The ends of the invented years: self-reports, results, warnings, a recovery and a removed plaque."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import run_due
from marketplace.demo import cast
from marketplace.demo.stage import Story, again, transaction
from marketplace.evaluation import actions
from marketplace.evaluation.models import Delisting, DelistingState, Evaluation, NoticeState, RiskNotice
from marketplace.evaluation.terms import Decision, Judgement, Plan, Reply, Report, Review, Ruling
from marketplace.ledger.models import AnnualLetter, Metric
from marketplace.ledger.queries import counts
from marketplace.people.models import Person, Role, Unit
from marketplace.studios.models import Studio

REPORT = "本年度按责任书组织攻关、带徒和交流，做成的和没做成的都列在台账里；明年重点放在本专业的疑难问题上。"
EXEMPT = "全年未发布本专业对口榜单，领导小组集体研究，按豁免处理。"
PLAN = "一季度内揭榜一项，落实两对师徒，每季度至少组织一次交流，每月向领导小组报进度。"


def all_ends(today: date, missed: dict[int, tuple[int, ...]], studio_ids: list[int]) -> Iterator[Story]:
    """The two years that are over."""
    for offset in (-2, -1):
        guilty = {studio_ids[n] for n, years in missed.items() if offset in years}
        yield _year_end(today.year + offset, guilty)
    yield _delisting(today.year)


def _of_year(year: int) -> Sequence[Evaluation]:
    found = sa.select(Evaluation).where(Evaluation.year == year, Evaluation.result.is_(None))
    return db.session.scalars(found.order_by(Evaluation.id)).all()


def chair_of(studio: Studio) -> Person:
    """The chair of the leading group at the studio's tier."""
    return cast.holder(Role.CHAIR, again(Unit, studio.leading_unit_id))


def _year_end(year: int, guilty: set[int]) -> Story:
    yield clock.at(date(year, 12, 8), 10)
    run_due()
    with transaction():
        for one in _of_year(year):
            actions.report(one, Report(self_report=REPORT), by=one.studio.lead)
    yield clock.at(date(year + 1, 1, 6), 10)
    run_due()
    yield clock.at(date(year + 1, 1, 18), 10)
    with transaction():
        for one in _of_year(year):
            met = one.studio_id in guilty or _reached(one)
            verdict = Decision(
                judgement=Judgement.COUNTS if met else Judgement.EXEMPT, reason="" if met else EXEMPT
            )
            actions.decide(one, verdict, by=chair_of(one.studio))
    yield clock.at(date(year + 1, 1, 22), 9)
    with transaction():
        open_ = sa.select(RiskNotice).where(RiskNotice.state == NoticeState.ISSUED)
        for notice in db.session.scalars(open_).all():
            actions.acknowledge(notice, Plan(plan=PLAN), by=notice.evaluation.studio.lead)


def _reached(one: Evaluation) -> bool:
    letter = db.session.scalars(
        sa.select(AnnualLetter).where(AnnualLetter.studio_id == one.studio_id, AnnualLetter.year == one.year)
    ).one_or_none()
    have = counts([one.studio_id], one.year).get(one.studio_id, {})
    return letter is not None and all(have.get(metric, 0) >= letter.target(metric) for metric in Metric)


def _delisting(year: int) -> Story:
    """The studio that missed twice: review, reply, decision; after the notice the plaque goes."""
    yield clock.at(date(year, 1, 26), 9)
    key = db.session.scalar(sa.select(Delisting.id).where(Delisting.state == DelistingState.PROPOSED))
    if key is None:
        return
    with transaction():
        one = again(Delisting, key)
        actions.review(
            one,
            Review(go_on=True, review="两年四项指标均未完成，整改计划未落实，提请摘牌。"),
            by=chair_of(one.studio),
        )
    yield clock.now() + timedelta(days=2)
    with transaction():
        one = again(Delisting, key)
        actions.reply(
            one,
            Reply(reply="骨干调离后工作没有接上，服从决定，成员愿意加入兄弟工作室继续攻关。"),
            by=one.studio.lead,
        )
    yield clock.now() + timedelta(days=3)
    with transaction():
        one = again(Delisting, key)
        actions.rule(
            one,
            Ruling(go_on=True, decision="同意摘牌；成员由所在单位安排，二十四个月后可再申报。"),
            by=chair_of(one.studio),
        )
