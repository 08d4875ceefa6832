"""Everything that must hold before a bid is sealed, each with its reason and the place to put it right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bidding.bids.models import Bid, TeamMember, TeamRole
from bidding.bids.queries.content import Gap
from bidding.bids.queries.lists import team_of
from marketplace.core.audit import ref
from marketplace.core.i18n import _, ngettext
from marketplace.people.models import Person
from marketplace.rulebook.queries import setting
from marketplace.secondments import queries as secondments
from marketplace.secondments.queries import Room, Wish
from marketplace.studios.rules import listed


@dataclass(frozen=True)
class Condition:
    """One condition: met, or why not; `where` names the page (a step, `team`, `consortium`)."""

    label: str
    reasons: tuple[str, ...] = ()
    where: str = "team"

    @property
    def met(self) -> bool:
        """Nothing stands against it."""
        return not self.reasons


def conditions(
    bid: Bid,
    gaps: Sequence[Gap],
    team: Sequence[TeamMember] | None = None,
    found: Mapping[int, Room] | None = None,
) -> list[Condition]:
    """All conditions on team and content."""
    team = team_of(bid) if team is None else team
    return [
        _content(gaps),
        Condition(_("Everybody has agreed and is released"), tuple(_unanswered(team))),
        Condition(_("At least one core member besides the lead"), _core(team)),
        Condition(_("Temporary support within its share of the days"), _share(team)),
        Condition(
            _("Nobody is booked beyond their free days"),
            tuple(_overbooked(team, rooms(bid, team) if found is None else found)),
        ),
        Condition(_("Nobody is core in too many running projects"), tuple(_busy_core(team))),
        *([_consortium(bid, team)] if len(bid.shares) > 1 else []),
    ]


def is_ready(found: Sequence[Condition]) -> bool:
    """Everything holds."""
    return all(condition.met for condition in found)


def _content(gaps: Sequence[Gap]) -> Condition:
    reasons = tuple(f"{gap.label}{_(': ')}{gap.reason}" for gap in gaps)
    return Condition(_("The content is complete"), reasons, gaps[0].step if gaps else "idea")


def _consortium(bid: Bid, team: Sequence[TeamMember]) -> Condition:
    """Every studio has said yes to its share, stands, and nobody is core for one that has not."""
    taken = [share for share in bid.shares if not share.declined]
    reasons = [
        _("%(name)s: %(standing)s", name=share.studio.name, standing=str(share.consent.label))
        for share in bid.shares
        if not share.agreed
    ]
    reasons += [f"{s.studio.name}{_(': ')}{listed(s.studio)}" for s in taken if not listed(s.studio)]
    total = sum(share.percent for share in taken)
    if total != 100:
        reasons.append(_("The shares total %(n)s %%, they must total 100 %%.", n=total))
    ours = {share.studio_id for share in bid.shares if share.agreed}
    reasons += [
        _("%(name)s is core for a studio that has not agreed.", name=member.person.name)
        for member in team
        if member.studio_id is not None and member.studio_id not in ours
    ]
    label = _("Every studio of the consortium has agreed to its share")
    return Condition(label, tuple(reasons), "consortium")


def _unanswered(team: Sequence[TeamMember]) -> list[str]:
    return [
        _("%(name)s: %(standing)s", name=member.person.name, standing=str(member.standing.label))
        for member in team
        if not member.agreed
    ]


def _core(team: Sequence[TeamMember]) -> tuple[str, ...]:
    if any(member.role is TeamRole.CORE for member in team):
        return ()
    return (_("Ask at least one more core member of your studio to join."),)


def days_of(member: TeamMember) -> int:
    """What the person gives: as released, else as asked."""
    return member.loan.days if member.loan is not None else member.days


def _share(team: Sequence[TeamMember]) -> tuple[str, ...]:
    total = sum(days_of(member) for member in team)
    lent = sum(days_of(member) for member in team if member.role is TeamRole.SUPPORT)
    most = int(setting("support_days_share"))
    if lent * 100 <= total * most:
        return ()
    return (
        _(
            "Temporary support makes up %(lent)s of %(total)s person-days; at most %(most)s %% are possible.",
            lent=lent, total=total, most=most,
        ),
    )  # fmt: skip


def wishes(team: Sequence[TeamMember]) -> list[Wish]:
    """What the team asks of people, in the dates asked."""
    given = [(member.person_id, member.loan or member) for member in team if not member.declined]
    return [Wish(person_id, asked.days, asked.starts_on, asked.ends_on) for person_id, asked in given]


def rooms(bid: Bid, team: Sequence[TeamMember]) -> dict[int, Room]:
    """What each of the team is wanted for, and has free besides this bid."""
    return secondments.rooms(wishes(team), besides=ref(bid))


def _overbooked(team: Sequence[TeamMember], found: Mapping[int, Room]) -> list[str]:
    over = [(member.person.name, found[member.person_id]) for member in team if member.person_id in found]
    return [
        _("%(name)s: %(wanted)s days wanted, %(free)s free", name=name, wanted=room.wanted, free=room.free)
        for name, room in over
        if room.over
    ]


def is_busy_core(person: Person) -> bool:
    """Is the person core in as many running projects as the settings allow?"""
    return secondments.core_engagements([person.id]).get(person.id, 0) >= int(setting("core_projects"))


def _busy_core(team: Sequence[TeamMember]) -> list[str]:
    core = [member for member in team if member.role is not TeamRole.SUPPORT]
    most = int(setting("core_projects"))
    running = secondments.core_engagements(member.person_id for member in core)
    return [
        ngettext(
            "%(name)s is core in %(num)s running project already",
            "%(name)s is core in %(num)s running projects already",
            running[member.person_id], name=member.person.name,
        )
        for member in core
        if running.get(member.person_id, 0) >= most
    ]  # fmt: skip
