"""Changing the rules: only by a new version with its validity review."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.rulebook.defaults import DEFAULTS
from marketplace.rulebook.models import Rule


def put_in_defaults() -> None:
    """The rules a new installation begins with; what is there already stays."""
    there = {(kind, code) for kind, code in db.session.execute(sa.select(Rule.kind, Rule.code))}
    for kind, rules in DEFAULTS.items():
        for code, body in rules.items():
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
