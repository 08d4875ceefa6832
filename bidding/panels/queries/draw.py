"""The draw: from a seed nobody chose, in an order anyone can compute again with SHA-256."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from bidding.panels.models import JointDraw
from marketplace.challenges.models import Challenge

OUTSIDE = 3  # one member in so many, at least, comes from outside the posting company


@dataclass(frozen=True)
class Candidate:
    """Somebody of the pool: their place in the draw, and why they are left out, if they are."""

    person_id: int
    number: str  # employee number: what the order is computed from
    key: str
    expert: bool
    out: tuple[tuple[str, int | None], ...] = field(default=())  # (kind, bid or none)
    outside: bool = False  # of another company than the posting department

    @property
    def free(self) -> bool:
        """May be drawn."""
        return not self.out


def seed_of(number: str, digest: str, round_no: int = 1) -> str:
    """SHA-256(challenge number ‖ box seal), from the second round on with the round behind it."""
    return sha256(f"{number}{digest}{'' if round_no == 1 else round_no}".encode()).hexdigest()


def key_of(seed: str, number: str) -> str:
    """A person's place in the draw: SHA-256(seed ‖ employee number), smallest first."""
    return sha256(f"{seed}{number}".encode()).hexdigest()


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The order of the draw."""
    return sorted(candidates, key=lambda one: (one.key, one.number))


def pick(candidates: Iterable[Candidate], size: int, experts: int, outside: int = 0) -> list[Candidate]:
    """Whoever comes next in the order, passed over only where the experts and the outside members still
    missing would no longer find a seat; nobody if the pool is too small. Where it cannot give so many from
    outside, as many as it can."""
    free = [one for one in in_order(candidates) if one.free]
    quota = next((n for n in range(outside, -1, -1) if _completes(free, size, experts, n)), None)
    if quota is None:
        return []
    taken: list[Candidate] = []
    for at, one in enumerate(free):
        left = size - len(taken) - 1
        if left >= 0 and _completes(
            free[at + 1 :],
            left,
            experts - sum(other.expert for other in (*taken, one)),
            quota - sum(other.outside for other in (*taken, one)),
        ):
            taken.append(one)
    return taken


def outside_of(size: int) -> int:
    """How many of a panel must come from outside the posting company, where the pool has them."""
    return size // OUTSIDE


def _completes(free: Sequence[Candidate], seats: int, experts: int, outside: int) -> bool:
    """Can these fill so many seats with at least so many experts and so many from outside?"""
    both = sum(one.expert and one.outside for one in free)
    able, away = sum(one.expert for one in free), sum(one.outside for one in free)
    experts, outside = max(0, experts), max(0, outside)
    twice = min(both, experts, outside)  # seats that serve both
    return len(free) >= seats and able >= experts and away >= outside and experts + outside - twice <= seats


def seated(
    candidates: Iterable[Candidate], together: JointDraw | None, challenge: Challenge
) -> list[Candidate]:
    """Whom the fair draw of several panels seats here, in the order of the own draw; nobody if one of them
    may not sit any more."""
    if together is None:
        return []
    ids = set(together.found.get("seats", {}).get(str(challenge.id), ()))
    found = [one for one in in_order(candidates) if one.person_id in ids and one.free]
    return found if len(found) == len(ids) else []


def next_of(
    pool: Sequence[dict[str, Any]], taken: Collection[int], *, expert: bool, outside: bool = False
) -> dict[str, Any] | None:
    """The next of the draw who is free and not yet taken; an expert, if the panel lacks one; from outside, if
    it lacks one of those and somebody is left."""
    able = [
        one for one in pool
        if not one["out"] and one["person"] not in taken and (one["expert"] or not expert)
    ]  # fmt: skip
    away = [one for one in able if outside and one.get("outside")]
    return next(iter(away or able), None)


def as_row(one: Candidate, seat: int | None) -> dict[str, Any]:
    """How a candidate stands in the books of the draw."""
    return {
        "person": one.person_id,
        "no": one.number,
        "key": one.key,
        "expert": one.expert,
        "outside": one.outside,
        "out": [[kind, bid_id] for kind, bid_id in one.out],
        "seat": seat,
    }
