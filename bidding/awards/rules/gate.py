"""Stage gates of a race: set and decided by those who announced the result, never about their own work."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bidding.awards.models import GateState, StageGate
from bidding.awards.rules.notice import heads
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core.db import db
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person
from marketplace.projects.models import Project, ProjectMember, ProjectState

ON_THE_WAY = (ProjectState.RUNNING, ProjectState.DELIVERED)


def racing(challenge: Challenge) -> Sequence[Project]:
    """The projects of a challenge that still run."""
    found = sa.select(Project).where(Project.challenge_id == challenge.id, Project.state.in_(ON_THE_WAY))
    return db.session.scalars(found.order_by(Project.id)).all()


def _judges(person: Person, challenge: Challenge) -> Verdict:
    own = (
        sa.select(ProjectMember.id)
        .join(Project, Project.id == ProjectMember.project_id)
        .where(Project.challenge_id == challenge.id, ProjectMember.person_id == person.id)
    )
    return unless(
        heads(person, challenge), _("The department's head or the chair of the leading group holds the gate.")
    ) and unless(db.session.scalar(own) is None, _("Nobody judges a race in which they work themselves."))


def may_set_gate(person: Person, challenge: Challenge) -> Verdict:
    """One gate at a time, while at least two projects race."""
    ahead = sa.select(StageGate.id).where(
        StageGate.challenge_id == challenge.id, StageGate.state == GateState.SET
    )
    return (
        _judges(person, challenge)
        and not_until(
            challenge.state in (ChallengeState.NOTICE, ChallengeState.AWARDED) and len(racing(challenge)) > 1,
            _("A stage gate compares at least two running projects."),
        )
        and not_until(db.session.scalar(ahead) is None, _("The gate ahead is to be decided first."))
    )


def may_rule(person: Person, gate: StageGate) -> Verdict:
    """Keep, cut or merge; once."""
    return _judges(person, gate.challenge) and not_until(
        gate.state is GateState.SET, _("This gate has been decided.")
    )
