"""Finance hears of a claimed benefit, and certifies it."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.core.db import db, transaction
from marketplace.inbox.models import Todo
from marketplace.outcomes import actions
from marketplace.outcomes.models import Outcome, OutcomeKind
from marketplace.outcomes.terms import CertifyTerms, OutcomeTerms
from marketplace.people.models import Person, Role
from marketplace.projects import actions as projects
from tests import make


def recorded(claimed: int) -> tuple[Outcome, Person]:
    """An outcome of an accepted project, and the finance officer over its department."""
    project, manager = make.delivered_project()
    finance = make.officer(Role.FINANCE_OFFICER, project.department)
    with transaction():
        projects.accept(project, "三批数据都达到了要求。", by=manager)
        terms = OutcomeTerms(
            kind=OutcomeKind.METHOD,
            summary="形成作业指导书并在班组推广使用。",
            claimed=claimed,
            shares={project.lead_id: 100},
        )
        made = actions.record_outcome(project, terms, by=project.lead)
    return made, finance


def waiting() -> list[int]:
    """Whom a benefit waits for."""
    open_ones = sa.select(Todo.person_id).where(Todo.kind == "certify_benefit", Todo.settled_at.is_(None))
    return list(db.session.scalars(open_ones))


def test_a_claimed_benefit_waits_for_finance_until_it_is_certified(app):
    made, finance = recorded(claimed=120_000)
    assert waiting() == [finance.id]
    with transaction():
        actions.certify(made, CertifyTerms(certified=90_000), by=finance)
    assert waiting() == []


def test_where_nothing_is_claimed_finance_is_left_in_peace(app):
    recorded(claimed=0)
    assert waiting() == []
