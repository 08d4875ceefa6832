"""Changing the rules: only by a new version with its validity review."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from marketplace.core import audit, clock
from marketplace.core.db import db, forget
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.models import Person, Unit
from marketplace.rulebook import rules
from marketplace.rulebook.defaults import DEFAULTS
from marketplace.rulebook.models import KeyTask, Rule
from marketplace.rulebook.queries import newest
from marketplace.rulebook.terms import KeyTaskTerms, RuleTerms


def put_in_defaults() -> None:
    """The rules a new installation begins with; what is there already stays."""
    there = {(kind, code) for kind, code in db.session.execute(sa.select(Rule.kind, Rule.code))}
    for kind, bodies in DEFAULTS.items():
        for code, body in bodies.items():
            if (kind, code) in there:
                continue
            db.session.add(
                Rule(
                    kind=kind, code=code, version=1, body=body, effective_from=clock.at(date(2020, 1, 1)),
                    reviewed_on=date(2020, 1, 1), reviewers="出厂设置",
                    conclusion="出厂默认值，投用前由领导小组论证。", by_id=None,
                )
            )  # fmt: skip
    db.session.flush()


def put_in_force(kind: str, code: str, terms: RuleTerms, *, by: Person) -> Rule:
    """A new version of a rule with its validity review, for what begins from now on."""
    require(rules.may_version(by))
    before = newest(kind, code)
    if terms.reviewed_on > clock.today():
        raise Invalid(_("The review lies in the future."), field="reviewed_on")
    if terms.review_again_on <= clock.today():
        raise Invalid(_("The next review must lie in the future."), field="review_again_on")
    body = before.body | terms.body()  # numbers that no form shows stay
    if body == before.body:
        raise Invalid(_("Nothing differs from the version in force."))
    made = Rule(
        kind=kind, code=code, version=before.version + 1, body=body,
        effective_from=clock.now(), reviewed_on=terms.reviewed_on, reviewers=terms.reviewers,
        conclusion=terms.conclusion, review_again_on=terms.review_again_on, by_id=by.id,
    )  # fmt: skip
    db.session.add(made)
    forget("rule/")
    audit.record("rule_versioned", made, by=by, kind=made.kind, version=made.version)
    return made


def add_key_task(unit: Unit, terms: KeyTaskTerms, *, by: Person) -> KeyTask:
    """A key task of the year, which challenges may serve from now on."""
    require(rules.may_keep_tasks(by, unit))
    same = (KeyTask.unit_id == unit.id, KeyTask.year == terms.year, KeyTask.title == terms.title)
    if db.session.scalar(sa.select(KeyTask.id).where(*same, KeyTask.ended_at.is_(None))):
        raise Invalid(_("This key task is on the list already."), field="title")
    made = KeyTask(unit_id=unit.id, year=terms.year, title=terms.title, by_id=by.id, at=clock.now())
    db.session.add(made)
    db.session.flush()
    audit.record("key_task_added", made, by=by, title=made.title, year=made.year)
    return made


def end_key_task(task: KeyTask, *, by: Person) -> None:
    """It is no longer offered; what serves it keeps its name."""
    require(rules.may_keep_tasks(by, task.unit) and rules.still_offered(task))
    task.ended_at = clock.now()
    audit.record("key_task_ended", task, by=by)
