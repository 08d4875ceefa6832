"""The draw: from a seed nobody chose, in an order anyone can compute again with SHA-256."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from bidding.panels.models import JointDraw
from marketplace.challenges.models import Challenge


@dataclass(frozen=True)
class Candidate:
    """Somebody of the pool: their place in the draw, and why they are left out, if they are."""

    person_id: int
    number: str  # employee number: what the order is computed from
    key: str
    expert: bool
    out: tuple[tuple[str, int | None], ...] = field(default=())  # (kind, bid or none)

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


def pick(candidates: Iterable[Candidate], size: int, experts: int) -> list[Candidate]:
    """The first experts the panel needs, then whoever comes next; nobody if the pool is too small."""
    free = [one for one in in_order(candidates) if one.free]
    first = [one for one in free if one.expert][:experts]
    if len(first) < experts:
        return []
    rest = [one for one in free if one not in first][: size - experts]
    return in_order([*first, *rest]) if len(first) + len(rest) == size else []


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


def next_of(pool: Sequence[dict[str, Any]], taken: Collection[int], *, expert: bool) -> dict[str, Any] | None:
    """The next of the draw who is free and not yet taken; an expert, if the panel lacks one."""
    for one in pool:
        if not one["out"] and one["person"] not in taken and (one["expert"] or not expert):
            return one
    return None


def as_row(one: Candidate, seat: int | None) -> dict[str, Any]:
    """How a candidate stands in the books of the draw."""
    return {
        "person": one.person_id,
        "no": one.number,
        "key": one.key,
        "expert": one.expert,
        "out": [[kind, bid_id] for kind, bid_id in one.out],
        "seat": seat,
    }
