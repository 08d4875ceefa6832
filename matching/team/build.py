"""Up to three teams that close the gaps of a core team, and why each person is in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from matching.checks import Floats, number, numbers, refuse, whole
from matching.results import Result
from matching.team.model import Core, Gaps, Homes, Pool, gaps_of, pool_of
from matching.team.solve import Choice, Limits, cheapest, least_seats

_NODES = 3_000
_SEATS = 3  # numbers of seats tried for the smallest team
_ANEW = 60  # people up to whom a team is decided anew without each of its members


@dataclass(frozen=True)
class TeamMember(Result):
    """person: row of the candidates. days: gap → person-days. cost of the person in this team. Without them
    the best team would cost `extra` more than this one and leave `open_days` more open (beyond 60
    candidates: the best repair of this team, an upper limit); `gap` is the gap they give most days to."""

    person: int
    days: Mapping[int, float]
    cost: float
    gap: int
    extra: float
    open_days: float


@dataclass(frozen=True)
class Team(Result):
    """kind: "cheapest", "fewest" or "calmest" (least disruption). people: whom to borrow. cost: days × day
    price + disruption + coordination. gaps: days left open per skill. bound: no team that leaves as little
    open is better by the measure of its kind (yuan; people; disruption with a little of the yuan); proven:
    none leaves less open, and this one is the best."""

    kind: str
    people: tuple[TeamMember, ...]
    cost: float
    disruption: float
    gaps: tuple[float, ...]
    bound: float
    proven: bool


def build(
    need: Gaps | ArrayLike,
    core: Core | None,
    candidates: ArrayLike,
    free_days: ArrayLike,
    cost: ArrayLike,
    disruption: ArrayLike,
    seats: int,
    *,
    allowed: ArrayLike | None = None,
    homes: ArrayLike | None = None,
    per_home: int | None = None,
    coordination: float = 0.0,
    explain: bool = True,
) -> tuple[Team, ...]:
    """Propose whom to borrow: the cheapest team, the smallest, the one that disturbs least.

    need: per skill the level (0..5) and the person-days wanted: `Gaps` or skills × (level, days). core:
    people who take part anyway, filling what they can first. candidates: levels, candidates × skills.
    free_days: person-days per candidate. cost: yuan a day. disruption: yuan at risk for the home studio if
    the person is borrowed at all. seats: how many may be borrowed. allowed: gates (consent, conflict, weeks
    that overlap), boolean per candidate or candidates × skills. homes, per_home: home studio of each
    candidate (0..) and how many may come from one. coordination: yuan per person. explain: work out for
    each person what the team would cost without them.
    Days nobody can fill are reported in `.gaps`, never hidden. Teams alike are given once.
    Raises ValueError on NaN, negative numbers, shapes that differ, seats that are no whole number.
    Source: Lappas, Liu, Terzi (2009), Finding a team of experts in social networks; Anagnostopoulos et al.
    (2012), Online team formation in social networks.
    """
    level, days = gaps_of(need)
    per_person = {"free_days": free_days, "cost": cost, "disruption": disruption}
    pool = pool_of(level, core, candidates, per_person, allowed)
    number("coordination", coordination, 0)
    limits = Limits(whole("seats", seats, 0), _homes(homes, per_home, pool), _NODES)
    if limits.homes is not None:
        pool = _with_homes(pool, limits.homes)
    work = _Work(pool, days, limits, pool.once + coordination * pool.seat, explain)
    teams: list[Team] = []
    for made in work.teams():
        if all({m.person for m in made.people} != {m.person for m in team.people} for team in teams):
            teams.append(made)
    return tuple(teams)


def _homes(homes: ArrayLike | None, per_home: int | None, pool: Pool) -> Homes | None:
    if homes is None or per_home is None:
        return None
    of = numbers("homes", homes)
    count = int((pool.seat > 0).sum())
    if of.shape != (count,) or (of < 0).any() or (of != np.floor(of)).any():
        raise refuse("homes", f"must be a number from 0 for each of {count} candidates")
    return Homes(np.unique(of, return_inverse=True)[1].astype(np.int64), whole("per_home", per_home, 0))


def _with_homes(pool: Pool, homes: Homes) -> Pool:
    home = np.full(len(pool), -1)
    home[: len(homes.of)] = homes.of
    return Pool(pool.able, pool.free, pool.day, pool.once, pool.seat, pool.index, home)


@dataclass(frozen=True, eq=False)
class _Work:
    """One problem, three measures of it."""

    pool: Pool
    days: Floats
    limits: Limits
    once: Floats  # disruption and coordination
    explain: bool

    def priced(self, kind: str) -> Pool:
        """The pool at the prices whose least sum is the wanted team."""
        pool = self.pool
        if kind != "calmest":
            return pool.priced(pool.day, self.once)
        # The second aim weighs so little that it only decides between equals in the first.
        worst = float(
            (pool.day.max(initial=0.0) * self.days.sum()) + self.limits.seats * self.once.max(initial=0.0)
        )
        scale = (1e-3 * float(pool.once.mean() if len(pool) else 0.0) or 1.0) / max(1.0, worst)
        return pool.priced(pool.day * scale, pool.once + self.once * scale)

    def teams(self) -> Iterator[Team]:
        """The cheapest, the smallest, the calmest."""
        first = cheapest(self.priced("cheapest"), self.days, self.limits)
        yield self._team("cheapest", first, first.bound, first.proven)
        yield self._fewest(first)
        calm = cheapest(self.priced("calmest"), self.days, self.limits)
        yield self._team("calmest", calm, calm.bound, calm.proven)

    def _fewest(self, first: Choice) -> Team:
        """The cheapest with as few seats as will do: from the least that could do upwards."""
        most, left = self._borrowed(first), float(first.left.sum())
        least, sure = least_seats(self.pool, self.days, self.limits, left), True
        for seats in range(least, min(most, least + _SEATS)):
            found = cheapest(self.priced("fewest"), self.days, replace(self.limits, seats=seats))
            if found.left.sum() <= left + 1e-6:
                return self._team("fewest", found, float(seats if sure else least), sure and found.proven)
            sure &= found.proven
        sure &= first.proven and most <= least + _SEATS
        return self._team("fewest", first, float(most if sure else min(least, most)), sure)

    def _borrowed(self, found: Choice) -> int:
        return int(self.pool.seat[found.people].sum())

    def _team(self, kind: str, found: Choice, bound: float, proven: bool) -> Team:
        members = tuple(
            self._member(found, place)
            for place in range(len(found.people))
            if self.pool.seat[found.people[place]] > 0
        )
        rows = found.people
        disruption = float(self.pool.once[rows].sum())
        total = float((found.days.sum(axis=1) * self.pool.day[rows]).sum() + self.once[rows].sum())
        left = tuple(float(value) for value in found.left)
        ordered = tuple(sorted(members, key=lambda member: member.person))
        return Team(kind, ordered, total, disruption, left, bound, proven)

    def _member(self, found: Choice, place: int) -> TeamMember:
        row = int(found.people[place])
        given = found.days[place]
        days = {int(gap): float(given[gap]) for gap in np.flatnonzero(given)}
        own = float(given.sum() * self.pool.day[row] + self.once[row])
        extra, open_days = self._without(found, place) if self.explain else (0.0, 0.0)
        return TeamMember(int(self.pool.index[row]), days, own, int(np.argmax(given)), extra, open_days)

    def _without(self, found: Choice, place: int) -> tuple[float, float]:
        """What the best team without the person costs more, and leaves open more. Few candidates: decided
        anew. Many: the rest of the team stays as it is, which can only be dearer."""
        if len(self.pool) > _ANEW:
            return self._repaired(found, place)
        others = np.delete(np.arange(len(self.pool)), found.people[place])
        again = cheapest(self.pool.priced(self.pool.day, self.once).only(others), self.days, self.limits)
        rows = found.people
        own = float((found.days.sum(axis=1) * self.pool.day[rows]).sum() + self.once[rows].sum())
        return again.cost - own, max(0.0, float(again.left.sum() - found.left.sum()))

    def _repaired(self, found: Choice, place: int) -> tuple[float, float]:
        rest = np.delete(found.people, place)
        spare, once = self.pool.free.copy(), self.once.copy()
        spare[rest] -= np.delete(found.days, place, axis=0).sum(axis=1)
        spare[found.people[place]] = 0.0
        once[rest] = 0.0
        seats = self.limits.seats - int(self.pool.seat[rest].sum())
        seat = self.pool.seat.copy()
        seat[rest] = 0.0
        cost, left = _repair(self.pool, _Spare(spare, once, seat, seats), found.days[place])
        own = float(
            found.days[place].sum() * self.pool.day[found.people[place]] + self.once[found.people[place]]
        )
        return cost - own, left


@dataclass
class _Spare:
    """What is left to repair a team with: days and first price of each person, seats they need and have."""

    days: Floats
    once: Floats
    seat: Floats
    seats: int


def _repair(pool: Pool, spare: _Spare, gone: Floats) -> tuple[float, float]:
    """(cost, days left): gap by gap the cheapest person with days to spare, while there are seats."""
    cost = left = 0.0
    for gap in np.argsort(-gone, kind="stable").tolist():
        wanted, rows = float(gone[gap]), np.flatnonzero(pool.able[:, gap])
        while wanted > 1e-9:
            give = np.minimum(spare.days[rows], wanted)
            can = (give > 1e-9) & (spare.seat[rows] <= spare.seats)
            price = np.where(can, pool.day[rows] + spare.once[rows] / np.maximum(give, 1e-9), np.inf)
            at = int(np.argmin(price)) if len(price) else -1
            if at < 0 or not np.isfinite(price[at]):
                left += wanted
                break
            best = int(rows[at])
            cost += float(give[at] * price[at])
            wanted -= float(give[at])
            spare.days[best] -= give[at]
            spare.seats -= int(spare.seat[best])
            spare.once[best] = spare.seat[best] = 0.0
    return cost, left
