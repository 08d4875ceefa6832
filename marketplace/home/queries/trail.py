"""The audit trail for those who check it. Lines on bids show from the opening on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from bidding.awards.models import Award, CommitmentLetter, Complaint, Objection
from bidding.bids.models import Bid, TeamMember
from bidding.panels.models import Panel, PanelSeat
from marketplace.challenges.models import Challenge, Question
from marketplace.core import clock, lists
from marketplace.core.db import Base, db
from marketplace.core.i18n import Words
from marketplace.core.models import AuditEvent
from marketplace.outcomes.models import Outcome
from marketplace.people.models import Person, SecrecyLevel
from marketplace.projects.models import Milestone, Project, Task
from marketplace.secondments.models import Loan
from marketplace.secrecy.models import HeldDeed, ScreeningHit

# things whose page is open to everybody: only these are links in the trail, so that no link leads nowhere
OPEN_KINDS = frozenset(
    {"annual_letter", "apprenticeship", "evaluation", "exchange", "person", "studio", "unit"}
)
# what comes of a challenge, and what comes of that: of a core secret their reasons are for its circle, too
CAME: tuple[Any, ...] = (Bid, Question, Panel, Award, Project)
AFTER: tuple[tuple[Any, Any], ...] = (
    (Objection.award_id, Award), (CommitmentLetter.award_id, Award), (PanelSeat.panel_id, Panel),
    (Milestone.project_id, Project), (Task.project_id, Project), (Outcome.project_id, Project),
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """The filters of the trail."""

    who: str = ""
    about: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


def about(kind: str, key: Any) -> sa.ColumnElement[str]:
    """SQL for a thing's address in the books."""
    return sa.literal(f"{kind}/") + sa.cast(key, sa.String)


def unsealed(column: Any) -> sa.ColumnElement[bool]:
    """Condition on an address: it is of no bid, or of one that has been opened."""
    opened = sa.select(about("bid", Bid.id)).where(Bid.blind_label.is_not(None))
    team = (
        sa.select(about("team_member", TeamMember.id))
        .join(TeamMember.bid)
        .where(Bid.blind_label.is_not(None))
    )
    lent = sa.select(about("loan", Loan.id)).where(
        sa.or_(Loan.about.not_like("bid/%"), Loan.about.in_(opened))
    )
    return sa.or_(
        sa.and_(*(column.not_like(f"{kind}/%") for kind in ("bid", "team_member", "loan"))),
        column.in_(opened),
        column.in_(team),
        column.in_(lent),
    )


def trail(wanted: Wanted, *, seen_by: Person) -> lists.Page[Any]:
    """One page of deeds, newest first; the reason of a core trade secret is for its circle only."""
    found = (
        sa.select(
            AuditEvent.at, AuditEvent.action, AuditEvent.about, AuditEvent.address,
            sa.case((_of_core(AuditEvent.about, seen_by), ""), else_=AuditEvent.reason).label("reason"),
            AuditEvent.payload["to"].as_string().label("to"),
            Person.name, Person.employee_no,
        )
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(unsealed(AuditEvent.about), *_filters(wanted))
        .order_by(AuditEvent.seq.desc())
    )  # fmt: skip
    return lists.page(found)


def _of_core(column: Any, person: Person) -> sa.ColumnElement[bool]:
    """Condition on an address: a core trade secret outside the person's circle, or what came of it."""
    core = sa.select(Challenge.id).where(
        Challenge.secrecy == SecrecyLevel.CORE, ~Challenge.visible_to(person)
    )
    kept = [sa.select(about("challenge", Challenge.id)).where(Challenge.id.in_(core))]
    kept += [_addresses(model, model.challenge_id.in_(core)) for model in CAME]
    kept += [_addresses(key.class_, key.in_(sa.select(of.id).where(of.challenge_id.in_(core))))
             for key, of in AFTER]  # fmt: skip
    kept += [_addresses(Complaint, Complaint.objection_id.in_(
        sa.select(Objection.id).join(Award).where(Award.challenge_id.in_(core))))]  # fmt: skip
    kept += [_addresses(field.class_, sa.or_(*(field.in_(some) for some in kept)))
             for field in (Loan.about, HeldDeed.root)]  # fmt: skip
    kept += [_addresses(ScreeningHit, sa.or_(*(ScreeningHit.about.in_(some) for some in kept)))]
    return sa.or_(*(column.in_(some) for some in kept))


def _addresses(model: Any, where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(about(model.__tablename__, model.id)).where(where).correlate(None)


def _filters(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.who:
        like = Person.name.contains(wanted.who, autoescape=True)
        yield sa.or_(Person.employee_no == wanted.who, like)
    if wanted.about:
        exact = AuditEvent.about == wanted.about
        yield (
            exact if "/" in wanted.about else AuditEvent.about.startswith(f"{wanted.about}/", autoescape=True)
        )
    if wanted.action:
        yield AuditEvent.action == wanted.action
    if wanted.since:
        yield AuditEvent.at >= clock.at(wanted.since)
    if wanted.until:
        yield AuditEvent.at < clock.at(wanted.until + timedelta(days=1))


def states() -> dict[str, type[Words]]:
    """Kinds of things with a life, and the words of its states."""
    lives = (
        (mapper.class_.__tablename__, getattr(mapper.class_, "LIFE", None))
        for mapper in Base.registry.mappers
    )
    return {table: type(next(iter(life))) for table, life in lives if life}


def state_label(about_: str, value: str) -> str:
    """The word for a state that a thing of the trail came to."""
    known = states().get(about_.partition("/")[0])
    return str(known(value).label) if known and value in set(known) else value


def actions() -> list[str]:
    """The kinds of deeds there are, for the filter."""
    found = sa.select(AuditEvent.action).where(unsealed(AuditEvent.about)).distinct()
    return list(db.session.scalars(found.order_by(AuditEvent.action)))
