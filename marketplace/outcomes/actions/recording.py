"""Recording outcomes."""

from __future__ import annotations

from marketplace.core import clock
from marketplace.core.audit import record, ref
from marketplace.core.db import db
from marketplace.core.search import haystack
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.ledger.actions import weigh
from marketplace.outcomes import queries
from marketplace.outcomes.models import Contributor, Outcome
from marketplace.outcomes.rules import may_certify, may_record
from marketplace.outcomes.terms import CertifyTerms, OutcomeTerms
from marketplace.people.models import Person, Role, SecrecyLevel
from marketplace.people.queries import holders
from marketplace.projects.models import Project


def record_outcome(project: Project, terms: OutcomeTerms, *, by: Person) -> Outcome:
    """The lead of an accepted project records what came of it, with everybody's share."""
    require(may_record(by, project, recorded=queries.of_project(project) is not None))
    challenge = project.challenge
    made = Outcome(
        code="CG" + project.number.removeprefix("XM"),
        title=project.title,
        kind=terms.kind,
        studio_id=project.studio_id,
        project_id=project.id,
        family_id=challenge.family_id if challenge else None,
        unit_id=project.department_id,
        accepted_on=project.accepted_on or clock.today(),
        summary=terms.summary,
        replicable=terms.replicable,
        replicable_where=terms.replicable_where,
        claimed=terms.claimed,
        haystack=haystack(project.title, terms.summary),
        secrecy=challenge.secrecy if challenge else SecrecyLevel.INTERNAL,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        Contributor(outcome_id=made.id, person_id=person, percent=share)
        for person, share in terms.shares.items()
        if share
    )
    record("outcome_recorded", made, by=by, project=project.number)
    if made.claimed:
        finance = holders(Role.FINANCE_OFFICER, project.department)
        ask([one for one in finance if may_certify(one, made)], "certify_benefit", made)
    return made


def certify(outcome: Outcome, terms: CertifyTerms, *, by: Person) -> None:
    """Finance certifies the benefit of a year, beside the count; claims are never added to it."""
    require(may_certify(by, outcome))
    before = outcome.certified
    outcome.certified, outcome.certified_by_id, outcome.certified_on = terms.certified, by.id, clock.today()
    if outcome.project is not None:
        weigh(ref(outcome.project), certified=terms.certified)
    settle(outcome, "certify_benefit")
    record("benefit_certified", outcome, by=by, before=before, amount=terms.certified)
    tell([outcome.studio.lead], "benefit_certified", outcome, amount=terms.certified)
