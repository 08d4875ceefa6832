"""Stage gates of a race: set with a day and a measure, decided for all racing projects at once."""

from __future__ import annotations

from bidding.awards.models import GateRuling, GateState, Ruling, StageGate
from bidding.awards.rules import may_rule, may_set_gate, racing
from bidding.awards.terms import GateTerms, RuleTerms
from marketplace.challenges.models import Challenge
from marketplace.core import audit, clock
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person
from marketplace.projects.actions import merge, stop
from marketplace.projects.models import Project


def set_gate(challenge: Challenge, terms: GateTerms, *, by: Person) -> StageGate:
    """Say on which day the racing projects are compared, and by what; their leads learn it at once."""
    require(may_set_gate(by, challenge))
    if terms.held_on <= clock.today():
        raise Invalid(_("The day must lie in the future."), field="held_on")
    gate = StageGate(challenge=challenge, measure=terms.measure, held_on=terms.held_on, set_by_id=by.id)
    db.session.add(gate)
    db.session.flush()
    audit.record("set_gate", gate, by=by)
    ask(by, "decide_gate", gate, due=clock.at(terms.held_on, 23, 59))
    leads = {project.lead for project in racing(challenge)}
    tell(leads, "gate_set", gate, on=terms.held_on.isoformat(), measure=terms.measure)
    return gate


def rule_gate(gate: StageGate, terms: RuleTerms, *, by: Person) -> None:
    """Keep, cut or merge each racing project, with its reason; at least one goes on."""
    require(may_rule(by, gate))
    projects = {project.id: project for project in racing(gate.challenge)}
    _complete(terms, projects)
    for line in terms.lines:
        gate.rulings.append(
            GateRuling(
                project_id=line.project_id,
                ruling=line.ruling,
                into_id=line.into if line.ruling is Ruling.MERGE else None,
                reason=line.reason,
            )
        )
    gate.decided_by_id, gate.decided_at = by.id, clock.now()
    move(gate, GateState.DECIDED, by=by)
    settle(gate)
    for line in terms.lines:
        project = projects[line.project_id]
        if line.ruling is Ruling.KEEP:
            tell({project.lead, project.studio.lead}, "gate_kept", gate, why=line.reason)
        elif line.ruling is Ruling.CUT:
            stop(project, line.reason, by=by, kind="gate_cut")
        else:
            assert line.into is not None
            merge(project, projects[line.into], line.percent, line.reason, by=by)


def _complete(terms: RuleTerms, projects: dict[int, Project]) -> None:
    if {line.project_id for line in terms.lines} != set(projects) or len(terms.lines) != len(projects):
        raise Invalid(_("The race has changed meanwhile; please look at the projects again."))
    kept = {line.project_id for line in terms.lines if line.ruling is Ruling.KEEP}
    if not kept:
        raise Invalid(
            _("At least one project goes on; a race without anybody is ended by the leading group.")
        )
    for n, line in enumerate(terms.lines):
        if line.ruling is Ruling.MERGE and line.into not in kept:
            raise Invalid(_("Choose a project that goes on."), field=f"lines.{n}.into")
