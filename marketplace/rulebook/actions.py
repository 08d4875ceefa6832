"""Changing the rules: only by a new version with its validity review."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.models import Person
from marketplace.rulebook import rules
from marketplace.rulebook.defaults import DEFAULTS
from marketplace.rulebook.models import Rule
from marketplace.rulebook.queries import newest
from marketplace.rulebook.terms import SettingsTerms


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


def change_settings(terms: SettingsTerms, *, by: Person) -> Rule:
    """A new version of the settings with its validity review, for what begins from now on."""
    require(rules.may_version(by))
    before = newest("settings", "standard")
    if terms.reviewed_on > clock.today():
        raise Invalid(_("The review lies in the future."), field="reviewed_on")
    if terms.review_again_on <= clock.today():
        raise Invalid(_("The next review must lie in the future."), field="review_again_on")
    if before.body | terms.body() == before.body:
        raise Invalid(_("Nothing differs from the version in force."))
    made = Rule(
        kind="settings", code="standard", version=before.version + 1, body=before.body | terms.body(),
        effective_from=clock.now(), reviewed_on=terms.reviewed_on, reviewers=terms.reviewers,
        conclusion=terms.conclusion, review_again_on=terms.review_again_on, by_id=by.id,
    )  # fmt: skip
    db.session.add(made)
    audit.record("rule_versioned", made, by=by, kind=made.kind, version=made.version)
    return made
