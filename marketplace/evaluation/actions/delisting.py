"""Two missed years in a row: proposed, reviewed, answered, decided, put on notice, plaque removed."""

from __future__ import annotations

from datetime import timedelta

from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.evaluation import queries, rules
from marketplace.evaluation.models import Delisting, DelistingState, Evaluation
from marketplace.evaluation.terms import Reply, Review, Ruling
from marketplace.inbox import actions as inbox
from marketplace.people.models import Person, Role
from marketplace.people.queries import manager_of
from marketplace.projects.actions import hand_over
from marketplace.studios.actions import person_numbered
from marketplace.studios.models import Studio, StudioState
from marketplace.studios.queries import members, seated

S = DelistingState


def propose_delisting(studio: Studio, first: Evaluation, second: Evaluation) -> Delisting:
    """The rule proposes; people decide."""
    there = queries.delisting_of(studio)
    if there is not None:
        return there
    delisting = Delisting(
        studio_id=studio.id, first_id=first.id, second_id=second.id, proposed_at=clock.now(),
        state=S.PROPOSED,
        review_due=clock.at(clock.today() + timedelta(days=rules.REVIEW_DAYS), 23, 59),
    )  # fmt: skip
    db.session.add(delisting)
    delisting.studio = studio
    db.session.flush()
    audit.record("proposed", delisting, by=None, years=[first.year, second.year])
    inbox.ask(seated(studio.leading_unit_id), "review_delisting", delisting, due=delisting.review_due)
    inbox.tell([studio.lead], "delisting_proposed", delisting)
    return delisting


def review(delisting: Delisting, terms: Review, *, by: Person) -> None:
    """The leading group looks at both years: on to the studio's reply, or dropped."""
    require(rules.may_review(by, delisting))
    delisting.review = terms.review
    inbox.settle(delisting)
    if not terms.go_on:
        _drop(delisting, terms.review, by)
        return
    delisting.reply_due = after_workdays(clock.now(), rules.REPLY_WD) - rules.LAST_MINUTE
    move(delisting, S.REPLY, by=by, note=terms.review)
    inbox.ask(delisting.studio.lead, "reply_delisting", delisting, due=delisting.reply_due)


def _drop(delisting: Delisting, reason: str, by: Person) -> None:
    move(delisting, S.DROPPED, by=by, note=reason)
    inbox.tell(_circle(delisting.studio), "delisting_dropped", delisting, reason=reason)


def reply(delisting: Delisting, terms: Reply, *, by: Person) -> None:
    """The studio speaks for itself."""
    require(rules.may_reply(by, delisting))
    delisting.reply = terms.reply
    move(delisting, S.DECISION, by=by)
    _ask_chair(delisting)


def lapse(delisting: Delisting) -> None:
    """Five working days without a reply: the decision is taken without one."""
    move(delisting, S.DECISION, by=None)
    _ask_chair(delisting)


def _ask_chair(delisting: Delisting) -> None:
    inbox.settle(delisting)
    due = clock.at(clock.today() + timedelta(days=rules.REVIEW_DAYS), 23, 59)
    inbox.ask(seated(delisting.studio.leading_unit_id, Role.CHAIR), "decide_delisting", delisting, due=due)


def rule(delisting: Delisting, terms: Ruling, *, by: Person) -> None:
    """The chair decides; a studio with running work needs somebody who finishes it."""
    require(rules.may_decide_delisting(by, delisting))
    delisting.decision, delisting.decided_by_id = terms.decision, by.id
    inbox.settle(delisting)
    if not terms.go_on:
        _drop(delisting, terms.decision, by)
        return
    _name_successor(delisting, terms.successor_no)
    delisting.notice_ends_at = after_workdays(clock.now(), rules.NOTICE_WD)
    move(delisting, S.ON_NOTICE, by=by, note=terms.decision)
    inbox.tell(
        _circle(delisting.studio), "delisting_on_notice", delisting, ends=delisting.notice_ends_at.isoformat()
    )


def _name_successor(delisting: Delisting, employee_no: str) -> None:
    if employee_no:
        delisting.successor_id = person_numbered(employee_no, "successor_no").id
    elif queries.running_projects(delisting.studio):
        raise Invalid(_("Projects are running: name who takes them over."), field="successor_no")


def execute(delisting: Delisting) -> None:
    """The notice is over: the plaque comes down, running work goes to the successor, the ledger is frozen."""
    require(rules.may_execute(delisting))
    studio = delisting.studio
    move(delisting, S.EXECUTED, by=None)
    delisting.executed_on = clock.today()
    for project in queries.running_projects(studio):
        if delisting.successor is not None:
            hand_over(project, delisting.successor, by=None)
    move(studio, StudioState.DELISTED, by=None, note=delisting.decision)
    studio.removed_on = clock.today()
    for paper in queries.unanswered(studio):
        inbox.settle(paper)
    inbox.tell(_circle(studio), "delisting_executed", delisting)


def _circle(studio: Studio) -> set[Person]:
    """Whom a delisting concerns: the members, their unit, the leading group."""
    manager = manager_of(studio.home_unit)
    people = {studio.lead, *(m.person for m in members(studio)), *seated(studio.leading_unit_id)}
    return people | ({manager} if manager else set())
