"""The risk notice: issued, acknowledged with a plan, cleared."""

from __future__ import annotations

from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.evaluation import rules
from marketplace.evaluation.models import Evaluation, NoticeState, RiskNotice
from marketplace.evaluation.terms import Plan
from marketplace.inbox import actions as inbox
from marketplace.people.models import Person
from marketplace.studios.queries import seated


def issue(evaluation: Evaluation, *, by: Person) -> RiskNotice:
    """A missed year brings a paper that the lead answers with a plan."""
    notice = RiskNotice(
        evaluation_id=evaluation.id, issued_by_id=by.id, issued_at=clock.now(),
        answer_due=after_workdays(clock.now(), rules.ANSWER_WD) - rules.LAST_MINUTE, state=NoticeState.ISSUED,
    )  # fmt: skip
    db.session.add(notice)
    notice.evaluation = evaluation
    db.session.flush()
    audit.record("issued", notice, by=by)
    inbox.ask(evaluation.studio.lead, "acknowledge_notice", notice, due=notice.answer_due)
    return notice


def acknowledge(notice: RiskNotice, terms: Plan, *, by: Person) -> None:
    """The lead has read it and says what will be done."""
    require(rules.may_acknowledge(by, notice))
    notice.plan, notice.acknowledged_by_id, notice.acknowledged_at = terms.plan, by.id, clock.now()
    move(notice, NoticeState.ACKNOWLEDGED, by=by)
    inbox.settle(notice)
    inbox.tell(seated(notice.evaluation.studio.leading_unit_id), "notice_acknowledged", notice)


def clear(notice: RiskNotice, *, by: Person) -> None:
    """The next year was met."""
    move(notice, NoticeState.CLEARED, by=by)
    inbox.settle(notice)


def remind(notice: RiskNotice) -> None:
    """Nobody answered in time: lead and leading group are told, once."""
    notice.reminded_at = clock.now()
    studio = notice.evaluation.studio
    inbox.tell([studio.lead, *seated(studio.leading_unit_id)], "notice_unanswered", notice)
    audit.record("reminded", notice, by=None)
